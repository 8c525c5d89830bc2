import { assert, describe, it } from "@effect/vitest"
import * as ApiKey from "@effect-multisafepay/core/ApiKey"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import { createHmac } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { inspect } from "node:util"
import * as Hmac from "../src/internal/signature/hmac.ts"
import * as Reserialized from "../src/internal/signature/reserialized.ts"
import * as Notification from "../src/Notification.ts"

const now = 1_700_000_000
const secret = "a-key-of-the-test-0001"
const key = Redacted.make(secret)
const body = '{"order_id":"my-order-1","status":"completed","financial_status":"completed","amount":1000}'

/** The header by another implementation of HMAC than the one under test. */
const headerBy = (secret: string, timestamp: string, body: Uint8Array | string) =>
  Buffer.from(
    `${timestamp}:${createHmac("sha512", secret).update(`${timestamp}:`).update(body).digest("hex")}`
  ).toString("base64")
const genuine = headerBy(secret, `${now}`, body)

const at = <A, E, R>(seconds: number, effect: Effect.Effect<A, E, R>) =>
  Effect.andThen(TestClock.setTime(seconds * 1000), effect)

const verify = (options: Partial<Parameters<typeof Notification.verify>[0]>) =>
  Notification.verify({ body, header: genuine, keys: key, ...options })

const refusal = (options: Partial<Parameters<typeof Notification.verify>[0]>) =>
  Effect.map(Effect.flip(verify(options)), (error) => error.reason)

const decodeText = (text: string, query?: Notification.Query) =>
  Effect.gen(function* () {
    const header = yield* Notification.sign({ body: text, key })
    const verified = yield* Notification.verify({ body: text, header, keys: key })
    return yield* Notification.decode(verified, { query })
  })

const unreadable = (text: string) =>
  Effect.map(Effect.flip(decodeText(text)), (error) => {
    assert.strictEqual(error.reason._tag, "UnreadableBody")
    return error.reason._tag === "UnreadableBody" ? error.reason.path : undefined
  })

// A small generator with a fixed seed: the same ten thousand cases every time, in a fraction of a second.
const chance = (seed: number) => {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    below: (n: number) => Math.floor(next() * n),
    bytes: (n: number) => Uint8Array.from({ length: n }, () => Math.floor(next() * 256)),
    text: (n: number, limit: number) =>
      Array.from({ length: n }, () => String.fromCharCode(Math.floor(next() * limit))).join("")
  }
}

describe("vectors", () => {
  const shared = new URL("../../../../shared/vectors/", import.meta.url)
  const Vector = Schema.Struct({
    name: Schema.optionalKey(Schema.String),
    source: Schema.optionalKey(Schema.String),
    apiKey: Schema.String,
    authHeader: Schema.String,
    timestamp: Schema.String,
    body: Schema.String,
    now: Schema.optionalKey(Schema.Int),
    windowSeconds: Schema.optionalKey(Schema.Int),
    expectValid: Schema.optionalKey(Schema.Boolean),
    valid: Schema.optionalKey(Schema.Boolean)
  })
  const read = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Array(Vector)))

  for (const name of ["webhooks.json", "webhook-docs-example.json"]) {
    const file = new URL(name, shared)
    if (!existsSync(file)) {
      it.skip(`${name}: not here (expected in shared/vectors beside the checkout)`, () => {})
      continue
    }
    for (const vector of read(readFileSync(file, "utf8"))) {
      const valid = vector.expectValid ?? vector.valid
      it.effect(`${name}: ${vector.name ?? vector.source} is ${valid ? "accepted" : "refused"}`, () =>
        Effect.gen(function* () {
          yield* TestClock.setTime((vector.now ?? Number(vector.timestamp)) * 1000)
          const options = {
            header: vector.authHeader,
            keys: Redacted.make(vector.apiKey),
            window: { past: Duration.seconds(vector.windowSeconds ?? 600) }
          }
          for (const body of [vector.body, new TextEncoder().encode(vector.body)]) {
            const accepted = yield* Effect.match(Notification.verify({ ...options, body }), {
              onFailure: () => false,
              onSuccess: (verified) =>
                verified.text() === vector.body && verified.timestamp === Number(vector.timestamp)
            })
            assert.strictEqual(accepted, valid)
          }
          if (valid !== true || !vector.body.includes('"status"')) return
          const verified = yield* Notification.verify({ ...options, body: vector.body })
          const read = yield* Notification.decode(verified)
          assert.include(vector.body, `"${read.order_id}"`)
        })
      )
    }
  }

  it.effect("RFC 4231 test case 2", () =>
    Effect.gen(function* () {
      const imported = yield* Hmac.importKey(Redacted.make("Jefe"))
      const message = Hmac.message("what do ya want ", Hmac.utf8("for nothing?"))
      const expected =
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
      assert.strictEqual(Hmac.toHex(yield* imported.sign(message)), expected)
      assert.isTrue(yield* imported.verify(Hmac.fromHex(expected) ?? assert.fail("not hex"), message))
    })
  )
})

