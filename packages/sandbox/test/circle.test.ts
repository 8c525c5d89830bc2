// A shop and its sandbox in one process: the shop asks through the sandbox's client and hears by its own handler, while time passes.
import { assert, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Sandbox from "../src/Sandbox.ts"
import { call, redirect } from "./support.ts"

const provided = Effect.provide(Sandbox.layer())
const away = { payment_options: { notification_url: "https://shop.nl/hook" } }

it.effect("a connected shop hears notifications, whatever host their address names", () =>
  Effect.gen(function* () {
    const sandbox = yield* Sandbox.Sandbox
    const heard: Array<string> = []
    yield* sandbox.connect((request) =>
      request.text().then((body) => {
        heard.push(`${request.method} ${new URL(request.url).pathname} ${body.includes('"status":"completed"')}`)
        return new Response("OK")
      })
    )
    yield* call("POST", "/orders", redirect("o-1", away))
    yield* sandbox.pay("o-1")
    const notice = yield* sandbox.awaitNotice("o-1")
    assert.strictEqual(notice.state, "accepted", JSON.stringify(notice.attempts))
    assert.deepStrictEqual(heard, ["POST /hook true"])
  }).pipe(provided)
)

it.effect("a connected shop that fails hears it again when time has passed", () =>
  Effect.gen(function* () {
    const sandbox = yield* Sandbox.Sandbox
    let calls = 0
    yield* sandbox.connect(() =>
      ++calls === 1 ? Promise.reject(new Error("the shop is broken")) : Promise.resolve(new Response("OK"))
    )
    yield* call("POST", "/orders", redirect("o-1", away))
    yield* sandbox.pay("o-1")
    const notice = yield* Sandbox.passTime(sandbox.awaitNotice("o-1", 2))
    assert.deepStrictEqual(
      notice.attempts.map(({ verdict }) => verdict),
      ["unreachable", "accepted"]
    )
  }).pipe(provided)
)

it.effect("a short pause costs little time", () =>
  Effect.gen(function* () {
    assert.strictEqual(yield* Sandbox.passTime(Effect.delay(Effect.succeed("rested"), "250 millis")), "rested")
    assert.isBelow(yield* Clock.currentTimeMillis, 1000)
  })
)

it.effect("what fails while time passes fails as it would", () =>
  Effect.gen(function* () {
    const late = Effect.delay(Effect.fail("late"), "3 hours")
    assert.strictEqual(yield* Effect.flip(Sandbox.passTime(late)), "late")
  })
)
