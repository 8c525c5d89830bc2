// How fast a 4 kB notification is verified, against the least that Node can do for the same bytes: createHmac and timingSafeEqual.
// WebCrypto hashes on libuv's thread pool, so one verification alone waits for two hops between threads; many at once share them.
// Run with `node bench/notification.ts`.
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { createHmac, timingSafeEqual } from "node:crypto"
import * as Notification from "@effect-multisafepay/core/Notification"

const size = 4096
const runs = 3200
const rounds = 25
const secret = "a-key-of-the-bench-0001"
const frame = '{"order_id":"o-1","status":"completed","items":""}'
const body = new TextEncoder().encode(frame.replace('""', `"${"a".repeat(size - frame.length)}"`))

const key = Redacted.make(secret)
const header = await Effect.runPromise(Notification.sign({ body, key }))
const verifier = await Effect.runPromise(Notification.makeVerifier({ keys: key }))

const parts = () => {
  const text = Buffer.from(header, "base64").toString("latin1")
  const colon = text.indexOf(":")
  return { prefix: text.slice(0, colon + 1), signature: Buffer.from(text.slice(colon + 1), "hex") }
}
const { prefix, signature } = parts()
const message = new Uint8Array(Buffer.concat([Buffer.from(prefix), body]))
const algorithm = { name: "HMAC", hash: "SHA-512" }
const cryptoKey = await crypto.subtle.importKey("raw", Buffer.from(secret), algorithm, false, ["sign", "verify"])

const many = (concurrency: number, one: () => Promise<unknown>) => async () => {
  for (let done = 0; done < runs; done += concurrency) {
    await Promise.all(Array.from({ length: concurrency }, one))
  }
}

const each = Array.from({ length: runs })
const received = { body, header }
const ours = (concurrency: number) => () =>
  Effect.runPromise(Effect.forEach(each, () => verifier.verify(received), { concurrency, discard: true }))

const node = "node:crypto, the same work (header read, hash, compare)"
const contenders: Record<string, () => unknown> = {
  [node]: () => {
    for (let i = 0; i < runs; i++) {
      const { prefix, signature } = parts()
      const ok = timingSafeEqual(createHmac("sha512", secret).update(prefix).update(body).digest(), signature)
      if (!ok) throw new Error("the baseline does not verify")
    }
  },
  "verifier, 64 at once": ours(64),
  "verifier, one after another": ours(1),
  "verify (imports the key each time), 64 at once": () =>
    Effect.runPromise(
      Effect.forEach(each, () => Notification.verify({ body, header, keys: key }), { concurrency: 64, discard: true })
    ),
  "bare subtle.verify, 64 at once": many(64, () => crypto.subtle.verify(algorithm, cryptoKey, signature, message)),
  "bare subtle.verify, one after another": many(1, () =>
    crypto.subtle.verify(algorithm, cryptoKey, signature, message)
  ),
  "bare subtle.sign, 64 at once": many(64, () => crypto.subtle.sign(algorithm, cryptoKey, message)),
  "bare subtle.sign, one after another": many(1, () => crypto.subtle.sign(algorithm, cryptoKey, message))
}

// The contenders take turns, so that a busy moment of the machine hits all of them; the best round is the
// one that the rest of the machine disturbed least.
const costs = new Map<string, Array<{ readonly cpu: number; readonly wall: number }>>(
  Object.keys(contenders).map((name) => [name, []])
)
for (let round = -1; round < rounds; round++) {
  for (const [name, run] of Object.entries(contenders)) {
    const cpu = process.cpuUsage()
    const start = performance.now()
    await run()
    const wall = (performance.now() - start) * 1000
    const { system, user } = process.cpuUsage(cpu)
    if (round >= 0) costs.get(name)?.push({ cpu: (user + system) / runs, wall: wall / runs })
  }
}

const median = (values: ReadonlyArray<number>): number => values.toSorted((a, b) => a - b)[rounds >> 1] ?? Number.NaN
const columns = {
  "CPU, median": (name: string) => median((costs.get(name) ?? []).map(({ cpu }) => cpu)),
  "time, median": (name: string) => median((costs.get(name) ?? []).map(({ wall }) => wall)),
  "time, best": (name: string) => Math.min(...(costs.get(name) ?? []).map(({ wall }) => wall))
}

console.log(
  `Body of ${body.length} bytes, ${rounds} rounds of ${runs}; microseconds each (and how many times node:crypto's). Node ${process.version}.\n`
)
console.log(`| | ${Object.keys(columns).join(" | ")} |`)
console.log(`|---|${"---:|".repeat(Object.keys(columns).length)}`)
for (const name of Object.keys(contenders)) {
  const cells = Object.values(columns).map((of) => `${of(name).toFixed(1)} (${(of(name) / of(node)).toFixed(2)})`)
  console.log(`| ${name} | ${cells.join(" | ")} |`)
}