describe("sign and verify", () => {
  it.effect("sign writes what node:crypto writes", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* Notification.sign({ body, key, timestamp: now }), genuine)
    })
  )

  it.effect("sign takes the time from the clock", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* at(now + 0.9, Notification.sign({ body, key })), genuine)
    })
  )

  it.effect.prop(
    "what was signed with a key verifies with it, whatever the bytes",
    {
      bytes: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 }))),
      secret: Schema.NonEmptyString
    },
    ({ bytes, secret }) =>
      Effect.gen(function* () {
        const body = Uint8Array.from(bytes)
        const keys = Redacted.make(`k${secret}`)
        const header = yield* Notification.sign({ body, key: keys, timestamp: now })
        assert.strictEqual(header, headerBy(ApiKey.meant(`k${secret}`), `${now}`, body))
        const verified = yield* at(now, Notification.verify({ body, header, keys }))
        assert.deepStrictEqual(verified.body, body)
      }),
    { arbitrary: { runs: 200, seed: 1 } }
  )

  it.effect("a key is the one that the client sends, without the marks of copying, and nothing else is no key", () =>
    Effect.gen(function* () {
      const header = headerBy(secret, `${now}`, body)
      for (const copied of [`\u200b${secret}`, `${secret}\u2060`, `\ufeff \t${secret}\u200e\n`]) {
        yield* at(now, Notification.verify({ body, header, keys: Redacted.make(copied) }))
      }
      const blank = yield* Effect.flip(Notification.makeVerifier({ keys: Redacted.make("\u200b \u2060") }))
      assert.strictEqual(blank.reason._tag, "UnusableKey")
    })
  )

  it.effect("a string with lone surrogates counts as its UTF-8 bytes", () =>
    Effect.gen(function* () {
      const header = headerBy(secret, `${now}`, "a\uFFFDb")
      const verified = yield* at(now, verify({ body: "a\uD800b", header }))
      assert.strictEqual(verified.text(), "a\uFFFDb")
    })
  )

  it.effect("a view into a larger buffer counts as its own bytes only", () =>
    Effect.gen(function* () {
      const bytes = new TextEncoder().encode(`xx${body}yy`)
      const verified = yield* at(now, verify({ body: bytes.subarray(2, -2) }))
      assert.strictEqual(verified.text(), body)
    })
  )

  it.effect("changing the bytes after verification changes nothing", () =>
    Effect.gen(function* () {
      const bytes = new TextEncoder().encode(body)
      const verified = yield* at(now, verify({ body: bytes }))
      bytes.fill(0)
      verified.body.fill(0)
      assert.strictEqual(verified.text(), body)
    })
  )

  it.effect("no single flipped bit of header or body verifies", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now * 1000)
      const verifier = yield* Notification.makeVerifier({ keys: key })
      const received = { body: new TextEncoder().encode(body), header: genuine }
      yield* verifier.verify(received)
      const flips = [
        ...flipped(received.body).map((body) => ({ header: genuine, body })),
        ...flipped(Buffer.from(genuine, "latin1")).map((bytes) => ({
          body: received.body,
          header: Buffer.from(bytes).toString("latin1")
        }))
      ]
      assert.strictEqual(flips.length, 8 * (received.body.length + genuine.length))
      yield* Effect.forEach(flips, (flip) => Effect.flip(verifier.verify(flip)), { concurrency: 32 })
    })
  )

  const flipped = (bytes: Uint8Array) =>
    Array.from({ length: bytes.length * 8 }, (_, bit) => {
      const copy = Uint8Array.from(bytes)
      copy[bit >> 3]! ^= 1 << (bit & 7)
      return copy
    })

  it.effect("rotation tells which key signed", () =>
    Effect.gen(function* () {
      const [first, second, third] = [Redacted.make("new-key"), key, Redacted.make("old-key")]
      const verified = yield* at(now, verify({ keys: [first, second, third] }))
      assert.strictEqual(verified.keyIndex, 1)
      const reason = yield* refusal({ keys: [first, third] })
      assert.strictEqual(reason._tag, "SignatureMismatch")
    })
  )

  it.effect("one verifier serves many notifications at once", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now * 1000)
      const { verify } = yield* Notification.makeVerifier({ keys: [Redacted.make("other"), key] })
      const results = yield* Effect.forEach(
        Array.from({ length: 100 }, (_, i) => `{"n":${i}}`),
        (body, i) => verify({ body, header: headerBy(i % 2 === 0 ? "other" : secret, `${now}`, body) }),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(
        results.map((one) => one.keyIndex),
        Array.from({ length: 100 }, (_, i) => i % 2)
      )
      assert.strictEqual(results[42]?.text(), '{"n":42}')
    })
  )
})

