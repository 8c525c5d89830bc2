// Which of the orders are wanted.
import type { Register, Shelf } from "./Register.ts"
import type { Order } from "./State.ts"

export interface OrderFilter extends Shelf {
  /** Part of an order id, a transaction id, a status or a method, in any case. */
  readonly text?: string | undefined
}

export type Findable = Pick<Order, "key" | "order_id" | "transaction_id" | "status" | "method">

/** The newest first. A text may be anywhere, so that as many are looked at as it takes to find those that are taken. */
export function* newest<A extends Findable>(orders: Register<A>, filter: OrderFilter): IterableIterator<A> {
  const has = hasText(filter)
  for (const order of orders.newest(filter)) if (has(order)) yield order
}

/** Has it the text that is looked for? True when there is none. */
export const hasText = (filter: OrderFilter): ((order: Findable) => boolean) => {
  const text = (filter.text ?? "").toLowerCase()
  return (order) => text === "" || contains(order, text)
}

const contains = ({ method, order_id, status, transaction_id }: Findable, text: string): boolean =>
  has(order_id, text) || has(transaction_id, text) || has(status, text) || has(method, text)

const has = (value: string | undefined, text: string): boolean => value?.toLowerCase().includes(text) === true
