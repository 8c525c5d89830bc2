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
  description: "Age of the oldest order that differs in the stretch compared last, in milliseconds; 0 when none does"
})

export const compared = (
  done: { readonly differences: ReadonlyArray<Difference>; readonly orders: number },
  now: number
): Effect.Effect<void> =>
  Effect.gen(function* () {
    for (const { _tag } of done.differences) {
      yield* Metric.update(Metric.withAttributes(differences, { kind: _tag }), 1)
    }
    yield* Metric.update(orders, done.orders)
    yield* Metric.update(
      oldest,
      done.differences.reduce((age, one) => Math.max(age, now - since(one, now)), 0)
    )
  })

const since = (difference: Difference, now: number): number => {
  const created = difference.there?.order.created
  const told = created === undefined ? Option.none() : LocalTime.parse(created)
  return Option.isSome(told)
    ? DateTime.toEpochMillis(told.value)
    : (("here" in difference ? difference.here.due : undefined) ?? now)
}