describe("the window", () => {
  const cases: ReadonlyArray<
    readonly [age: number, window: { past?: Duration.Input; future?: Duration.Input } | undefined, tag: string]
  > = [
    [600, undefined, "accepted"],
    [600.001, undefined, "Expired"],
    [601, undefined, "Expired"],
    [-300, undefined, "accepted"],
    [-300.001, undefined, "FromFuture"],
    [5, { past: "5 seconds" }, "accepted"],
    [6, { past: "5 seconds" }, "Expired"],
    [0, { past: 0, future: 0 }, "accepted"],
    [0.001, { past: 0 }, "Expired"],
    [-0.001, { future: 0 }, "FromFuture"],
    [86_400_000, { past: Duration.infinity }, "accepted"],
    [-1_000_000, { future: "Infinity" }, "accepted"]
  ]
  for (const [age, window, tag] of cases) {
    it.effect(
      `${age} s old with ${window === undefined ? "the default window" : JSON.stringify(window)} is ${tag}`,
      () =>
        Effect.gen(function* () {
          const outcome = yield* at(now + age, verify({ window })).pipe(
            Effect.match({ onFailure: (error) => error.reason._tag, onSuccess: () => "accepted" })
          )
          assert.strictEqual(outcome, tag)
        })
    )
  }

  it.effect("says in seconds how old and how far ahead", () =>
    Effect.gen(function* () {
      const late = yield* at(now + 3600, refusal({}))
      assert.strictEqual(late._tag === "Expired" && late.age, 3600)
      const early = yield* at(now - 3600, refusal({}))
      assert.strictEqual(early._tag === "FromFuture" && early.ahead, 3600)
    })
  )

  it.effect("the signature is judged first: a forged notification is never called late", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* at(now + 3600, refusal({ body: `${body} ` })))._tag, "SignatureMismatch")
    })
  )

  for (const [timestamp, tag] of [
    ["0", "Expired"],
    ["1", "Expired"],
    ["95617584000", "FromFuture"],
    ["999999999999999", "FromFuture"]
  ] as const) {
    it.effect(`a genuine timestamp of ${timestamp} is ${tag}`, () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* at(now, refusal({ header: headerBy(secret, timestamp, body) })))._tag, tag)
      })
    )
  }
})

