import { spawn } from "node:child_process"
import { createConnection } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as Arr from "effect/Array"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as References from "effect/References"
import * as Schedule from "effect/Schedule"
import * as RunnerAddress from "effect/cluster/RunnerAddress"
import * as Runners from "effect/cluster/Runners"
import * as ShardingConfig from "effect/cluster/ShardingConfig"
import * as RpcSerialization from "effect/rpc/RpcSerialization"
import type { Socket, SocketError } from "effect/socket/Socket"
import * as SocketServer from "effect/socket/SocketServer"
import * as NodeSocket from "@effect/platform-node/NodeSocket"
import { connect, fromOthers, toOthers } from "../src/internal/line.ts"

/** Another process, which reads all that it is sent, on this port or one that is free. It is killed at the latest when the scope ends. */
const anotherProcess = (wanted = 0) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const server = `const one = require("node:net").createServer((it) => it.resume())
        one.listen(${wanted}, "127.0.0.1", () => console.log(one.address().port))`
      const child = spawn(process.execPath, ["-e", server], { stdio: ["ignore", "pipe", "inherit"] })
      const port = await new Promise<number>((resolve, reject) => {
        child.once("error", reject)
        child.once("exit", (code) => reject(new Error(`the other process ended with ${code} before it listened`)))
        child.stdout.once("data", (line) => resolve(Number(line)))
      })
      return { port, kill: () => void child.kill("SIGKILL") }
    }),
    ({ kill }) => Effect.sync(kill)
  )

const message = { _tag: "Request", id: "1", tag: "Ping", payload: new Uint8Array(100), headers: [] } as const

/** This process is frozen: its loop stands still while the world goes on. */
const freeze = (milliseconds: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)

describe("the line to another process", () => {
  it.live("fails what is written after it has closed, as long as nobody has taken note of that", () =>
    Effect.gen(function* () {
      const other = yield* anotherProcess()
      const socket = yield* connect({ host: "127.0.0.1", port: other.port })
      const { pull } = yield* socket.reader
      const { write, writeAll } = yield* socket.writer
      yield* write("1")
      other.kill()
      yield* Effect.flip(pull)
      // Node may tell of the end before the connection has closed.
      const first = yield* Effect.retry(Effect.flip(write("2")), Schedule.spaced("5 millis"))
      assert.strictEqual(first.reason._tag, "SocketWriteError")
      assert.strictEqual((yield* Effect.flip(writeAll(["3"]))).reason._tag, "SocketWriteError")
    }).pipe(Effect.scoped)
  )

  it.live("goes on when all of a large message has left before anybody waits for that", () =>
    Effect.gen(function* () {
      const other = yield* anotherProcess()
      const socket = yield* connect({ host: "127.0.0.1", port: other.port })
      yield* Effect.forkScoped(Effect.flatMap(socket.reader, ({ pull }) => pull))
      const { writeAll } = yield* socket.writer
      // The fiber lets others have their turn at each step, as one does that has run for long.
      yield* writeAll([new Uint8Array(300_000)]).pipe(
        Effect.provideService(References.MaxOpsBeforeYield, 3),
        Effect.timeoutOrElse({
          duration: "1 minute",
          orElse: () => Effect.die("the message has left, and nobody was told")
        }),
        Effect.repeat({ times: 200 })
      )
    }).pipe(Effect.scoped)
  )

  it.live("drops what is answered to a process that has gone", () =>
    Effect.gen(function* () {
      const { address, run } = yield* SocketServer.SocketServer
      const answered = yield* Deferred.make<void, SocketError>()
      const handle = (socket: Socket) =>
        Effect.gen(function* () {
          const { pull } = yield* socket.reader
          const { write } = yield* socket.writer
          const connection = Option.getOrThrow(yield* Effect.serviceOption(NodeSocket.NetSocket))
          yield* pull
          yield* Effect.flip(pull)
          yield* Effect.repeat(Effect.sleep("5 millis"), { until: () => connection.destroyed })
          yield* Deferred.into(write("too late"), answered)
        }).pipe(Effect.scoped)
      yield* Effect.forkScoped(
        run((socket) => Effect.tapCause(handle(socket), (cause) => Deferred.die(answered, cause)))
      )
      const port = address._tag === "UnixPathAddress" ? 0 : address.port
      const client = createConnection({ host: "127.0.0.1", port }, () => client.write("1", () => client.destroy()))
      yield* Deferred.await(answered)
    }).pipe(
      Effect.scoped,
      Effect.provide(
        Layer.provide(
          fromOthers,
          ShardingConfig.layer({ runnerAddress: Option.some(RunnerAddress.make("127.0.0.1", 0)) })
        )
      )
    )
  )

  it.live("is an error and no defect for what a process sends that was frozen while the other one died", () =>
    Effect.gen(function* () {
      const other = yield* anotherProcess()
      const { port } = other
      const { make } = yield* Runners.RpcClientProtocol
      const { send } = yield* make(RunnerAddress.make("127.0.0.1", port))
      const sending = Effect.suspend(() => send(1, message))
      yield* sending
      other.kill()
      freeze(500)
      const burst = Effect.forEach(
        Arr.makeBy(300, (n) => n % 30),
        (turns) => Effect.andThen(Effect.repeat(Effect.yieldNow, { times: turns }), Effect.exit(sending)),
        { concurrency: "unbounded" }
      )
      // On a busy machine the other one may outlive the freeze.
      const ends = yield* Effect.repeat(burst, { until: Arr.some(Exit.isFailure) })
      assert.isFalse(ends.some(Exit.hasDies))

      yield* anotherProcess(port)
      yield* Effect.retry(sending, Schedule.spaced("20 millis"))
    }).pipe(Effect.scoped, Effect.provide(Layer.provide(toOthers, RpcSerialization.layerSchemaBinary())))
  )
})
