// Whether an answer is about the order that was asked for. A cache or a proxy that mixes its connections up hands over somebody else's: its
// payment address would go to the wrong customer, its money would pay the wrong goods.

/** Whether the order in this answer is the one, by either of its ids. An answer that names none is. */
export const isAbout = (id: string | undefined, body: unknown): boolean => {
  if (id === undefined) return true
  const { order_id, transaction_id } = ((body as { readonly data?: unknown }).data ?? {}) as {
    readonly order_id?: unknown
    readonly transaction_id?: unknown
  }
  return order_id === id || order_id === undefined || transaction_id === id || isSpeltAlike(id, order_id)
}

// What an answer may do to an id without meaning another one: digits become a number, blanks and capitals go, other letters get lost.
const isSpeltAlike = (id: string, other: unknown): boolean => {
  const [one, two] = [id, String(other)].map((text) =>
    text
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, "")
      .replace(/^0+/, "")
  )
  return one === two || /[^\u0020-\u007e]/.test(id)
}