describe("the header", () => {
  const [, signature = ""] = Buffer.from(genuine, "base64").toString().split(":")
  const encode = (text: string) => Buffer.from(text, "latin1").toString("base64")

  for (const header of [undefined, null, "", "  "]) {
    it.effect(`${JSON.stringify(header)} is MissingHeader`, () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* refusal({ header }))._tag, "MissingHeader")
      })
    )
  }

  const malformed: Record<string, string> = {
    "a megabyte": "A".repeat(1_048_576),
    "no colon": encode(`${now}`),
    "only a colon": encode(":"),
    "no timestamp": encode(`:${signature}`),
    "no signature": encode(`${now}:`),
    "a third part": encode(`${now}:${signature}:x`),
    "two colons": encode(`${now}::${signature}`),
    "a signed negative timestamp": headerBy(secret, "-5", body),
    "a signed timestamp with a plus": headerBy(secret, "+5", body),
    "a signed timestamp with a fraction": headerBy(secret, `${now}.0`, body),
    "a signed timestamp with an exponent": headerBy(secret, "1e9", body),
    "a signed timestamp in hex": headerBy(secret, "0x10", body),
    "a signed timestamp with blanks": headerBy(secret, ` ${now} `, body),
    "a signed timestamp of 16 digits": headerBy(secret, "9999999999999999", body),
    "upper-case hex": encode(`${now}:${signature.toUpperCase()}`),
    "a short signature": encode(`${now}:${signature.slice(2)}`),
    "a long signature": encode(`${now}:${signature}00`),
    "a signature that is not hex": encode(`${now}:${"g".repeat(128)}`),
    "a trailing line feed inside": encode(`${now}:${signature}\n`),
    "a zero byte inside": encode(`${now}:${signature}\0`),
    "bytes beyond ASCII inside": encode(`${now}:${"\u00e9".repeat(128)}`),
    "no padding": genuine.replaceAll("=", ""),
    "more padding": `${genuine}====`,
    "padding in the middle": `====${genuine.slice(4)}`,
    "only padding": "====",
    "spare bits set": genuine.replace(/.==$/, "x=="),
    base64url: genuine.replace(/^..../, "--__"),
    "a line break": `${genuine.slice(0, 76)}\r\n${genuine.slice(76)}`,
    "two headers joined": `${genuine}, ${genuine}`,
    "a scheme": `Bearer ${genuine}`,
    "text that is not base64": "not base64 at all!!!",
    "text beyond Latin-1": "\u20ac".repeat(188),
    "a lone surrogate": "\uD800".repeat(188),
    "the text before base64": `${now}:${signature}`
  }
  for (const [name, header] of Object.entries(malformed)) {
    it.effect(`${name} is MalformedHeader`, () =>
      Effect.gen(function* () {
        const reason = yield* at(now, refusal({ header }))
        assert.strictEqual(reason._tag, "MalformedHeader")
      })
    )
  }

  it.effect("the problem is named, and a long header is refused for its length alone", () =>
    Effect.gen(function* () {
      const problems = yield* Effect.forEach(["A".repeat(257), "????", encode("1:2")], (header) =>
        Effect.map(refusal({ header }), (reason) => reason._tag === "MalformedHeader" && reason.problem)
      )
      assert.deepStrictEqual(problems, ["too long", "not base64", "not timestamp:signature"])
    })
  )

  it.effect("blanks around it are no part of it", () =>
    Effect.gen(function* () {
      yield* at(now, verify({ header: ` \t${genuine} ` }))
    })
  )

  it.effect("leading zeros of the timestamp are part of what was signed", () =>
    Effect.gen(function* () {
      const verified = yield* at(now, verify({ header: headerBy(secret, `00${now}`, body) }))
      assert.strictEqual(verified.timestamp, now)
      const reason = yield* refusal({ header: encode(`00${now}:${signature}`) })
      assert.strictEqual(reason._tag, "SignatureMismatch")
    })
  )

  it.effect("a list where one text is due is MalformedHeader", () =>
    Effect.gen(function* () {
      const header: unknown = [genuine, genuine]
      assert.strictEqual((yield* refusal({ header: header as string }))._tag, "MalformedHeader")
    })
  )
})

