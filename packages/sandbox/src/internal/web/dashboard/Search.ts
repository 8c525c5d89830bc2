// Which orders the dashboard shows, as its address says it: so that a reload, a bookmark and the live script mean the same.
import * as Iterable from "effect/Iterable"
import * as OrderFilter from "../../state/OrderFilter.ts"
import type { Register } from "../../state/Register.ts"

export interface Search extends OrderFilter.OrderFilter {
  /** From 1. */
  readonly page: number
}

export const everything: Search = { page: 1 }

export const from = (query: URLSearchParams): Search => {
  const word = (name: string) => (query.get(name) ?? "").trim() || undefined
  const page = Number(word("page"))
  return {
    text: word("q"),
    status: word("status"),
    method: word("method"),
    page: Number.isSafeInteger(page) && page > 0 ? page : 1
  }
}

/** The address of another page of the same search. */
export const addressOf = ({ method, status, text }: Search, page: number): string => {
  const words = Object.entries({ q: text, status, method, page: page === 1 ? undefined : String(page) })
  return `/?${new URLSearchParams(words.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))).toString()}`
}

export const isNarrow = ({ method, status, text }: Search): boolean =>
  text !== undefined || status !== undefined || method !== undefined

/** A page of what was found. */
export interface Page<A> {
  /** The newest first. */
  readonly orders: ReadonlyArray<A>
  /** From 1; the last one when the search asks for a later one. */
  readonly number: number
  /** How many come before this page. */
  readonly before: number
  /** Undefined when more follow and nobody has counted them, as with a text, for which every order would have to be looked at. */
  readonly total: number | undefined
}

const size = 50

/** Looks at no more orders than it must for this page. */
export const find = <A extends OrderFilter.Findable>(orders: Register<A>, search: Search): Page<A> => {
  if (search.text === undefined) {
    const total = orders.count(search)
    const number = Math.min(search.page, pagesOf(total))
    const before = (number - 1) * size
    return { orders: [...Iterable.take(orders.newest(search, before), size)], number, before, total }
  }
  const asked = search.page * size
  const found = [...Iterable.take(OrderFilter.newest(orders, search), asked + 1)]
  const total = found.length > asked ? undefined : found.length
  const number = total === undefined ? search.page : pagesOf(total)
  const before = (number - 1) * size
  return { orders: found.slice(before, before + size), number, before, total }
}

const pagesOf = (total: number): number => Math.max(Math.ceil(total / size), 1)

/** Undefined when nobody has counted them. */
export const pagesIn = ({ total }: Page<unknown>): number | undefined =>
  total === undefined ? undefined : pagesOf(total)
