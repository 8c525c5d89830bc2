// An order as a shop would place it, for those who have no shop yet. It goes through the API like any other.
import type { SimulatorShape } from "../../simulator/Simulator.ts"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as State from "../../state/State.ts"

export const placeExample = (simulator: SimulatorShape): Effect.Effect<State.Order | undefined> =>
  Effect.suspend(() => {
    const before = simulator.state()
    const order_id = freeId(before)
    const order = {
      type: "redirect",
      order_id,
      currency: "EUR",
      amount: 4995,
      description: "Example: two coffee mugs",
      payment_options: {
        notification_url: "http://shop.localhost/notification",
        redirect_url: `${simulator.settings().origin}/`,
        cancel_url: `${simulator.settings().origin}/`
      },
      customer: { locale: "en_GB", email: "customer@shop.example" }
    }
    return Effect.map(
      simulator.exchange({
        method: "POST",
        path: "/orders",
        query: new URLSearchParams(),
        headers: { api_key: Redacted.value(simulator.apiKey) },
        body: JSON.stringify(order)
      }),
      () => State.find(simulator.state(), order_id)
    )
  })

const freeId = (state: State.State): string => {
  let n = 1
  while (State.find(state, `example-${n}`) !== undefined) n++
  return `example-${n}`
}