describe("hostile input", () => {
  it.effect("twenty thousand damaged headers and bodies are all refused with a typed reason", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now * 1000)
      const { verify } = yield* Notification.makeVerifier({ keys: [key, Redacted.make("second")] })
      const random = chance(7)
      const damage: ReadonlyArray<() => { header: string; body: Uint8Array | string }> = [
        () => ({ header: random.text(random.below(400), 0x10000), body }),
        () => ({ header: random.text(random.below(260), 128), body }),
        () => ({ header: Buffer.from(random.bytes(random.below(200))).toString("base64"), body }),
        () => ({ header: genuine.slice(0, random.below(genuine.length)), body }),
        () => {
          const i = random.below(genuine.length)
          return {
            header: `${genuine.slice(0, i)}${random.text(1 + random.below(3), 0x10000)}${genuine.slice(i)}`,
            body
          }
        },
        () => ({
          header: Buffer.from(`${random.below(2 ** 31)}:${Buffer.from(random.bytes(64)).toString("hex")}`).toString(
            "base64"
          ),
          body
        }),
        () => ({ header: genuine, body: random.bytes(random.below(64)) }),
        () => ({ header: genuine, body: random.text(random.below(64), 0x10000) }),
        () => ({
          header: genuine,
          body: `${body.slice(0, random.below(body.length))}${random.text(random.below(4), 128)}`
        }),
        () => ({
          header: genuine,
          body: random
            .text(random.below(64), 3)
            .replaceAll("\0", '"')
            .replaceAll("\u0001", "\\")
            .replaceAll("\u0002", "u00e9")
        })
      ]
      const outcomes = new Map<string, number>()
      yield* Effect.forEach(
        Array.from({ length: 20_000 }, (_, i) => damage[i % damage.length]!()),
        (received) =>
          Effect.map(Effect.flip(verify(received)), (error) => {
            assert.strictEqual(error._tag, "InvalidNotification")
            outcomes.set(error.reason._tag, (outcomes.get(error.reason._tag) ?? 0) + 1)
          }),
        { concurrency: 64 }
      )
      assert.deepStrictEqual([...outcomes.keys()].sort(), ["MalformedHeader", "MissingHeader", "SignatureMismatch"])
      assert.isAbove(outcomes.get("SignatureMismatch") ?? 0, 7000)
      assert.isAbove(outcomes.get("MalformedHeader") ?? 0, 7000)
    })
  )

  it.effect("two thousand signed bodies of rubbish are unreadable, not crashes", () =>
    Effect.gen(function* () {
      const random = chance(11)
      const pieces = [
        '{"',
        '"',
        ":",
        ",",
        "{",
        "}",
        "[",
        "]",
        "1",
        "null",
        "status",
        "order_id",
        '":"a"',
        "\\",
        "\\u0000",
        "\uD800"
      ]
      for (let i = 0; i < 2000; i++) {
        const text = Array.from({ length: random.below(12) }, () => pieces[random.below(pieces.length)]).join("")
        yield* unreadable(text)
      }
    })
  )

  it.effect("a forged body whose examination could be slow is refused like any other", () =>
    Effect.gen(function* () {
      const long = Reserialized.longest
      for (const part of ['"', "\\", '\\"', '"\\', " ", "/", "\\u00e9", "[", "a"]) {
        const reason = yield* refusal({ body: part.repeat(Math.floor(long / part.length)) })
        assert.strictEqual(reason._tag, "SignatureMismatch")
      }
      assert.deepInclude(yield* refusal({ body: `{\n${" ".repeat(long)}}` }), { reserialized: false })
    })
  )

  it.effect("a blank key is refused, because anybody could sign with it", () =>
    Effect.gen(function* () {
      const header = yield* Notification.sign({ body, key: Redacted.make(" "), timestamp: now })
      const reason = yield* at(now, refusal({ header, keys: [key, Redacted.make(" \n")] }))
      assert.deepInclude(reason, { _tag: "UnusableKey", keyIndex: 1 })
    })
  )

  it.effect("no key at all is refused: every notification would pass for a forgery", () =>
    Effect.gen(function* () {
      const keys = new Array<Redacted.Redacted<string>>() as never
      const { message, reason } = yield* Effect.flip(Notification.makeVerifier({ keys }))
      assert.deepInclude(reason, { _tag: "UnusableKey", keyIndex: 0 })
      assert.include(message, "there is no API key")
    })
  )

  it.effect("a blank key signs like the empty key it is", () =>
    Effect.gen(function* () {
      assert.strictEqual(
        yield* Notification.sign({ body, key: Redacted.make("\n"), timestamp: now }),
        headerBy("", `${now}`, body)
      )
    })
  )
})

describe("a body that was printed again", () => {
  const original =
    '{"order_id":"o-1","description":"caf\\u00e9","items":"<b>x<\\/b>","url":"https:\\/\\/example.com\\/a"}'
  const printed: Record<string, (text: string) => unknown> = {
    "JSON.stringify": (text) => JSON.stringify(JSON.parse(text)),
    "JSON.stringify with indentation": (text) => JSON.stringify(JSON.parse(text), null, 2),
    "a printer that escapes no slash": (text) => text.replaceAll("\\/", "/"),
    "a printer that puts blanks after colons": (text) => text.replaceAll('":"', '": "'),
    "an object turned into text": (text) => String(JSON.parse(text)),
    "an object that never became bytes": (text) => JSON.parse(text)
  }
  for (const [name, print] of Object.entries(printed)) {
    it.effect(`${name} is recognised, and still refused`, () =>
      Effect.gen(function* () {
        const again = print(original)
        const header = headerBy(secret, `${now}`, original)
        const error = yield* at(now, Effect.flip(verify({ header, body: again as string })))
        assert.deepInclude(error.reason, { _tag: "SignatureMismatch", reserialized: true })
        assert.include(error.message, "this body looks re-serialised: pass the raw bytes")
      })
    )
  }

  it.effect("the other way round: an escaping printer of plain text is recognised by the signature", () =>
    Effect.gen(function* () {
      const plain = '{"order_id":"o-1","description":"caf\u00e9 \u{1F600}","url":"https://example.com"}'
      const escaped = plain.replace("\u00e9", "\\u00e9").replace("\u{1F600}", "\\ud83d\\ude00").replaceAll("/", "\\/")
      const reason = yield* at(now, refusal({ header: headerBy(secret, `${now}`, plain), body: escaped }))
      assert.deepInclude(reason, { reserialized: true })
    })
  )

  it.effect("digits lost to doubles give it away", () =>
    Effect.gen(function* () {
      const exact = '{"transaction_id":174720529012371221}'
      const reason = yield* at(
        now,
        refusal({ header: headerBy(secret, `${now}`, exact), body: JSON.stringify(JSON.parse(exact)) })
      )
      assert.deepInclude(reason, { reserialized: true })
    })
  )

  it.effect("a changed amount or a foreign key is not blamed on the printer", () =>
    Effect.gen(function* () {
      assert.deepInclude(yield* at(now, refusal({ body: body.replace("1000", "1") })), { reserialized: false })
      const header = headerBy("another key", `${now}`, original)
      assert.deepInclude(yield* refusal({ header, body: original }), { reserialized: false })
    })
  )
})

