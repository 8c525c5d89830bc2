// Lists that come in pages, as streams that ask for a page when somebody wants its rows. The API never says reliably how many there
// are: `page.total` is pages by the schema and rows in the example, the last cursor leads to an empty page. So a stream ends at a page
// without rows, and at a short page only where the vendor documents how long a page is. Whoever adds up such a list must not take a part
// of it for all of it: where rows came and nobody knows whether there are more, the stream fails.
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { MultiSafepayError, UnexpectedAnswer } from "@effect-multisafepay/core/MultiSafepayError"
import type * as Operation from "@effect-multisafepay/core/Operation"

/** The failure of a list that cannot be read to its end. `problem` says what to do as well. */
export const cut = ({ effectClass, name: operation }: Operation.Any, problem: string): MultiSafepayError =>
  new MultiSafepayError({
    operation,
    effectClass,
    outcome: "unknown",
    reason: new UnexpectedAnswer({ status: 200, problem, excerpt: "" }),
    attempts: [
      { operation, start: 0, duration: 0, delay: 0, status: 200, outcome: "unknown", result: "UnexpectedAnswer" }
    ]
  })

/**
 * Pages by an opaque mark, which the answer to each page gives. `next` is absent on the last page. A page of `size` rows is not the last one:
 * where it gives no mark to go on with, the rows after it are unknown, and the stream fails with `cut`.
 */
export const byCursor = <A, E>(
  { cut, first, size }: { readonly first: string | undefined; readonly size: number; readonly cut: () => E },
  fetch: (
    after: string | undefined
  ) => Effect.Effect<{ readonly rows: ReadonlyArray<A>; readonly next: string | undefined }, E>
): Stream.Stream<A, E> =>
  Stream.suspend(() => {
    const seen = new Set<string | undefined>([first])
    return Stream.paginate(first, (after: string | undefined) =>
      Effect.flatMap(fetch(after), ({ next, rows }) => {
        const leadsOn = next !== undefined && !seen.has(next)
        if (!leadsOn && rows.length >= size) return Effect.fail(cut())
        seen.add(next)
        return Effect.succeed([rows, leadsOn && rows.length > 0 ? Option.some(next) : Option.none()] as const)
      })
    )
  })

/** Pages by the number of rows to skip. */
export const byOffset = <A, E>(
  options: {
    /** Rows to skip before the first page. */
    readonly offset: number
    /** How long a page is, where that is certain: a shorter one is the last. */
    readonly size?: number | undefined
    /** How long a page is at least, where that is all that is known: a shorter one is all there is if it comes wherever the list is asked to begin. */
    readonly least?: number | undefined
    /** How many rows were asked for: a longer page as well, because a list that takes no notice of it has no pages. */
    readonly asked?: number | undefined
    readonly cut: (problem: string) => E
  },
  fetch: (offset: number) => Effect.Effect<ReadonlyArray<A>, E>
): Stream.Stream<A, E> =>
  turning(options, options.offset, (offset) =>
    Effect.map(fetch(offset), (rows) => ({
      rows,
      next: options.size !== undefined && rows.length < options.size ? undefined : offset + rows.length,
      isWhole: rows.length < (options.least ?? 0) || rows.length > (options.asked ?? Infinity)
    }))
  )

/** Pages of a list whose bounds of `limit` are documented, so that a shorter page is the last one. */
export const window = <A>(
  operation: Operation.Any,
  { limit = 100, offset = 0 }: { readonly limit?: number | undefined; readonly offset?: number | undefined } = {},
  fetch: (query: {
    readonly limit: number
    readonly offset: number
  }) => Effect.Effect<{ readonly data: ReadonlyArray<A> }, MultiSafepayError>
): Stream.Stream<A, MultiSafepayError> =>
  byOffset({ offset, size: limit, cut: (problem) => cut(operation, problem) }, (at) =>
    Effect.map(fetch({ limit, offset: at }), ({ data }) => data)
  )

/** Pages by their number. `total` is the number of rows the answer claims; it is believed only beside another sign of the end. */
export const byNumber = <A, E>(
  options: {
    /** The first page. */
    readonly page: number
    /** How many rows were asked for. */
    readonly limit?: number | undefined
    readonly cut: (problem: string) => E
  },
  fetch: (page: number) => Effect.Effect<{ readonly rows: ReadonlyArray<A>; readonly total: number | undefined }, E>
): Stream.Stream<A, E> =>
  turning(options, { page: options.page, rows: 0 }, (at) =>
    Effect.map(fetch(at.page), ({ rows, total }) => {
      const counted = at.rows + rows.length
      const isShort = options.limit !== undefined && rows.length < options.limit
      const isAll = (count: number) => options.page === 1 && total !== undefined && count >= total
      return {
        rows,
        next: isShort && isAll(counted) ? undefined : { page: at.page + 1, rows: counted },
        isWhole: isAll(rows.length)
      }
    })
  )

// Between two pages something new may come to the front of a list and move rows on to the next page: those are passed over. A whole page of
// them may be just that once. Twice, the list does not turn its pages, and nobody knows what it keeps back.
const turning = <S, A, E>(
  { cut }: { readonly cut: (problem: string) => E },
  first: S,
  fetch: (at: S) => Effect.Effect<
    {
      readonly rows: ReadonlyArray<A>
      readonly next: S | undefined
      /** That there are no other rows if this page comes again. */
      readonly isWhole: boolean
    },
    E
  >
): Stream.Stream<A, E> =>
  Stream.suspend(() => {
    let before: ReadonlyArray<A> = []
    let repeats = 0
    return Stream.paginate(first, (at: S) =>
      Effect.flatMap(fetch(at), ({ isWhole, next, rows }) => {
        const fresh = rows.slice(overlap(before, rows))
        repeats = fresh.length === 0 && rows.length === before.length ? repeats + 1 : 0
        before = rows
        if (rows.length === 0 || next === undefined || (repeats > 0 && isWhole)) {
          return Effect.succeed([fresh, Option.none<S>()] as const)
        }
        return repeats > 1 ? Effect.fail(cut(samePage)) : Effect.succeed([fresh, Option.some(next)] as const)
      })
    )
  })

const samePage =
  "the same page comes again wherever the list is asked to go on, so the rows after it are unknown. Ask for more rows at once (`limit`), or for less with the list's filters"

/** How many rows at the beginning of a page are those at the end of the one before. */
const overlap = <A>(before: ReadonlyArray<A>, rows: ReadonlyArray<A>): number => {
  for (let length = Math.min(before.length, rows.length); length > 0; length--) {
    let same = 0
    while (same < length && Equal.equals(before[before.length - length + same], rows[same])) same++
    if (same === length) return length
  }
  return 0
}
