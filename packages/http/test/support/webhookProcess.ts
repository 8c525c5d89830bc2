// A shop's process: takes notifications in and writes a row for each (its number is the amount), then dies or is killed. Its settings come as JSON in the first
// argument; it prints the port it listens on.
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Webhooks from "@effect-multisafepay/http/Webhooks"
import * as WebhookQueue from "@effect-multisafepay/http/WebhookQueue"
import * as WebhookStore from "@effect-multisafepay/http/WebhookStore"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as SqlClient from "effect/sql/SqlClient"
import { createServer } from "node:http"
import { client } from "./postgres.ts"

export interface Settings {
  readonly name: string
  readonly socket: string
  readonly key: string
  readonly mode: "inline" | "queued"
  /** `memory` is the wrong choice for two processes, and shows what the right one is for. */
  readonly store: "sql" | "memory"
  /** Milliseconds the handler takes after it has written. */
  readonly takes: number
  readonly workers: number
}

const settings = JSON.parse(process.argv[2] ?? "{}") as Settings

const handler = Effect.fnUntraced(function* ({ order }: Webhooks.Received) {
  const sql = yield* SqlClient.SqlClient
  yield* sql`INSERT INTO handled (number, process) VALUES (${order.amount ?? -1}, ${settings.name})`
  yield* Effect.sleep(settings.takes)
})

const options = {
  path: "/webhooks" as const,
  keys: Redacted.make(settings.key),
  handler
}

const remembering = Webhooks.layer(options).pipe(
  Layer.provide(settings.store === "sql" ? WebhookStore.layerSql() : WebhookStore.layerMemory())
)

const route =
  settings.mode === "inline"
    ? remembering
    : Layer.provide(
        remembering,
        WebhookQueue.layerSql({ workers: settings.workers, pollInterval: 100, lockExpiration: "3 seconds" })
      )

const listening = Layer.effectDiscard(
  Effect.map(HttpServer.HttpServer, ({ address }) => {
    if (address._tag !== "UnixPathAddress") process.stdout.write(`${address.port}\n`)
  })
)

listening.pipe(
  Layer.provideMerge(HttpRouter.serve(route, { disableLogger: true, disableListenLog: true })),
  Layer.provide(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" })),
  Layer.provide(client(settings.socket)),
  Layer.launch,
  NodeRuntime.runMain
)
