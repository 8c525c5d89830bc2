// The vendor's test environment: where it is, whose key, and the file its answers are written to.
import { createHash } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as HttpClient from "effect/http/HttpClient"
import { writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { isLoopback } from "../../src/internal/edges/address.ts"
import type { Place } from "./Api.ts"
import { objection } from "./mask.ts"
import { record, type Recording } from "./Recording.ts"

export type Environment = { readonly [name: string]: string | undefined }

const testEnvironment = "https://testapi.multisafepay.com/v1/json"

/** Where answers of the vendor's are kept, beside the tests. Those of a stand-in are nobody's to keep. */
export const fileOf = (env: Environment): string =>
  env["MULTISAFEPAY_PARITY_URL"] === undefined
    ? fileURLToPath(new URL("recorded.json", import.meta.url))
    : join(tmpdir(), "multisafepay-parity.json")

/** The place that the environment names, or why nothing is asked of it. */
export const place = (env: Environment): Result.Result<Omit<Place, "pass">, string> => {
  const key = env["MULTISAFEPAY_PARITY_KEY"]?.trim() ?? ""
  if (key === "") return Result.fail("set MULTISAFEPAY_PARITY_KEY to the API key of a test account")
  const baseUrl = env["MULTISAFEPAY_PARITY_URL"] ?? testEnvironment
  const url = URL.parse(baseUrl)
  const isTest = url?.hostname === new URL(testEnvironment).hostname && url.protocol === "https:"
  if (url === null || !(isTest || isLoopback(url.hostname))) {
    return Result.fail(
      `MULTISAFEPAY_PARITY_URL must be ${testEnvironment} or on this machine, never the live API: orders are placed and refunded`
    )
  }
  return Result.succeed({ baseUrl, key, run: createHash("sha256").update(`${Date.now()}`).digest("hex").slice(0, 8) })
}

/** Asks everything there and writes the answers down, unless something in them must not be. */
export const recordTo = (file: string, where: Place): Effect.Effect<Recording, string, HttpClient.HttpClient> =>
  Effect.flatMap(record(where), (recording) => {
    const text = `${JSON.stringify(recording, undefined, 2)}\n`
    const why = objection(text, where.key)
    if (why !== undefined) return Effect.fail(`Nothing was written: ${why}`)
    return Effect.sync(() => {
      writeFileSync(file, text)
      return recording
    })
  })
