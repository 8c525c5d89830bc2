// Whether an answer is about the order that was asked for. A cache or a proxy that mixes its connections up hands over somebody else's: its
// payment address would go to the wrong customer, its money would pay the wrong goods.

interface Named {
  readonly order_id?: unknown
  readonly transaction_id?: unknown
  readonly refund_order_id?: unknown
  readonly related_transactions?: ReadonlyArray<Named>
}

/** Whether the order in this answer is the one, by either of its ids or by one of a refund or capture of it. An answer that names none is. */
export const isAbout = (id: string | undefined, body: unknown): boolean => {
  if (id === undefined) return true
  const order: Named = (body as { readonly data?: Named }).data ?? {}
  if (order.order_id === id || order.order_id === undefined) return true
  return (
    isSpeltAlike(id, order.order_id) ||
    isOf(id, order) ||
    order.related_transactions?.some((one) => isOf(id, one)) === true
  )
}

const isOf = (id: string, { order_id, refund_order_id, transaction_id }: Named): boolean =>
  transaction_id === id || order_id === id || refund_order_id === id

// What an answer may do to an id without meaning another one: digits become a number, blanks and capitals go, other letters get lost.
const isSpeltAlike = (id: string, other: unknown): boolean => {
  // A program without types may give an id that is a number itself.
  const [one, two] = [id, other].map((text) =>
    String(text)
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, "")
      .replace(/^0+/, "")
  )
  return one === two || /[^\u0020-\u007e]/.test(id)
}
