// What a call costs: CPU time per order placed, side by side with other clients on the same loopback server, which is a process of its
// own. Every client is a process of its own too, and they take turns, so that a busy machine slows all of them alike.
// Run: node bench/http.ts [rounds]
import { type ChildProcess, fork } from "node:child_process"
import { answers, order, stripeOrder, mollieOrder } from "./http/payloads.ts"

const rounds = Number(process.argv[2] ?? 9)
const concurrencies = [1, 32, 512]
const calls = 1_000

const clients = [
  { name: "undici and JSON", args: [] },
  { name: "effect-multisafepay", args: [] },
  { name: "effect-multisafepay", args: ["jit"] },
  { name: "@multisafepay/api-wrapper", args: [] },
  { name: "stripe", args: [] },
  { name: "@mollie/api-client", args: [] }
]

const next = (child: ChildProcess) =>
  new Promise<unknown>((resolve, reject) => {
    const failed = (code: number | null) => reject(new Error(`ended with ${code}`))
    child.once("exit", failed)
    child.once("message", (message) => {
      child.off("exit", failed)
      resolve(message)
    })
  })

const child = (file: string, args: ReadonlyArray<string>, stdout: "pipe" | "inherit") =>
  fork(new URL(file, import.meta.url), args, { stdio: ["ignore", stdout, "inherit", "ipc"] })

const median = (values: ReadonlyArray<number>): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

const server = child("./http/server.ts", [], "pipe")
const port = await new Promise<string>((resolve) => server.stdout?.once("data", (data) => resolve(String(data).trim())))

interface Cost {
  readonly cpu: number
  readonly wall: number
}

interface Run {
  readonly label: string
  readonly process: ChildProcess
  readonly costs: ReadonlyMap<number, Array<Cost>>
}

const runs: Array<Run> = []
for (const { args, name } of clients) {
  const process_ = child("./http/client.ts", [name, port, ...args], "inherit")
  await next(process_)
  runs.push({
    label: args.length === 0 ? name : `${name}, ${args.join(" ")}`,
    process: process_,
    costs: new Map(concurrencies.map((concurrency) => [concurrency, []]))
  })
}

const ask = async (one: Run, count: number, concurrency: number) => {
  const answer = next(one.process)
  one.process.send({ calls: count, concurrency })
  return (await answer) as Cost
}

// It takes the compiler some ten thousand calls to be done with the longer paths.
for (let warm = 0; warm < 10; warm++) for (const one of runs) await ask(one, 2_000, 32)
for (let round = 0; round < rounds; round++) {
  for (const concurrency of concurrencies) {
    for (const one of runs) one.costs.get(concurrency)?.push(await ask(one, calls, concurrency))
  }
}

const bytes = (value: unknown) => Buffer.byteLength(typeof value === "string" ? value : JSON.stringify(value))
console.log(
  `CPU time per order placed, microseconds (and how many times undici's), ${rounds} rounds of ${calls} calls, median.`
)
console.log(
  `Bytes out and in: order ${bytes(order)} / ${bytes(answers.order)}, stripe ${bytes(stripeOrder)} as JSON / ${bytes(answers.stripe)}, mollie ${bytes(mollieOrder)} / ${bytes(answers.mollie)}. Node ${process.version}.\n`
)
const cost = (one: Run, concurrency: number) => median((one.costs.get(concurrency) ?? []).map(({ cpu }) => cpu))
console.log(`| client | ${concurrencies.map((concurrency) => `${concurrency} at once`).join(" | ")} |`)
console.log(`|---|${concurrencies.map(() => "---:|").join("")}`)
for (const one of runs) {
  const cells = concurrencies.map((concurrency) => {
    const own = cost(one, concurrency)
    const base = runs[0] === undefined ? own : cost(runs[0], concurrency)
    return `${own.toFixed(0)} (${(own / base).toFixed(2)})`
  })
  console.log(`| ${one.label} | ${cells.join(" | ")} |`)
}
for (const one of runs) one.process.disconnect()
server.disconnect()
