// The vendor's own examples, read where they lie: what the vendor prints as a request, the sandbox takes.
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Gateway from "@effect-multisafepay/core/Gateway"
import * as Sandbox from "../src/Sandbox.ts"
import { call, verdict } from "./support.ts"

const directory = new URL("../../../../shared/vectors/requests/post-orders/", import.meta.url)
const isThere = existsSync(directory)
const files = isThere ? readdirSync(directory).filter((name) => name.endsWith(".json")) : ["(none)"]
const why = isThere ? "" : " (skipped: ../shared/vectors is not beside this checkout)"

describe("the vendor's examples of POST /orders", () => {
  for (const file of files) {
    it.effect.skipIf(!isThere)(`${file}${why}`, () =>
      Effect.gen(function* () {
        const order = JSON.parse(readFileSync(new URL(file, directory), "utf8")) as { readonly gateway?: string }
        const answered = yield* call("POST", "/orders", order)
        // One example lists the gateways one may put there.
        const isChoice = order.gateway?.includes("/") === true
        assert.strictEqual(verdict(answered), isChoice ? "404 1023" : "200", answered.text)
      }).pipe(Effect.provide(Sandbox.layer({ notifications: "record", gateways: Gateway.ids })))
    )
  }
})
