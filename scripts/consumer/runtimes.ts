// The same shop on every runtime and through every bundler, against a sandbox installed from its tarball.
import { spawn } from "node:child_process"
import { createHmac } from "node:crypto"
import { request } from "node:http"
import { createServer } from "node:net"
import { join } from "node:path"
import { build } from "esbuild"
import type { Machine, Result, Tool } from "./Machine.ts"

const apiKey = "consumer"
const expected = "initialized, genuine true, forged false"

// Signed here by hand, as MultiSafepay does, so that the runtime's own crypto is what is tried.
const signed = (order_id: string) => {
  const body = JSON.stringify({ order_id, amount: 24950, status: "completed" })
  const timestamp = Math.floor(Date.now() / 1000)
  const mac = createHmac("sha512", apiKey).update(`${timestamp}:${body}`).digest("hex")
  return { body, header: Buffer.from(`${timestamp}:${mac}`).toString("base64") }
}

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

// Until it is so, or the process that should make it so has ended.
const until = async (isSo: () => boolean | Promise<boolean>, hasEnded: () => boolean) => {
  while (!hasEnded()) {
    if (await isSo()) return true
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return false
}

const start = (command: string, args: ReadonlyArray<string>, cwd: string) => {
  const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] })
  let output = ""
  let ended = false
  child.stdout.on("data", (chunk) => (output += String(chunk)))
  child.stderr.on("data", (chunk) => (output += String(chunk)))
  child.on("close", () => (ended = true))
  return { hasEnded: () => ended, output: () => output, stop: () => child.kill("SIGTERM") }
}

export const runtimes = async (machine: Machine, source: string): Promise<ReadonlyArray<Result>> => {
  machine.write("run/shop.ts", source)
  machine.write(
    "run/main.ts",
    `import { run } from "./shop.ts"\nconsole.log(await run(JSON.parse(process.argv[2] ?? "{}")))\n`
  )
  machine.write("run/once.ts", once)
  machine.write("run/node.ts", overNode)
  machine.write(
    "run/worker.ts",
    `import { run } from "./shop.ts"\nexport default { fetch: async (request) => new Response(await run(await request.json()).catch((error) => String(error))) }\n`
  )
  // The sandbox as programs import it, on the Effect that is installed here; the command brings its own, and has a check of its own.
  machine.write("run/sandbox.ts", sandboxed)
  const sandbox = start("node", ["run/sandbox.ts"], machine.dir)
  try {
    const found = () => /^(\S+\/v1\/json)\n/m.exec(sandbox.output())?.[1]
    await until(() => found() !== undefined, sandbox.hasEnded)
    const baseUrl = found()
    if (baseUrl === undefined) return [{ name: "sandbox from its tarball", problems: [sandbox.output()] }]
    const results: Array<Result> = []
    const given = (name: string) => {
      const order_id = `order-${name}`
      return JSON.stringify({ baseUrl, apiKey, order_id, ...signed(order_id) })
    }
    const judge = (name: string, output: string) =>
      results.push({
        name,
        problems: output.trim() === expected ? [] : [`expected "${expected}", got: ${output.slice(0, 2000)}`]
      })
    const runs: ReadonlyArray<readonly [string, Tool | undefined, string, ReadonlyArray<string>]> = [
      [`Node ${process.versions.node}`, undefined, "node", ["run/main.ts"]],
      ["Bun", "bun", machine.tool("bun", "bin/bun.exe"), ["run/main.ts"]],
      [
        "Deno",
        "deno",
        machine.tool("deno", "bin.cjs"),
        ["run", "--quiet", "--allow-all", "--node-modules-dir=manual", "--no-config", "run/main.ts"]
      ]
    ]
    for (const [name, tool, command, args] of runs) {
      const title = tool === undefined ? name : `${name} ${machine.version(tool)}`
      if (tool !== undefined && !machine.has(tool))
        results.push({ name: title, problems: [], skipped: "could not be installed" })
      else {
        judge(title, (await machine.run(command, [...args, given(name)])).output)
        const once = args.map((arg) => (arg === "run/main.ts" ? "run/once.ts" : arg))
        if (tool === "bun") {
          const { output } = await machine.run(command, ["run/node.ts"])
          const isTold = output.includes("NodeMultiSafepay needs the connections of Node.js")
          results.push({ name: `${title} is told what NodeMultiSafepay needs`, problems: isTold ? [] : [output] })
        }
        results.push(await sentOnce(`${title} over fetch sends a write once`, machine, command, once))
      }
    }
    await build({
      entryPoints: [join(machine.dir, "run/main.ts")],
      bundle: true,
      format: "esm",
      platform: "node",
      outfile: join(machine.dir, "run/esbuild.js")
    })
    judge("bundled by esbuild", (await machine.run("node", ["run/esbuild.js", given("esbuild")])).output)
    if (machine.has("vite")) {
      machine.write(
        "vite.config.js",
        `export default { logLevel: "error", build: { ssr: "run/main.ts", outDir: "run/vite", target: "node22" }, ssr: { noExternal: true } }`
      )
      const built = await machine.run("node", [machine.tool("vite", "bin/vite.js"), "build"])
      judge(
        `bundled by Vite ${machine.version("vite")}`,
        built.ok ? (await machine.run("node", ["run/vite/main.js", given("vite")])).output : built.output
      )
    } else results.push({ name: "bundled by Vite", problems: [], skipped: "could not be installed" })
    results.push(await onWorkerd(machine, given("workerd")))
    return results
  } finally {
    sandbox.stop()
  }
}

