// A long list, some of it at a time: between them everybody else is served.
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/** Each, `atOnce` of them in one go, which should take no more than a few milliseconds. */
export const inTurns = <A>(values: Iterable<A>, atOnce: number): Stream.Stream<A> =>
  Stream.fromIterable(values, { chunkSize: atOnce }).pipe(
    Stream.mapArrayEffect((some, n) => (n === 0 ? Effect.succeed(some) : Effect.as(Effect.yieldNow, some)))
  )

/** Those that are wanted, the first `most` of them. */
export const sift = Effect.fnUntraced(function* <A>(
  values: Iterable<A>,
  isWanted: (value: A) => boolean,
  most = Number.POSITIVE_INFINITY
): Effect.fn.Return<Array<A>> {
  const found: Array<A> = []
  let looks = 0
  for (const value of values) {
    if (isWanted(value) && found.push(value) >= most) break
    if (++looks % 64 === 0) yield* Effect.yieldNow
  }
  return found
})