describe("what an error tells", () => {
  it.effect("messages hold no key, signature or body", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now * 1000)
      const signature = Buffer.from(genuine, "base64").toString().split(":")[1] ?? ""
      const errors = yield* Effect.all([
        Effect.flip(verify({ body: body.replace("my-order-1", "o/2") })),
        Effect.flip(verify({ header: `${genuine}=` })),
        Effect.flip(verify({ header: undefined })),
        Effect.flip(verify({ keys: Redacted.make("") })),
        Effect.flip(at(now + 3600, verify({}))),
        Effect.flip(at(now - 3600, verify({}))),
        Effect.flip(decodeText('{"order_id":"my-order-1\\n","status":"completed"}'))
      ])
      assert.strictEqual(new Set(errors.map((error) => error.reason._tag)).size, 7)
      for (const error of errors) {
        assert.isAbove(error.message.length, 40)
        const printed = `${error.message} ${String(error)} ${inspect(error, { depth: 9 })} ${JSON.stringify(error)}`
        for (const hidden of [secret, genuine, signature, "my-order-1", "o/2"]) assert.notInclude(printed, hidden)
      }
    })
  )

  it.effect("a reason can be caught alone", () =>
    Effect.gen(function* () {
      const outcome = yield* at(now + 3600, verify({})).pipe(
        Effect.catchReason("InvalidNotification", "Expired", (reason) => Effect.succeed(reason.age))
      )
      assert.strictEqual(outcome, 3600)
    })
  )

  it.effect("printing a verified notification or a verifier shows neither body nor key", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now * 1000)
      const verifier = yield* Notification.makeVerifier({ keys: key })
      const verified = yield* verifier.verify({ body, header: genuine })
      for (const value of [verified, verifier]) {
        const printed = `${inspect(value, { depth: 9, showHidden: true })} ${JSON.stringify(value)}`
        for (const hidden of [secret, "my-order-1"]) assert.notInclude(printed, hidden)
      }
    })
  )
})

