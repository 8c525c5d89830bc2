// Sustained load on the webhook intake over loopback, and what became of every notification. One process serves (its memory is what is
// measured), this one sends: 200 at once, of which 70 % are new, 20 % repeat an earlier one under a new signature, 10 % are forged.
// Run with `node bench/webhooks-soak.ts [count] [memory,postgres,queued]`; 100,000 and all three by default. Fails when the ledger does.
import { type ChildProcess, fork } from "node:child_process"
import { createHmac } from "node:crypto"
import { Agent, request } from "node:http"
import { fileURLToPath } from "node:url"
import { setTimeout as sleep } from "node:timers/promises"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Scope from "effect/Scope"
import * as SqlClient from "effect/sql/SqlClient"
import type * as Webhooks from "@effect-multisafepay/http/Webhooks"
import * as WebhookQueue from "@effect-multisafepay/http/WebhookQueue"
import * as WebhookStore from "@effect-multisafepay/http/WebhookStore"
import * as NodeWebhooks from "@effect-multisafepay/node/NodeWebhooks"
import * as HttpServer from "effect/http/HttpServer"
import * as Postgres from "../packages/http/test/support/postgres.ts"

const key = "a-key-of-the-webhook-soak"
const senders = 200

type Store = "memory" | "postgres" | "queued"
interface Report {
  readonly handled: number
  readonly twice: number
  readonly rssBefore: number
  readonly rssPeak: number
}

// The server. It answers "report" on the channel to its parent.
const serve = (store: Store, socket: string) => {
  const runs = new Map<string, number>()
  const rssBefore = process.memoryUsage.rss()
  let rssPeak = rssBefore
  setInterval(() => {
    rssPeak = Math.max(rssPeak, process.memoryUsage.rss())
  }, 50)
  process.on("message", () => {
    const counts = [...runs.values()]
    process.send?.({ handled: counts.length, twice: counts.filter((n) => n > 1).length, rssBefore, rssPeak })
  })
  const note = ({ id = "" }: Webhooks.Received) => Effect.sync(() => void runs.set(id, (runs.get(id) ?? 0) + 1))
  const write = Effect.fnUntraced(function* (received: Webhooks.Received) {
    const sql = yield* SqlClient.SqlClient
    yield* sql`INSERT INTO paid (order_id) VALUES (${received.order_id})`
    yield* note(received)
  })
  const server = { port: 0, host: "127.0.0.1", path: "/webhooks", keys: Redacted.make(key) } as const
  const layer =
    store === "memory"
      ? NodeWebhooks.layer({ ...server, handler: note })
      : NodeWebhooks.layer({ ...server, handler: write }).pipe(
          Layer.provide(
            store === "postgres"
              ? WebhookStore.layerSql()
              : Layer.mergeAll(WebhookStore.layerSql(), WebhookQueue.layerSql({ workers: 8 }))
          ),
          Layer.provide(Postgres.client(socket))
        )
  const listening = Layer.effectDiscard(
    Effect.map(HttpServer.HttpServer, ({ address }) => {
      if (address._tag !== "UnixPathAddress") process.send?.(address.port)
    })
  )
  // A line per forged call would measure the terminal.
  const quiet = Layer.succeed(References.MinimumLogLevel, "Warn")
  Effect.runFork(Layer.launch(listening.pipe(Layer.provide(layer), Layer.provide(quiet))))
}

const answerOf = (child: ChildProcess): Promise<unknown> => new Promise((resolve) => child.once("message", resolve))

const sign = (body: string, secret: string) => {
  const timestamp = Math.floor(Date.now() / 1000)
  const hex = createHmac("sha512", secret).update(`${timestamp}:${body}`).digest("hex")
  return Buffer.from(`${timestamp}:${hex}`).toString("base64")
}

const bodyOf = (i: number) =>
  JSON.stringify({
    order_id: `order-${i}`,
    transaction_id: 4_000_000 + i,
    status: "completed",
    financial_status: "completed",
    amount: 1000 + i,
    currency: "EUR",
    modified: "2024-06-01T12:00:00",
    customer: { email: `customer-${i}@example.com`, locale: "nl_NL" },
    // A notification of a usual size.
    items: "x".repeat(1500)
  })

