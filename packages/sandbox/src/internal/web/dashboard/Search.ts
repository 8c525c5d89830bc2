// Which orders the dashboard shows, as its address says it: so that a reload, a bookmark and the live script mean the same.
import type * as State from "../../state/State.ts"

export interface Search {
  /** Part of an order id, a transaction id, a status or a method, in any case. */
  readonly text: string
  /** Exactly this status; empty for any. */
  readonly status: string
  /** Exactly this method; empty for any. */
  readonly method: string
  /** From 1. */
  readonly page: number
}

export const everything: Search = { text: "", status: "", method: "", page: 1 }

export const from = (query: URLSearchParams): Search => {
  const word = (name: string) => (query.get(name) ?? "").trim()
  const page = Number(word("page"))
  return {
    text: word("q"),
    status: word("status"),
    method: word("method"),
    page: Number.isSafeInteger(page) && page > 0 ? page : 1
  }
}

/** The address of another page of the same search. */
export const addressOf = (search: Search, page: number): string => {
  const { method, status, text } = search
  const words = Object.entries({ q: text, status, method, page: page === 1 ? "" : String(page) })
  return `/?${new URLSearchParams(words.filter(([, value]) => value !== "")).toString()}`
}

export const isNarrow = ({ method, status, text }: Search): boolean => text !== "" || status !== "" || method !== ""

export const matches = (order: State.Order, { method, status, text }: Search): boolean =>
  (status === "" || order.status === status) &&
  (method === "" || order.method === method) &&
  (text === "" || contains(order, text.toLowerCase()))

const contains = (order: State.Order, text: string): boolean =>
  [order.order_id, order.transaction_id ?? "", order.status, order.method ?? ""].some((one) =>
    one.toLowerCase().includes(text)
  )