describe("decode", () => {
  it.effect("gives the order of the signed body", () =>
    Effect.gen(function* () {
      const read = yield* at(now, decodeText(body))
      assert.strictEqual(read.kind, "order")
      assert.strictEqual(read.order_id, "my-order-1")
      assert.strictEqual(read.timestamp, now)
      assert.strictEqual(read.order.status, "completed")
      assert.strictEqual(read.order.amount, 1000)
    })
  )

  it.effect("believes nothing the query says about the order", () =>
    Effect.gen(function* () {
      const query = new URLSearchParams({ transactionid: "another-order", timestamp: "1" })
      const read = yield* at(now, decodeText(body, query))
      assert.deepInclude(read, { kind: "order", order_id: "my-order-1", timestamp: now })
    })
  )

  it.effect("marks a pre-transaction", () =>
    Effect.gen(function* () {
      for (const query of [
        new URLSearchParams("payload_type=pretransaction"),
        { payload_type: "pretransaction" },
        { payload_type: ["pretransaction"] }
      ]) {
        assert.strictEqual((yield* decodeText(body, query)).kind, "pretransaction")
      }
      assert.strictEqual((yield* decodeText(body, { payload_type: "transaction" })).kind, "order")
    })
  )

  it.effect("reads ids exactly, as numbers or as text", () =>
    Effect.gen(function* () {
      const read = yield* decodeText(
        '{"order_id":9007199254740993,"transaction_id":174720529012371221,"status":"completed"}'
      )
      assert.strictEqual(read.order_id, "9007199254740993")
      assert.strictEqual(read.order.transaction_id, "174720529012371221")
    })
  )

  // The two genuine bodies that are known: keys in alphabetical order, slashes as they are, digits of ids as text, except the transaction's
  // own, which is text in one and a number in the other.
  for (const transaction of ['"174720529012371221"', "174720529012371221", '"123456789"', "123456789"]) {
    it.effect(`reads a body of the service's own habits, with transaction_id ${transaction}`, () =>
      Effect.gen(function* () {
        const digits = transaction.replaceAll('"', "")
        const read = yield* decodeText(
          `{"amount":1000,"amount_refunded":0,"costs":[{"amount":0.49,"description":"0.49 For iDEAL Transactions","transaction_id":"${digits}","type":"SYSTEM"}],"created":"2022-01-03T15:08:02","currency":"EUR","custom_info":{"custom_1":null,"custom_2":null,"custom_3":null},"customer":{"address1":null,"email":"","locale":"en_US","phone2":""},"fastcheckout":"NO","financial_status":"completed","items":null,"modified":"2022-01-03T15:08:02","order_id":"20220103","payment_details":{"account_iban":"https://example.com","external_transaction_id":"${digits}","type":"IDEAL"},"payment_methods":[{"amount":1000,"currency":"EUR","external_transaction_id":"${digits}","status":"completed","type":"IDEAL"}],"reason":"","reason_code":"","related_transactions":null,"status":"completed","transaction_id":${transaction},"var1":null}`
        )
        assert.strictEqual(read.order_id, "20220103")
        const { costs, payment_details, payment_methods, ...order } = read.order
        assert.strictEqual(order.transaction_id, digits)
        assert.strictEqual(costs?.[0]?.transaction_id, digits)
        assert.strictEqual(costs?.[0]?.amount, 0.49)
        assert.strictEqual(payment_details?.external_transaction_id, digits)
        assert.strictEqual(payment_methods?.[0]?.external_transaction_id, digits)
        assert.strictEqual(order.fastcheckout, false)
        assert.notProperty(order, "reason")
      })
    )
  }

  it.effect("of a key that occurs twice the last one counts", () =>
    Effect.gen(function* () {
      const read = yield* decodeText('{"order_id":"a","status":"completed","order_id":"b"}')
      assert.strictEqual(read.order_id, "b")
    })
  )

  it.effect("a long name of a customer in another script is no obstacle", () =>
    Effect.gen(function* () {
      const read = yield* decodeText(
        '{"order_id":"\u8ba2\u5355-\u{1F600}","status":"new-word","customer":{"first_name":"\\ud83d"}}'
      )
      assert.strictEqual(read.order_id, "\u8ba2\u5355-\u{1F600}")
      assert.strictEqual(read.order.status, "new-word")
    })
  )

  const refused: ReadonlyArray<readonly [name: string, text: string, path: string]> = [
    ["an empty body", "", ""],
    ["text that is not JSON", "status=completed", ""],
    ["null", "null", ""],
    ["a list", "[]", ""],
    ["a text", '"completed"', ""],
    ["an object without status", '{"a":1,"a":2}', "status"],
    ["the envelope of an answer", '{"success":true,"data":{"order_id":"a","status":"completed"}}', "status"],
    ["a body without order_id", '{"status":"completed"}', "order_id"],
    ["an empty order_id", '{"order_id":"","status":"completed"}', "order_id"],
    ["an order_id that is an object", '{"order_id":{"a":1},"status":"completed"}', "order_id"],
    ["an order_id with a line feed", '{"order_id":"a\\nb","status":"completed"}', "order_id"],
    ["an order_id with a zero byte", '{"order_id":"a\\u0000","status":"completed"}', "order_id"],
    ["an order_id with a C1 control", '{"order_id":"a\\u0085","status":"completed"}', "order_id"],
    ["an order_id with a lone surrogate", '{"order_id":"a\\ud800","status":"completed"}', "order_id"],
    ["an order_id with a replacement character", '{"order_id":"a\uFFFD","status":"completed"}', "order_id"],
    ["an order_id that climbs a path", '{"order_id":"..","status":"completed"}', "order_id"],
    ["an order_id of 51 characters", `{"order_id":"${"a".repeat(51)}","status":"completed"}`, "order_id"],
    ["an order_id beyond all numbers", '{"order_id":1e400,"status":"completed"}', "order_id"],
    ["an order_id beyond all numbers below zero", '{"status":"completed","order_id":-1e400}', "order_id"],
    [
      "an order_id of too many digits to be exact",
      '{"order_id":1.2345678901234567e16,"status":"completed"}',
      "order_id"
    ],
    ["an order_id with a fraction", '{"order_id":1.5,"status":"completed"}', "order_id"],
    ["an amount beyond all numbers", '{"order_id":"a","status":"completed","amount":1e309}', "amount"],
    ["a field nobody knows, beyond all numbers", '{"order_id":"a","status":"completed","x":-2e308}', "x"],
    [
      "a number beyond all numbers further down",
      '{"order_id":"a","status":"completed","costs":[{"amount":1e999}]}',
      ""
    ],
    ["a list member beyond all numbers", '{"order_id":"a","status":"completed","x":[[1e400]]}', ""],
    ["a __proto__", '{"__proto__":{"order_id":"a","status":"completed"}}', ""],
    ["a __proto__ further down", '{"order_id":"a","status":"completed","var":[{"__proto__":1}]}', ""],
    ["an escaped __proto__", '{"order_id":"a","status":"completed","__pr\\u006fto__":{}}', ""],
    ["very deep nesting", `{"order_id":"a","status":"completed","x":${"[".repeat(20_000)}${"]".repeat(20_000)}}`, ""]
  ]
  for (const [name, text, path] of refused) {
    it.effect(`refuses ${name}`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* unreadable(text), path)
      })
    )
  }

  it.effect("an order_id of 50 characters is fine", () =>
    Effect.gen(function* () {
      const read = yield* decodeText(`{"order_id":"${"a".repeat(50)}","status":"completed"}`)
      assert.strictEqual(read.order_id.length, 50)
    })
  )
})

