// The machine by itself: values in, values out.
import { assert, describe, it } from "@effect/vitest"
import * as Gateway from "@effect-multisafepay/core/Gateway"
import * as createOrder from "../src/internal/api/createOrder.ts"
import type { Command } from "../src/internal/state/Command.ts"
import { step } from "../src/internal/machine/step.ts"
import { quirksOn, type Settings } from "../src/internal/state/Settings.ts"
import * as State from "../src/internal/state/State.ts"
import { card, redirect } from "./support.ts"

const settings: Settings = {
  origin: "http://sandbox.localhost",
  seed: 1,
  siteId: 1,
  accountId: 1,
  orderIdReuse: "refuse-when-completed",
  preTransactionVisible: true,
  unknownFields: "refuse",
  quirks: quirksOn,
  gateways: Gateway.ids,
  resendAfter: [900_000]
}

const toCommand = (order: object): Command => {
  const command = createOrder.toCommand(order, undefined)
  if (command._tag === "Refusal") return assert.fail(command.info)
  return command
}

const run = (commands: ReadonlyArray<readonly [at: number, command: Command]>): State.State =>
  commands.reduce((state, [at, command]) => step(state, command, at, settings)[0], State.make(1))

const minute = 60_000

describe("the machine", () => {
  it("leaves the state it was given alone", () => {
    const before = run([[0, toCommand(redirect("o-1"))]])
    const copy = JSON.stringify(before)
    const outcome = { _tag: "ChooseOutcome", order_id: "o-1", outcome: "completed", options: {} } as const
    const [after] = step(before, outcome, 1, settings)
    assert.notStrictEqual(after, before)
    assert.strictEqual(JSON.stringify(before), copy)
  })

  it("lets what is due happen at its own time, however late somebody looks", () => {
    const state = run([
      [0, toCommand(card("o-1", "4917300000000008"))],
      [1_000 * minute, { _tag: "Tick" }]
    ])
    const order = State.find(state, "o-1")
    assert.deepStrictEqual([order?.status, order?.modified], ["void", 3 * minute])
    assert.deepStrictEqual(
      state.notices.map((one) => one.created),
      [0, 3 * minute]
    )
  })

  it("does not let an alarm of one transaction touch the next", () => {
    const outcome = (outcome: "opened" | "declined"): Command => ({
      _tag: "ChooseOutcome",
      order_id: "o-1",
      outcome,
      options: { gateway: "VISA" }
    })
    const state = run([
      [0, toCommand(redirect("o-1", { gateway: "VISA" }))],
      [0, outcome("opened")],
      [59 * minute, outcome("declined")],
      [59 * minute, outcome("opened")],
      [61 * minute, { _tag: "Tick" }]
    ])
    assert.strictEqual(State.find(state, "o-1")?.phase, "open")
    assert.strictEqual(state.timers.first?.at, 119 * minute)
  })

  it("does nothing for a refused command but let time pass", () => {
    const before = run([[0, toCommand(redirect("o-1"))]])
    const refund: Command = {
      _tag: "Refund",
      order_id: "o-1",
      amount: 1,
      currency: "EUR",
      description: undefined,
      refund_order_id: undefined
    }
    const [after, answer] = step(before, refund, 1, settings)
    assert.strictEqual(answer._tag, "Refusal")
    assert.strictEqual(after, before)
  })

  it("never hears of a card number, a security code or a wallet's token", () => {
    const secret = "4761340000000019"
    const wallet = { ...redirect("o-2"), type: "direct", gateway: "APPLEPAY", gateway_info: { payment_token: secret } }
    const component = { ...redirect("o-3"), type: "direct", payment_data: { payload: secret, gateway: "VISA" } }
    for (const order of [card("o-1", secret), wallet, component]) {
      const state = run([[0, toCommand(order)]])
      const everything = JSON.stringify([toCommand(order), [...state.orders], state.events, state.notices])
      assert.notInclude(everything, secret)
      assert.notInclude(everything, '"card_cvc"')
    }
  })
})