const soak = async (store: Store, count: number) => {
  const scope = Scope.makeUnsafe()
  const socket = store === "memory" ? "" : await Effect.runPromise(Scope.provide(scope)(Postgres.start))
  const inDatabase = <A, E>(effect: Effect.Effect<A, E, SqlClient.SqlClient>) =>
    Effect.runPromise(Effect.provide(effect, Postgres.client(socket)))
  if (store !== "memory") await inDatabase(SqlClient.SqlClient.use((sql) => sql`CREATE TABLE paid (order_id TEXT)`))
  const child = fork(fileURLToPath(import.meta.url), ["serve", store, socket])
  const port = Number(await answerOf(child))
  const agent = new Agent({ keepAlive: true, maxSockets: senders })

  const post = (body: string, auth: string) =>
    new Promise<number>((resolve) => {
      const path = `/webhooks?transactionid=x&timestamp=1`
      const call = request({ agent, port, host: "127.0.0.1", path, method: "POST", headers: { auth } }, (response) => {
        response.resume()
        response.on("end", () => resolve(response.statusCode ?? 0))
      })
      call.on("error", () => resolve(0))
      call.end(body)
    })

  const sent = { fresh: 0, repeated: 0, forged: 0 }
  const answers = new Map<string, number>()
  let next = 0
  let fresh = 0
  const sender = async () => {
    while (next < count) {
      const i = next++
      const kind = i % 10 === 9 ? "forged" : i % 10 >= 7 ? "repeated" : "fresh"
      // A repetition follows its original at once or after a while, so that some race it.
      const which =
        kind === "repeated" ? Math.max(0, fresh - 1 - (i % 3) * 97) : kind === "fresh" ? fresh++ : fresh + count
      const body = bodyOf(which)
      const status = await post(body, sign(body, kind === "forged" ? "not-the-key" : key))
      sent[kind]++
      answers.set(`${kind} ${status}`, (answers.get(`${kind} ${status}`) ?? 0) + 1)
    }
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: senders }, sender))
  const answered = performance.now() - start

  const report = async (): Promise<Report> => {
    const answer = answerOf(child)
    child.send("report")
    return (await answer) as Report
  }
  let ledger = await report()
  const patience = performance.now() + 600_000
  while (ledger.handled < sent.fresh && performance.now() < patience) {
    await sleep(200)
    ledger = await report()
  }
  const settled = performance.now() - start
  const rows =
    store === "memory"
      ? undefined
      : await inDatabase(
          Effect.flatMap(
            SqlClient.SqlClient,
            (sql) => sql<{ n: string; d: string }>`SELECT COUNT(*) AS n, COUNT(DISTINCT order_id) AS d FROM paid`
          )
        )
  child.kill("SIGTERM")
  agent.destroy()
  await Effect.runPromise(Scope.close(scope, Exit.void))

  const mb = (bytes: number) => `${Math.round(bytes / 1_048_576)} MB`
  const good =
    ledger.handled === sent.fresh &&
    ledger.twice === 0 &&
    answers.get("forged 401") === sent.forged &&
    (rows === undefined || (Number(rows[0]?.n) === sent.fresh && Number(rows[0]?.d) === sent.fresh))
  console.log(`${store}: ${count} notifications, ${senders} senders`)
  console.log(`  sent            ${sent.fresh} new, ${sent.repeated} repeated, ${sent.forged} forged`)
  console.log(`  answered        ${[...answers].map(([what, n]) => `${what}: ${n}`).join(", ")}`)
  console.log(
    `  handled         ${ledger.handled} once, ${ledger.twice} more than once, ${sent.fresh - ledger.handled} lost`
  )
  if (rows !== undefined) console.log(`  rows written    ${rows[0]?.n}, of ${rows[0]?.d} orders`)
  console.log(
    `  rate            ${Math.round((count / answered) * 1000)} answers a second, ${(answered / 1000).toFixed(1)} s; all handled after ${(settled / 1000).toFixed(1)} s`
  )
  console.log(`  memory (RSS)    ${mb(ledger.rssPeak)} at its peak, ${mb(ledger.rssBefore)} before the first`)
  console.log(`  ledger          ${good ? "balances" : "DOES NOT BALANCE"}`)
  return good
}

if (process.argv[2] === "serve") {
  serve(process.argv[3] as Store, process.argv[4] ?? "")
} else {
  const count = Number(process.argv[2] ?? 100_000)
  const stores = (process.argv[3] ?? "memory,postgres,queued").split(",") as Array<Store>
  for (const store of stores) {
    if (store !== "memory" && !Postgres.isHere) {
      console.log(`${store}: not run${Postgres.whyNot}`)
      continue
    }
    if (!(await soak(store, count))) process.exitCode = 1
  }
}
