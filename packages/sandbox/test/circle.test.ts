// A shop and its sandbox in one process: the shop asks through the sandbox's client and hears by its own handler, while time passes.
import { assert, it } from "@effect/vitest"
import { pbkdf2 } from "node:crypto"
import * as http from "node:http"
import { type AddressInfo, connect } from "node:net"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { watch } from "../src/internal/edges/outside.ts"
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
    const notice = yield* Sandbox.passTime(Effect.timeout(sandbox.awaitNotice("o-1", 2), "1 day"))
    assert.deepStrictEqual(
      notice.attempts.map(({ verdict }) => verdict),
      ["unreachable", "accepted"]
    )
    assert.strictEqual(notice.attempts[0]?.reason, "the shop failed: the shop is broken")
  }).pipe(provided)
)

it.effect("the clock stops where the effect ended", () =>
  Effect.gen(function* () {
    assert.strictEqual(yield* Sandbox.passTime(Effect.delay(Effect.succeed("rested"), "250 millis")), "rested")
    assert.strictEqual(yield* Clock.currentTimeMillis, 250)
  })
)

// A quarter of a second of a thread, and nothing in the event loop.
const hash = Effect.callback<string>((resume) => {
  pbkdf2("a secret", "salt", 200_000, 64, "sha512", () => resume(Effect.succeed("hashed")))
})

it.effect("what goes on in a thread ends before time does", () =>
  Effect.gen(function* () {
    const later = Effect.delay(hash, "5 seconds").pipe(Effect.timeout("30 seconds"))
    assert.strictEqual(yield* Sandbox.passTime(later), "hashed")
    assert.strictEqual(yield* Clock.currentTimeMillis, 5000)
  })
)

it.effect("time stands still between what sleeps at different times, also when it began to sleep before", () =>
  Effect.gen(function* () {
    const hashed = yield* Deferred.make<string>()
    yield* Effect.forkChild(Effect.andThen(Effect.sleep("40 seconds"), Deferred.complete(hashed, hash)), {
      startImmediately: true
    })
    const waiting = Deferred.await(hashed).pipe(Effect.timeout("41 seconds"))
    assert.strictEqual(yield* Sandbox.passTime(waiting), "hashed")
  })
)

/** A server that keeps connections for ever and takes a while of real time. */
const slowServer = (answer: () => string, arrived: () => void = () => undefined) =>
  Effect.gen(function* () {
    const server = http.createServer((request, response) => {
      arrived()
      request.resume()
      setTimeout(() => response.end(answer()), 200)
    })
    server.keepAliveTimeout = 0
    yield* Effect.acquireRelease(
      Effect.promise(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))),
      () => Effect.sync(() => (server.closeAllConnections(), server.close()))
    )
    return (server.address() as AddressInfo).port
  })

/** Asks it over a connection that is kept. */
const slowAnswer = Effect.gen(function* () {
  const port = yield* slowServer(() => "answered")
  const agent = new http.Agent({ keepAlive: true })
  yield* Effect.addFinalizer(() => Effect.sync(() => agent.destroy()))
  return Effect.callback<string>((resume) => {
    const request = http.get({ host: "127.0.0.1", port, agent }, (response) => {
      response.resume().on("end", () => resume(Effect.succeed("answered")))
    })
    return Effect.sync(() => request.on("error", () => undefined).destroy())
  })
})

it.effect(
  "an answer over a real connection comes before time goes on, and nobody waits for a connection that is kept",
  () =>
    Effect.gen(function* () {
      const ask = yield* slowAnswer
      const inTime = Effect.timeout(ask, "30 seconds")
      yield* Sandbox.passTime(Effect.andThen(inTime, Effect.sleep("1 hour")))
      assert.strictEqual(yield* Clock.currentTimeMillis, 3_600_000)
    })
)

it.effect("a connection of before that is closed meanwhile is not taken for the one that an answer is awaited on", () =>
  Effect.gen(function* () {
    const others = yield* slowServer(() => "")
    const left = connect(others, "127.0.0.1")
    yield* Effect.callback<void>((resume) => void left.once("connect", () => resume(Effect.void)))
    // Closed when the request has arrived.
    const port = yield* slowServer(
      () => "answered",
      () => left.destroy()
    )
    const ask = Effect.promise(() => fetch(`http://127.0.0.1:${port}`).then((response) => response.text()))
    yield* Sandbox.passTime(Effect.timeout(ask, "30 seconds"))
  })
)

it.effect("a connection that was kept is watched when it is used again", () =>
  Effect.gen(function* () {
    const ask = yield* slowAnswer
    yield* ask
    const inTime = Effect.timeout(ask, "30 seconds")
    yield* Sandbox.passTime(Effect.andThen(inTime, Effect.andThen(Effect.sleep("1 hour"), inTime)))
    assert.strictEqual(yield* Clock.currentTimeMillis, 3_600_000)
  })
)

it.effect("a shop behind a port hears its notifications when they are due, however long it takes", () =>
  Effect.gen(function* () {
    let calls = 0
    const port = yield* slowServer(() => (++calls < 3 ? "not now" : "OK"))
    const sandbox = yield* Sandbox.Sandbox
    const notification_url = `http://127.0.0.1:${port}/hook`
    yield* call("POST", "/orders", redirect("o-1", { payment_options: { notification_url } }))
    yield* sandbox.pay("o-1")
    const { attempts } = yield* Sandbox.passTime(Effect.timeout(sandbox.awaitNotice("o-1", 3), "1 day"))
    const told = attempts.map(({ at, latency, verdict }) => `${verdict} after ${at / 60_000} minutes, in ${latency} ms`)
    assert.deepStrictEqual(told, [
      "rejected after 0 minutes, in 0 ms",
      "rejected after 15 minutes, in 0 ms",
      "accepted after 30 minutes, in 0 ms"
    ])
    assert.strictEqual(yield* Clock.currentTimeMillis, 1_800_000)
  }).pipe(provided)
)

it.effect("several may pass time at once", () =>
  Effect.gen(function* () {
    const both = [Effect.delay(hash, "1 second"), Effect.delay(hash, "2 seconds")].map((one) =>
      Sandbox.passTime(Effect.timeout(one, "30 seconds"))
    )
    assert.deepStrictEqual(yield* Effect.all(both, { concurrency: "unbounded" }), ["hashed", "hashed"])
  })
)

it.live("nobody looks on when time passes no more, although something is still waited for", () =>
  Effect.gen(function* () {
    let looks = 0
    let ran = 0
    const { stop, whenStill } = watch(() => ++looks > 0)
    whenStill(() => void ran++)
    yield* Effect.repeat(Effect.sleep("1 millis"), { until: () => looks >= 3 })
    stop()
    const seen = looks
    yield* Effect.sleep("10 millis")
    assert.deepStrictEqual([looks, ran], [seen, 1])
  })
)

it.effect("what fails while time passes fails as it would", () =>
  Effect.gen(function* () {
    const late = Effect.delay(Effect.fail("late"), "3 hours")
    assert.strictEqual(yield* Effect.flip(Sandbox.passTime(late)), "late")
  })
)
