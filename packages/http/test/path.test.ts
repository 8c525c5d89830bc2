import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import { existsSync, readFileSync } from "node:fs"
import type * as ApiToken from "@effect-multisafepay/core/ApiToken"
import type * as Gateway from "@effect-multisafepay/core/ActiveGateway"
import type * as Client from "../src/Client.ts"
import * as Path from "../src/internal/call/path.ts"

const vectors = new URL("../../../../shared/vectors/paths.json", import.meta.url)
const absent = !existsSync(vectors)
interface Case {
  readonly id: string
  readonly segment: string | null
}
const cases: ReadonlyArray<Case> = absent ? [] : JSON.parse(readFileSync(vectors, "utf8")).cases

describe("paths", () => {
  it.skipIf(absent)("encode or refuse every id of the vectors (needs ../shared/vectors/paths.json)", () => {
    assert.isAbove(cases.length, 10)
    for (const { id, segment } of cases) {
      const path = Path.expand("/orders/{order_id}", { order_id: id })
      if (segment === null) {
        assert.isTrue(Result.isFailure(path), id)
        continue
      }
      assert.strictEqual(Result.getOrThrow(path), `/orders/${segment}`, id)
      // What an address parser makes of it is what was meant.
      const parsed = new URL(`https://api.example/v1/json/orders/${segment}`).pathname.split("/").at(-1) ?? ""
      assert.strictEqual(decodeURIComponent(parsed), id)
    }
  })

  it.skipIf(absent)("give no two ids of the vectors the same segment (needs ../shared/vectors/paths.json)", () => {
    const segments = cases.flatMap(({ id, segment }) => (segment === null ? [] : [Path.segment(id)]))
    assert.strictEqual(new Set(segments).size, segments.length)
  })

  it("fill every placeholder and name each that cannot be", () => {
    assert.deepStrictEqual(
      Path.expand("/recurring/{your_customer_reference}/token/{your_token}", {
        your_customer_reference: "a/b",
        your_token: "é"
      }),
      Result.succeed("/recurring/a%2Fb/token/%C3%A9")
    )
    const refused = Path.expand("/recurring/{your_customer_reference}/token/{your_token}", { your_token: "\uD800" })
    assert.deepStrictEqual(Result.isFailure(refused) && refused.failure.map((issue) => issue.path), [
      "your_customer_reference",
      "your_token"
    ])
  })

  it("are not confused by what looks like a placeholder or a replacement in an id", () => {
    assert.deepStrictEqual(
      Path.expand("/orders/{order_id}/refunds/{refund_id}", { order_id: "{refund_id}", refund_id: "$&$1" }),
      Result.succeed("/orders/%7Brefund_id%7D/refunds/%24%26%241")
    )
  })

  it("are asked for by the compiler where a template has placeholders, and only there", () => {
    const whole: Client.Input<typeof ApiToken.create> = {}
    const filled: Client.Input<typeof Gateway.get> = { path: { gateway_id: "IDEAL" } }
    // @ts-expect-error: nothing says which one
    const empty: Client.Input<typeof Gateway.get> = {}
    // @ts-expect-error: there is nothing to fill in
    const filledInVain: Client.Input<typeof ApiToken.create> = { path: { gateway_id: "IDEAL" } }
    assert.lengthOf([whole, filled, empty, filledInVain], 4)
  })
})
