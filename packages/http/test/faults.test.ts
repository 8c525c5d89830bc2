// The table of what happens when answers get lost. Made twice, in process and over real connections, and compared with the one in
// docs/fault-table.md, which `vitest -u` writes anew.
import * as Fault from "@effect-multisafepay/sandbox/Fault"
import { assert, describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Place, run, type Run, type Subject, subjects, type Trouble } from "./support/faultRuns.ts"

const troubles: ReadonlyArray<Trouble> = [
  { name: "the connection is refused", refused: true },
  { name: "no route to the host while connecting", stopped: { code: "EHOSTUNREACH", syscall: "connect" } },
  {
    name: "closed within the TLS handshake",
    stopped: {
      code: "ECONNRESET",
      message: "Client network socket disconnected before secure TLS connection was established"
    }
  },
  { name: "the deadline passes before there is a connection", stopped: "before it could be sent" },
  { name: "reset before the service has done anything", faults: ["reset"] },
  { name: "reset while writing", stopped: { code: "ECONNRESET", syscall: "write" } },
  { name: "reset after the service has done it", faults: ["reset-after-commit"] },
  { name: "reset while reading, after the service has done it", lost: { code: "ECONNRESET", syscall: "read" } },
  { name: "no route to the host while reading, after it was done", lost: { code: "EHOSTUNREACH", syscall: "read" } },
  { name: "headers never come", faults: ["stall-headers"] },
  { name: "the body stalls", faults: ["stall-body"] },
  { name: "the JSON is cut off", faults: ["truncated"] },
  { name: "200 with something else", faults: ["garbage"] },
  { name: "HTML 502 after it was done", faults: ["error-502-after-commit"] },
  { name: "503", faults: ["error-503"], retryAfter: null },
  { name: "503, Retry-After in seconds", faults: ["error-503"], retryAfter: "2" },
  { name: "503, Retry-After a date", faults: ["error-503"], retryAfter: "Thu, 01 Jan 1970 00:00:05 GMT" },
  { name: "503, Retry-After absurd", faults: ["error-503"], retryAfter: "864000000" },
  { name: "429", faults: ["rate-limit"] },
  {
    name: "the answer is lost, and the order shows 600 ms late",
    faults: [{ kind: "hidden", ms: 600 }],
    lost: true,
    not: ["Refunds.create", "Captures.create", "Orders.get"]
  },
  { name: "another one has the handle", faults: ["reset"], taken: true, not: ["Orders.get"] },
  { name: "the key is wrong", wrongKey: true },
  {
    name: "the answer is lost, and so is every look-up",
    faults: ["reset-after-commit"],
    lookUps: "error-503",
    not: ["Orders.get"]
  },
  {
    name: "every answer is lost after it was done",
    faults: ["reset-after-commit", "reset-after-commit", "reset-after-commit"],
    lookUps: "reset"
  }
]

const said = ({ result }: Run): string =>
  Result.isSuccess(result)
    ? result.success.reconciled === true
      ? "success, found again"
      : "success"
    : `${result.failure.effectClass === "read" ? "failed" : result.failure.outcome}: ${result.failure.reason._tag}`

const line = (place: Place, subject: Subject, trouble: Trouble) =>
  Effect.gen(function* () {
    const one = yield* run(place, subject, trouble)
    const patient = `| ${trouble.name} | ${one.methods.join(" ")} | ${one.made} | ${said(one)} |`
    assert.isAtMost(one.made, 1, `${subject.name}: ${trouble.name}`)
    const once = yield* run(place, subject, trouble, { retry: "none" })
    assert.strictEqual(once.methods.length, 1, `${subject.name} without retries: ${trouble.name}`)
    assert.isAtMost(once.made, 1)
    return `${patient} ${said(once)} |`
  })

// Every line has a sandbox and a client of its own and mostly waits, for deadlines that are real behind a port.
const table = (place: Place) =>
  Effect.gen(function* () {
    const sections = yield* Effect.forEach(
      Object.values(subjects),
      (subject) =>
        Effect.map(
          Effect.forEach(
            troubles.filter((trouble) => trouble.not?.includes(subject.name) !== true),
            (trouble) => line(place, subject, trouble),
            { concurrency: place === "server" ? 3 : 1 }
          ),
          (lines) => [
            `## ${subject.name}`,
            "",
            `| what goes wrong | requests | ${subject.counts.split(".")[0]}s made | the caller is told | with retries off: one request, and |`,
            "|---|---|---|---|---|",
            ...lines,
            ""
          ]
        ),
      { concurrency: place === "server" ? "unbounded" : 1 }
    )
    return [head, ...sections.flat()].join("\n")
  })

const head = `# When an answer gets lost

Every line is a call against a sandbox in which one thing goes wrong, run in process and over real connections with the same result.
\`packages/http/test/faults.test.ts\` makes this table and fails when it no longer holds. Made is what the call left behind: never more
than one.
`

const file = "../../../docs/fault-table.md"

describe("when an answer gets lost", () => {
  it.effect("in process, everything is as the table says", () =>
    Effect.gen(function* () {
      const text = yield* table("process")
      yield* Effect.promise(() => expect(text).toMatchFileSnapshot(file))
    })
  )

  it.live("over real connections, everything is as the table says", () =>
    Effect.gen(function* () {
      const text = yield* table("server")
      yield* Effect.promise(() => expect(text).toMatchFileSnapshot(file))
    })
  )

  const script = Schema.Array(Schema.Literals(["pass", ...Fault.kinds])).check(Schema.isMaxLength(4))
  const lookUps = Schema.Literals(["pass", "error-503", "reset", "stall", "unauthorized", "list-for-object"])

  const holds = (subject: Subject, trouble: Trouble) =>
    Effect.gen(function* () {
      const { made, result } = yield* run("process", subject, trouble)
      assert.isAtMost(made, 1)
      if (Result.isSuccess(result)) assert.strictEqual(made, 1)
      else if (result.failure.outcome !== "unknown") assert.strictEqual(made, 0, result.failure.message)
    })

  for (const subject of [subjects.redirect, subjects.card, subjects.refund, subjects.capture]) {
    it.effect.prop(
      `${subject.name}: whatever goes wrong, at most one is made, and success means exactly one`,
      { own: script, lookUps },
      ({ lookUps, own }) => holds(subject, { name: "random", faults: own, ...(lookUps === "pass" ? {} : { lookUps }) }),
      { arbitrary: { runs: 150 } }
    )
  }

  it.effect.prop(
    "an order that charges at once is made once even when it shows much later than anybody looks",
    { own: script, late: Schema.Literals([0, 600, 5_000, 120_000]), lookUps },
    ({ late, lookUps, own }) =>
      holds(subjects.card, {
        name: "random",
        faults: [{ kind: "hidden", ms: late }, ...own],
        lost: true,
        ...(lookUps === "pass" ? {} : { lookUps })
      }),
    { arbitrary: { runs: 150 } }
  )
})
