// Lists that come in pages, as streams that ask for a page when somebody wants its rows. The API never says reliably how many there
// are: `page.total` is pages by the schema and rows in the example, the last cursor leads to an empty page. So a stream ends at a page
// without rows, at a mark it has been given before, and at a short page only where the vendor documents how long a page is. What is compared
// with such a list must not take a part of it for all of it: there, a full page that leads nowhere is a failure.
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

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
  },
  fetch: (offset: number) => Effect.Effect<ReadonlyArray<A>, E>
): Stream.Stream<A, E> =>
  unlikeBefore(options.offset, (offset) =>
    Effect.map(fetch(offset), (rows) => ({
      rows,
      next: options.size !== undefined && rows.length < options.size ? undefined : offset + rows.length
    }))
  )

/** Pages of a list whose bounds of `limit` are documented, so that a shorter page is the last one. */
export const window = <A, E>(
  { limit = 100, offset = 0 }: { readonly limit?: number | undefined; readonly offset?: number | undefined } = {},
  fetch: (query: {
    readonly limit: number
    readonly offset: number
  }) => Effect.Effect<{ readonly data: ReadonlyArray<A> }, E>
): Stream.Stream<A, E> =>
  byOffset({ offset, size: limit }, (at) => Effect.map(fetch({ limit, offset: at }), ({ data }) => data))

/** Pages by their number. `total` is the number of rows the answer claims; it is believed only of a page that is short as well. */
export const byNumber = <A, E>(
  options: {
    /** The first page. */
    readonly page: number
    /** How many rows were asked for. */
    readonly limit?: number | undefined
  },
  fetch: (page: number) => Effect.Effect<{ readonly rows: ReadonlyArray<A>; readonly total: number | undefined }, E>
): Stream.Stream<A, E> =>
  unlikeBefore({ page: options.page, rows: 0 }, (at) =>
    Effect.map(fetch(at.page), ({ rows, total }) => {
      const counted = at.rows + rows.length
      const isShort = options.limit !== undefined && rows.length < options.limit
      const complete = options.page === 1 && isShort && total !== undefined && counted >= total
      return { rows, next: complete ? undefined : { page: at.page + 1, rows: counted } }
    })
  )

// A service that ignored the offset would give the first page for ever.
const unlikeBefore = <S, A, E>(
  first: S,
  fetch: (at: S) => Effect.Effect<{ readonly rows: ReadonlyArray<A>; readonly next: S | undefined }, E>
): Stream.Stream<A, E> =>
  Stream.suspend(() => {
    let before: string | undefined
    return Stream.paginate(first, (at: S) =>
      Effect.map(fetch(at), ({ next, rows }) => {
        const page = JSON.stringify(rows)
        if (rows.length === 0 || page === before) return [[] as ReadonlyArray<A>, Option.none<S>()] as const
        before = page
        return [rows, next === undefined ? Option.none<S>() : Option.some(next)] as const
      })
    )
  })