describe("classifyRequest", () => {
  const order = "transactionid=my-order-1&timestamp=1700000000"
  const cases: ReadonlyArray<
    readonly [name: string, method: string, query: string, hasBody: boolean, call: Notification.Call]
  > = [
    ["a POST with a body", "POST", order, true, { _tag: "Signed" }],
    ["a POST without a body", "POST", order, false, { _tag: "Unknown" }],
    ["a GET", "GET", order, false, { _tag: "Hint", order_id: "my-order-1" }],
    ["a method in lower case", "get", order, false, { _tag: "Hint", order_id: "my-order-1" }],
    ["a GET without an order", "GET", "timestamp=1700000000", false, { _tag: "Unknown" }],
    ["a GET with control characters", "GET", "timestamp=1&transactionid=a%0Ab", false, { _tag: "Unknown" }],
    ["a GET with too long an order", "GET", `timestamp=1&transactionid=${"a".repeat(51)}`, false, { _tag: "Unknown" }],
    ["a POST without timestamp", "POST", "transactionid=my-order-1", true, { _tag: "WithoutTimestamp" }],
    ["a GET without timestamp", "GET", "transactionid=my-order-1", false, { _tag: "WithoutTimestamp" }],
    ["an empty timestamp", "POST", "transactionid=my-order-1&timestamp=", true, { _tag: "WithoutTimestamp" }],
    ["a pre-transaction", "POST", `${order}&payload_type=pretransaction`, true, { _tag: "Pretransaction" }],
    [
      "a shipping question by GET",
      "GET",
      "identifier=shipping&country=NL&transactionid=a",
      false,
      { _tag: "Shipping" }
    ],
    ["a shipping question by POST", "POST", `${order}&identifier=shipping`, true, { _tag: "Shipping" }],
    ["another method", "PUT", order, true, { _tag: "Unknown" }]
  ]
  for (const [name, method, query, hasBody, call] of cases) {
    it(`${name} is ${call._tag}`, () => {
      const params = new URLSearchParams(query)
      assert.deepStrictEqual(Notification.classifyRequest({ method, query: params, hasBody }), call)
      assert.deepStrictEqual(Notification.classifyRequest({ method, query: Object.fromEntries(params), hasBody }), call)
    })
  }

  it("a record inherits nothing", () => {
    const query: Notification.Query = Object.create({ identifier: "shipping" })
    assert.deepStrictEqual(Notification.classifyRequest({ method: "POST", query, hasBody: true }), {
      _tag: "WithoutTimestamp"
    })
  })
})
