// Two processes, one quota, a real Redis, and what happens when it is killed. Starts a Redis of its own, and skips where there is none.
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import * as Http from "node:http"
import type { AddressInfo } from "node:net"
import * as Net from "node:net"
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

const freePort = Effect.callback<number>((resume) => {
  const server = Net.createServer()
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo
    server.close(() => resume(Effect.succeed(port)))
  })
})

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

const lineFrom = (child: ChildProcess, words: string) =>
  Effect.callback<void>((resume) => {
    let text = ""
    child.stdout?.on("data", (data) => {
      text += String(data)
      if (text.includes(words)) resume(Effect.void)
    })
  }).pipe(Effect.timeout("1 minute"))

const redis = Effect.gen(function* () {
  const port = yield* freePort
  const directory = mkdtempSync(join(tmpdir(), "rate-limit-"))
  const server = yield* Effect.acquireRelease(
    Effect.sync(() =>
      spawn("redis-server", [
        "--port",
        String(port),
        "--bind",
        "127.0.0.1",
        "--dir",
        directory,
        "--save",
        "",
        "--appendonly",
        "no"
      ])
    ),
    (server) =>
      Effect.andThen(
        stop(server),
        Effect.sync(() => rmSync(directory, { recursive: true, force: true }))
      )
  )
  yield* lineFrom(server, "Ready to accept connections")
  return { url: `redis://127.0.0.1:${port}`, server }
})

/** An API that answers every read at once and remembers when it was asked. */
const api = Effect.gen(function* () {
  const arrivals: Array<number> = []
  const server = yield* Effect.acquireRelease(
    Effect.callback<Http.Server>((resume) => {
      const server = Http.createServer((_, response) => {
        arrivals.push(performance.now())
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
  return { arrivals, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/json` }
})

const child = (...args: ReadonlyArray<string | number>): Effect.Effect<ChildProcess, unknown, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() =>
      spawn(process.execPath, [join(import.meta.dirname, "support/rateLimitChild.ts"), ...args.map(String)], {
        stdio: ["ignore", "pipe", "inherit"]
      })
    ),
    stop
  )

/** The most arrivals in any stretch of time of this length. */
const peak = (arrivals: ReadonlyArray<number>, window: number) =>
  Math.max(...arrivals.map((start) => arrivals.filter((at) => at >= start && at < start + window).length))

describe.skipIf(!hasRedis)("a rate limit shared through Redis", () => {
  it.live("two processes keep to one quota together", () =>
    Effect.gen(function* () {
      const { arrivals, baseUrl } = yield* api
      const { url } = yield* redis
      const children = yield* Effect.all([child(baseUrl, url, 30, 10, 500), child(baseUrl, url, 30, 10, 500)])
      assert.deepStrictEqual(yield* Effect.all(children.map(ended), { concurrency: "unbounded" }), [0, 0])
      assert.strictEqual(arrivals.length, 60)
      // 60 calls at 10 per half second: at least five windows must pass between the first and the last.
      assert.isAtLeast((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0), 2300)
      // The store counts from the first request of a window, so two full windows may touch; never more than that.
      assert.isAtMost(peak(arrivals, 490), 20)
    })
  )

  it.live("goes on when Redis is killed half-way, each process by itself, and nothing hangs", () =>
    Effect.gen(function* () {
      const { arrivals, baseUrl } = yield* api
      const { server, url } = yield* redis
      const children = yield* Effect.all([child(baseUrl, url, 40, 10, 500), child(baseUrl, url, 40, 10, 500)])
      while (arrivals.length < 25) yield* Effect.sleep(10)
      server.kill("SIGKILL")
      const codes = yield* Effect.all(children.map(ended), { concurrency: "unbounded" }).pipe(
        Effect.timeout("1 minute")
      )
      assert.deepStrictEqual(codes, [0, 0])
      assert.strictEqual(arrivals.length, 80)
      // Now each by itself: twice the quota, with touching windows.
      assert.isAtMost(peak(arrivals, 490), 40)
    })
  )

  it.live("begins without Redis", () =>
    Effect.gen(function* () {
      const { arrivals, baseUrl } = yield* api
      const port = yield* freePort
      const one = yield* child(baseUrl, `redis://127.0.0.1:${port}`, 20, 10, 500)
      assert.strictEqual(yield* ended(one).pipe(Effect.timeout("1 minute")), 0)
      assert.strictEqual(arrivals.length, 20)
    })
  )
})