// A server that reads the second order on the same connection and then closes it. Deno's fetch would send it again.
const sentOnce = async (
  name: string,
  machine: Machine,
  command: string,
  args: ReadonlyArray<string>
): Promise<Result> => {
  const seen: Array<string> = []
  const server = createServer((socket) => {
    let received = ""
    socket.on("error", () => undefined)
    socket.on("data", (chunk) => {
      received += String(chunk)
      const id = /"order_id":"(\w+)"[^]*\}$/.exec(received)?.[1]
      if (id === undefined) return
      received = ""
      seen.push(id)
      const body = JSON.stringify({ success: true, data: { order_id: id, payment_url: "https://pay.example" } })
      if (id === "second") socket.end()
      else
        socket.write(
          `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
        )
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  const { output } = await machine.run(command, [...args, String(port)])
  server.close()
  const isRight = output.trim() === "unknown" && seen.join() === "first,second"
  return {
    name,
    problems: isRight ? [] : [`expected unknown and first,second; got: ${output.slice(0, 2000)}, ${seen.join()}`]
  }
}

const sandboxed = `import * as SandboxServer from "@effect-multisafepay/sandbox/SandboxServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"

SandboxServer.SandboxServer.use(({ baseUrl }) => Console.log(baseUrl)).pipe(
  Effect.andThen(Effect.never),
  Effect.provide(SandboxServer.layer({ port: 0, apiKey: "${apiKey}" })),
  NodeRuntime.runMain
)
`

const once = `import { MultiSafepay, Orders } from "@effect-multisafepay/http"
import * as CallPolicy from "@effect-multisafepay/http/CallPolicy"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

const baseUrl = \`http://127.0.0.1:\${process.argv[2]}/v1/json\`
const layer = MultiSafepay.layer({ apiKey: Redacted.make("k"), baseUrl }).pipe(Layer.provide(FetchHttpClient.layer))
const place = (order_id) =>
  Orders.Orders.use((orders) =>
    orders.create({ type: "redirect", gateway: "IDEAL", order_id, currency: "EUR", amount: 1000, description: "Two chairs" })
  )
const program = Effect.andThen(place("first"), Effect.flip(place("second"))).pipe(
  CallPolicy.override({ retry: "none" }),
  Effect.provide(layer)
)
console.log((await Effect.runPromise(program)).outcome)
process.exit(0)
`

const overNode = `import { Orders } from "@effect-multisafepay/http"
import { NodeMultiSafepay } from "@effect-multisafepay/node"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

const layer = NodeMultiSafepay.layerOptions({ apiKey: Redacted.make("k"), baseUrl: "http://127.0.0.1:1/v1/json" })
Effect.runPromise(Orders.Orders.use((orders) => orders.get("o-1")).pipe(Effect.provide(layer))).catch((error) => {
  console.log(String(error))
})
`

// The answer's body; nothing while nobody listens yet.
const post = (port: number, body: string) =>
  new Promise<string>((resolve) => {
    const call = request({ host: "127.0.0.1", port, method: "POST", path: "/" }, (response) => {
      let text = ""
      response.on("data", (chunk) => (text += String(chunk)))
      response.on("end", () => resolve(text))
    })
    call.on("error", () => resolve(""))
    call.end(body)
  })

const onWorkerd = async (machine: Machine, given: string): Promise<Result> => {
  const name = `workerd ${machine.version("workerd")}`
  if (!machine.has("workerd")) return { name, problems: [], skipped: "could not be installed" }
  await build({
    entryPoints: [join(machine.dir, "run/worker.ts")],
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker"],
    outfile: join(machine.dir, "run/worker.js")
  })
  const port = await freePort()
  machine.write(
    "run/workerd.capnp",
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "shop", worker = (modules = [(name = "worker", esModule = embed "worker.js")], compatibilityDate = "2026-01-01")),
    (name = "internet", network = (allow = ["local"]))
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "shop")]
);
`
  )
  const workerd = start(machine.tool("workerd", "bin/workerd"), ["serve", "run/workerd.capnp"], machine.dir)
  try {
    let answer = ""
    const answered = await until(async () => {
      answer = await post(port, given)
      return answer !== ""
    }, workerd.hasEnded)
    return { name, problems: answered && answer === expected ? [] : [answer || workerd.output()] }
  } finally {
    workerd.stop()
  }
}
