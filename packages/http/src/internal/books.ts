// What a comparison of the books tells a dashboard: how many orders differ, by kind, and since when the oldest does.
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import type { Difference } from "@effect-multisafepay/core/Difference"
import * as LocalTime from "@effect-multisafepay/core/LocalTime"

const differences = Metric.counter("multisafepay.books.differences", {
  description: "Differences between the shop's books and MultiSafepay's, by kind",
  incremental: true
})

const orders = Metric.counter("multisafepay.books.orders", {
  description: "Orders whose books were compared",
  incremental: true
})

const oldest = Metric.gauge("multisafepay.books.oldest", {
  description:
    "Age of the oldest order that differs, of those compared so far in this run, in milliseconds; 0 when none does"
})

/** `before`: the age of the oldest of earlier stretches. Gives the age of the oldest by now. */
export const compared = (
  done: { readonly differences: ReadonlyArray<Difference>; readonly orders: number },
  now: number,
  before: number
): Effect.Effect<number> =>
  Effect.gen(function* () {
    for (const { _tag } of done.differences) {
      yield* Metric.update(Metric.withAttributes(differences, { kind: _tag }), 1)
    }
    yield* Metric.update(orders, done.orders)
    const age = done.differences.reduce((age, one) => Math.max(age, now - since(one, now)), before)
    yield* Metric.update(oldest, age)
    return age
  })

const since = (difference: Difference, now: number): number => {
  const created = difference.there?.order.created
  const told = created === undefined ? Option.none() : LocalTime.parse(created)
  return Option.isSome(told)
    ? DateTime.toEpochMillis(told.value)
    : (("here" in difference ? difference.here?.due : undefined) ?? now)
}
