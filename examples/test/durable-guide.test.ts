// The programs of the durable guide, as they are printed: the test is collected like any other, the shop is killed and started again.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Sandbox, SandboxServer } from "@effect-multisafepay/sandbox"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { FetchHttpClient, HttpClient, HttpClientRequest } from "effect/http"
import { afterAll } from "vitest"
import { blocks, root } from "../../scripts/markdown.ts"
import { freePort } from "../src/durable-port.ts"

const programs = blocks("docs/guides/durable.md")
const dir = join(root, "examples/.durable-guide")
rmSync(dir, { recursive: true, force: true })
mkdirSync(dir, { recursive: true })
const shops: Array<ChildProcess> = []
afterAll(() => {
  for (const shop of shops) shop.kill("SIGKILL")
  rmSync(dir, { recursive: true, force: true })
})

for (const { code, name } of programs.filter(({ code }) => code.includes("it.effect("))) {
  writeFileSync(join(dir, name), code)
  await import(join(dir, name))
}

/** Starts the printed shop, does something beside it, and kills it. When it ends before, so does what waits for it. */
const beside = <A, E, R>(
  env: NodeJS.ProcessEnv,
  run: (says: (word: string) => Effect.Effect<string>) => Effect.Effect<A, E, R>
) =>
  Effect.gen(function* () {
    const shop = spawn(process.execPath, ["shop.ts"], { cwd: dir, env, stdio: ["ignore", "pipe", "pipe"] })
    shops.push(shop)
    const ended = once(shop, "close")
    let said = ""
    for (const output of [shop.stdout, shop.stderr]) output.on("data", (chunk: Buffer) => (said += chunk.toString()))
    /** All that it has said, once `word` is among it, however long that takes. */
    const says = (word: string) =>
      Effect.promise(async () => {
        while (!said.includes(word)) await once(shop.stdout, "data")
        return said
      })
    const early = Effect.andThen(
      Effect.promise(() => ended),
      Effect.suspend(() => Effect.die(new Error(`the shop has ended: ${said}`)))
    )
    const killed = Effect.andThen(
      Effect.sync(() => shop.kill("SIGKILL")),
      Effect.promise(() => ended)
    )
    return yield* Effect.ensuring(Effect.raceFirst(run(says), early), killed)
  })

it("the guide's shop sells, is killed, and ships what is paid after it has been started again", async () => {
  const port = await Effect.runPromise(freePort)
  const program = programs.find(({ code }) => code.startsWith("// shop.ts"))?.code ?? ""
  assert.include(program, "127.0.0.1:3000")
  writeFileSync(
    join(dir, "shop.ts"),
    program.replace("127.0.0.1:3000", `127.0.0.1:${port}`).replace("port: 3000", `port: ${port}`)
  )
  const ask = (method: "GET" | "POST") =>
    Effect.flatMap(
      HttpClient.execute(HttpClientRequest.make(method)(`http://127.0.0.1:${port}/orders/order-1`)),
      ({ text }) => text
    )

  const story = Effect.gen(function* () {
    const { baseUrl } = yield* SandboxServer.SandboxServer
    const sandbox = yield* Sandbox.Sandbox
    const env = { ...process.env, MULTISAFEPAY_BASE_URL: baseUrl, MULTISAFEPAY_API_KEY: "sandbox-api-key" }

    yield* beside(env, (says) =>
      Effect.gen(function* () {
        yield* says("Listening on")
        assert.strictEqual(yield* ask("POST"), "sold\n")
        assert.match(yield* says("order-1 is paid at"), /order-1 is paid at http:\/\/127\.0\.0\.1:\d+\/pay\//)
      })
    )
    const standing = yield* beside(env, (says) =>
      Effect.gen(function* () {
        yield* says("Listening on")
        yield* sandbox.pay("order-1")
        yield* sandbox.awaitNotice("order-1", 2) // paid, and shipped
        return yield* Effect.repeat(ask("GET"), { until: (text) => text.includes("Ended") })
      })
    )
    const posted = yield* sandbox.received({ operation: "orders.create" })
    return { standing, posted: posted.length }
  }).pipe(Effect.provide([SandboxServer.layer({ port: 0 }), FetchHttpClient.layer]))

  assert.deepStrictEqual(await Effect.runPromise(story), {
    standing: '{"_tag":"Ended","outcome":{"result":"shipped","status":"shipped","financial_status":"completed"}}',
    posted: 1
  })
})
