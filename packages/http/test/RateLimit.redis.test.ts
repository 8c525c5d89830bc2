// Two processes, one quota, a real Redis, and what happens when it is killed. Starts a Redis of its own, and skips where there is none.
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import * as Http from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

const hasRedis = (() => {
  try {
    execFileSync("redis-server", ["--version"], { stdio: "ignore" })
    return true
  } catch {
    return false
  }
})()
if (!hasRedis)
  console.log("skipped: the rate limit of several processes needs redis-server, which is not installed here")

const ended = (child: ChildProcess) =>
  Effect.callback<number | null>((resume) => {
    if (child.exitCode !== null || child.signalCode !== null) resume(Effect.succeed(child.exitCode))
    else child.once("exit", (code) => resume(Effect.succeed(code)))
  })

const stop = (child: ChildProcess) =>
  Effect.suspend(() => {
    child.kill("SIGKILL")
    return ended(child)
  })

/** Waits for these words, as long as somebody may still say them. */
const hears = (child: ChildProcess, words: string) =>
  Effect.callback<void>((resume) => {
    let text = ""
    child.stdout?.on("data", (data) => {
      text += String(data)
      if (text.includes(words)) resume(Effect.void)
    })
    child.once("close", () => resume(Effect.die(`no "${words}" but ${text}`)))
  })

/** A directory for a socket: a port might be somebody else's by the time it is used. */
const directory = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "rate-limit-"))),
  (directory) => Effect.sync(() => rmSync(directory, { recursive: true, force: true }))
)

const redis = Effect.gen(function* () {
  const dir = yield* directory
  const socket = join(dir, "redis.sock")
  const options = ["--port", "0", "--unixsocket", socket, "--dir", dir, "--save", "", "--appendonly", "no"]
  const server = yield* Effect.acquireRelease(
    Effect.sync(() => spawn("redis-server", options)),
    stop
  )
  yield* hears(server, "eady to accept connections")
  return { socket, server }
})

/** An API that answers every read at once and counts them. */
const api = Effect.gen(function* () {
  const asked = { times: 0 }
  const server = yield* Effect.acquireRelease(
    Effect.callback<Http.Server>((resume) => {
      const server = Http.createServer((_, response) => {
        asked.times++
        response.setHeader("content-type", "application/json")
        response.end('{"success":true,"data":{"order_id":"o-1","status":"completed"}}')
      })
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
    }),
    (server) =>
      Effect.sync(() => {
        server.closeAllConnections()
        server.close()
      })
  )
  return { asked, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/json` }
})

interface Caller {
  readonly child: ChildProcess
  /** All it has said, once it has ended. */
  readonly said: Promise<string>
}

const caller = (...args: ReadonlyArray<string | number>): Effect.Effect<Caller, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, "support/rateLimitChild.ts"), ...args.map(String)],
        { stdio: ["ignore", "pipe", "inherit"] }
      )
      const said = new Promise<string>((resolve) => {
        let text = ""
        child.stdout.on("data", (data) => (text += String(data)))
        child.once("close", () => resolve(text))
      })
      return { child, said }
    }),
    ({ child }) => stop(child)
  )

/** When it began and ended, by its own clock: whoever is asked may be late to notice. */
const done = ({ said }: Caller) =>
  Effect.map(
    Effect.promise(() => said),
    (text) => {
      const [, from, to] = /^done (\d+) (\d+)$/m.exec(text) ?? assert.fail(`it ended and said only: ${text}`)
      return { from: Number(from), to: Number(to) }
    }
  )

/** How long these took together, in milliseconds. However slow the machine is, it is no less than the limit wants. */
const together = (callers: ReadonlyArray<Caller>) =>
  Effect.map(
    Effect.forEach(callers, done, { concurrency: "unbounded" }),
    (all) => Math.max(...all.map(({ to }) => to)) - Math.min(...all.map(({ from }) => from))
  )

describe.skipIf(!hasRedis)("a rate limit shared through Redis", () => {
  it.live("two processes keep to one quota together", () =>
    Effect.gen(function* () {
      const { asked, baseUrl } = yield* api
      const { socket } = yield* redis
      const callers = yield* Effect.all([caller(baseUrl, socket, 30, 10, 500), caller(baseUrl, socket, 30, 10, 500)])
      // 60 calls at 10 per half second: at least five windows must pass between the first and the last.
      assert.isAtLeast(yield* together(callers), 2300)
      assert.strictEqual(asked.times, 60)
    })
  )

  it.live("goes on when Redis is killed half-way, each process by itself, and nothing hangs", () =>
    Effect.gen(function* () {
      const { asked, baseUrl } = yield* api
      const { server, socket } = yield* redis
      const callers = yield* Effect.all([caller(baseUrl, socket, 40, 10, 500), caller(baseUrl, socket, 40, 10, 500)])
      const killing = Effect.sleep("10 millis").pipe(
        Effect.repeat({ until: () => asked.times >= 25 }),
        Effect.andThen(stop(server))
      )
      // Each has 40 calls at 10 per half second, whoever counts them.
      const [took] = yield* Effect.all([together(callers), killing], { concurrency: 2 })
      assert.isAtLeast(took, 1400)
      assert.strictEqual(asked.times, 80)
    })
  )

  it.live("begins without Redis", () =>
    Effect.gen(function* () {
      const { asked, baseUrl } = yield* api
      const nobody = join(yield* directory, "redis.sock")
      assert.isAtLeast(yield* together([yield* caller(baseUrl, nobody, 20, 10, 500)]), 450)
      assert.strictEqual(asked.times, 20)
    })
  )
})
