// An order as a shop would place it, for those who have no shop yet. It goes through the API like any other.
import type { EngineShape } from "../../engine/Engine.ts"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as State from "../../state/State.ts"

export const placeExample = (engine: EngineShape): Effect.Effect<State.Order | undefined> =>
  Effect.suspend(() => {
    const before = engine.state()
    const order_id = freeId(before)
    const order = {
      type: "redirect",
      order_id,
      currency: "EUR",
      amount: 4995,
      description: "Example: two coffee mugs",
      payment_options: {
        notification_url: "http://shop.localhost/notification",
        redirect_url: `${engine.settings().origin}/`,
        cancel_url: `${engine.settings().origin}/`
      },
      customer: { locale: "en_GB", email: "customer@shop.example" }
    }
    return Effect.map(
      engine.exchange({
        method: "POST",
        path: "/orders",
        query: new URLSearchParams(),
        headers: { api_key: Redacted.value(engine.apiKey) },
        body: JSON.stringify(order)
      }),
      () => State.find(engine.state(), order_id)
    )
  })

const freeId = (state: State.State): string => {
  let n = 1
  while (State.find(state, `example-${n}`) !== undefined) n++
  return `example-${n}`
}
