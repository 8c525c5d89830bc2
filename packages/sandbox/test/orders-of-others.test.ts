// Orders as the vendor's plug-ins and libraries write them, at a sandbox as it starts by default.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { existsSync, readFileSync } from "node:fs"
import { Sandbox } from "@effect-multisafepay/sandbox"
import { call, card, cart, notification_url, payLater, redirect, verdict } from "./support.ts"

const provided = Effect.provide(Sandbox.layer({ notifications: "record" }))
const strict = Effect.provide(Sandbox.layer({ notifications: "record", unknownFields: "refuse" }))

describe("orders of the vendor's own clients", () => {
  const file = new URL("../../../../shared/cases/wire-orders.jsonl", import.meta.url)
  if (!existsSync(file)) {
    it.skip("../shared is absent: nothing to read", () => undefined)
    return
  }
  const orders = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { readonly source: string; readonly body: object })

  it.effect("are all accepted", () =>
    Effect.gen(function* () {
      const refused: Array<string> = []
      for (const [index, { source, body }] of orders.entries()) {
        const answered = yield* call("POST", "/orders", { ...body, order_id: `o-${index}` })
        if (answered.status !== 200) refused.push(`${source}: ${answered.text}`)
      }
      assert.deepStrictEqual(refused, [])
    }).pipe(provided)
  )
})
