// What an operator sees and does, on SQLite; the statements are the same on PostgreSQL (test/postgres.test.ts runs them there too).
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { LocalEngine, Payments } from "../src/index.ts"
import { makeWorld } from "./support/world.ts"
import { operatorTests } from "./support/operatorTests.ts"

describe("operator", () => {
  for (const { body, title } of operatorTests) {
    it.live(title, () =>
      body.pipe(
        Effect.provide(
          Payments.layer(LocalEngine.make({ filename: ":memory:", pollInterval: "50 millis" })).pipe(
            Layer.provideMerge(makeWorld())
          )
        )
      )
    )
  }

  it("has tests", () => assert.isAbove(operatorTests.length, 3))
})
