import { assert, describe, it } from "@effect/vitest"
import * as SecretFields from "@effect-multisafepay/core/SecretFields"

describe("the lists of secret fields", () => {
  it("have every name once, in the spelling of the wire", () => {
    const names = Object.values(SecretFields).flat()
    assert.strictEqual(new Set(names).size, names.length)
    assert.deepStrictEqual(
      names.filter((name) => !/^[a-z0-9_]+$/.test(name)),
      []
    )
  })
})
