// How the processes of a cluster talk: Effect's protocol over TCP, as `NodeClusterSocket.layer` has it, but for what becomes of a message to a
// process whose connection has closed. Node's socket takes no more then and says nothing, and Effect's waits for it without end. That is what a
// process finds that was frozen while others died: its payments would wait with it. Here such a message fails, and goes through the database;
// an answer to whoever has gone is dropped. And nothing comes between a large message and the waiting for it to have left: Effect listens for that
// one step after it has written, and a fiber that lets others have their turn just there hears nothing of it any more.
import { createConnection, type Socket as Connection } from "node:net"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as References from "effect/References"
import * as RunnerHealth from "effect/cluster/RunnerHealth"
import * as Runners from "effect/cluster/Runners"
import * as SocketRunner from "effect/cluster/SocketRunner"
import * as RpcClient from "effect/rpc/RpcClient"
import { RpcClientError } from "effect/rpc/RpcClientError"
import * as RpcSerialization from "effect/rpc/RpcSerialization"
import * as Socket from "effect/socket/Socket"
import * as SocketServer from "effect/socket/SocketServer"
import { layerSocketServer } from "@effect/platform-node/NodeClusterSocket"
import * as NodeSocket from "@effect/platform-node/NodeSocket"

interface Address {
  readonly host: string
  readonly port: number
}

const closed = new Socket.SocketError({
  reason: new Socket.SocketWriteError({ cause: new Error("the connection has closed") })
})

const inOneTurn = Effect.provideService(References.PreventSchedulerYield, true)

/** A socket that does not write when its connection has closed. */
const guard = (
  { reader, writer }: Socket.Socket,
  isClosed: () => boolean,
  otherwise: Effect.Effect<void, Socket.SocketError>
) => {
  const whileOpen = (write: Effect.Effect<void, Socket.SocketError>) =>
    Effect.suspend(() => (isClosed() ? otherwise : inOneTurn(write)))
  return Socket.make({
    reader,
    writer: Effect.map(writer, ({ write, writeAll }) => ({
      write: (chunk) => whileOpen(write(chunk)),
      writeAll: (chunks) => whileOpen(writeAll(chunks))
    }))
  })
}

/** A socket that fails at once when something is written to a connection that has closed. */
export const connect = (address: Address) => {
  let last: Connection | undefined
  const open = Effect.gen(function* () {
    let connection: Connection | undefined
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => (connection?.connecting === true ? connection.destroy() : connection?.destroySoon()))
    )
    return yield* Effect.callback<Connection, Socket.SocketError>((resume) => {
      const own = createConnection({ ...address })
      last = connection = own
      own.once("connect", () => resume(Effect.succeed(own)))
      own.on("error", (cause) => {
        resume(Effect.fail(new Socket.SocketError({ reason: new Socket.SocketOpenError({ kind: "Unknown", cause }) })))
      })
    })
  })
  return Effect.map(NodeSocket.fromDuplex(open, { openTimeout: "1 second" }), (socket) =>
    guard(socket, () => last?.writable === false, Effect.fail(closed))
  )
}

/** The connections to other processes. */
export const toOthers: Layer.Layer<Runners.RpcClientProtocol, never, RpcSerialization.RpcSerialization> = Layer.effect(
  Runners.RpcClientProtocol,
  Effect.gen(function* () {
    const serialization = yield* RpcSerialization.RpcSerialization
    return {
      codecFor: serialization.codecFor,
      make: Effect.fnUntraced(function* (address) {
        const protocol = yield* RpcClient.makeProtocolSocket().pipe(
          Effect.provideServiceEffect(Socket.Socket, connect(address)),
          Effect.provideService(RpcSerialization.RpcSerialization, serialization)
        )
        return {
          ...protocol,
          // Effect calls a write that fails a defect, which would be the payment's.
          send: (id, request) =>
            Effect.catchDefect(protocol.send(id, request), (defect) =>
              Socket.isSocketError(defect)
                ? Effect.fail(new RpcClientError({ reason: defect.reason }))
                : Effect.die(defect)
            )
        }
      })
    }
  })
)

/** The connections of other processes. */
export const fromOthers = Layer.effect(
  SocketServer.SocketServer,
  SocketServer.SocketServer.useSync(({ address, run }) => ({
    address,
    run: (handler) =>
      run((socket) =>
        Effect.flatMap(Effect.serviceOption(NodeSocket.NetSocket), (connection) =>
          handler(guard(socket, () => Option.exists(connection, ({ writable }) => !writable), Effect.void))
        )
      )
  }))
).pipe(Layer.provide(layerSocketServer))

const health = RunnerHealth.layerPing.pipe(Layer.provide(Runners.layerRpc), Layer.provide(toOthers))

/** A member of the cluster, over leases and messages that are given. */
export const layer = SocketRunner.layer.pipe(
  Layer.provide([fromOthers, toOthers, health]),
  Layer.provide(RpcSerialization.layerSchemaBinary())
)
