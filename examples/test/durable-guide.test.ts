// The programs of the durable guide, as they are printed: the test is collected like any other, the shop is killed and started again.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import { Sandbox, SandboxServer } from "@effect-multisafepay/sandbox"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { FetchHttpClient, HttpClient, HttpClientRequest } from "effect/http"
import { afterAll } from "vitest"
import { blocks, root } from "../../scripts/markdown.ts"

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

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  server.close()
  return typeof address === "object" && address !== null ? address.port : 0
}

/** Starts the printed shop; what it says is collected until it says `word`, however long that takes. */
const start = (env: NodeJS.ProcessEnv) => {
  const shop = spawn(process.execPath, ["shop.ts"], { cwd: dir, env, stdio: ["ignore", "pipe", "inherit"] })
  shops.push(shop)
  let said = ""
  shop.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()))
  const says = async (word: string): Promise<string> => {
    while (!said.includes(word)) {
      if (shop.exitCode !== null) throw new Error(`the shop has ended: ${said}`)
      await once(shop.stdout, "data")
    }
    return said
  }
  return { shop, says }
}

const kill = async (shop: ChildProcess) => {
  const ended = once(shop, "exit")
  shop.kill("SIGKILL")
  await ended
}

it(
  "the guide's shop sells, is killed, and ships what is paid after it has been started again",
  { timeout: 120_000 },
  async () => {
    const port = await freePort()
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

      const first = start(env)
      yield* Effect.promise(() => first.says("Listening on"))
      assert.strictEqual(yield* ask("POST"), "sold\n")
      const said = yield* Effect.promise(() => first.says("order-1 is paid at"))
      assert.match(said, /order-1 is paid at http:\/\/127\.0\.0\.1:\d+\/pay\//)
      yield* Effect.promise(() => kill(first.shop))

      const second = start(env)
      yield* Effect.promise(() => second.says("Listening on"))
      yield* sandbox.pay("order-1")
      yield* sandbox.awaitNotice("order-1", 2) // paid, and shipped
      const standing = yield* Effect.repeat(ask("GET"), { until: (text) => text.includes("Ended") })
      yield* Effect.promise(() => kill(second.shop))
      const posted = yield* sandbox.received({ operation: "orders.create" })
      return { standing, posted: posted.length }
    }).pipe(Effect.provide([SandboxServer.layer({ port: 0 }), FetchHttpClient.layer]))

    assert.deepStrictEqual(await Effect.runPromise(story), {
      standing: '{"_tag":"Ended","outcome":{"result":"shipped","status":"shipped","financial_status":"completed"}}',
      posted: 1
    })
  }
)
