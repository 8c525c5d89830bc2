// What a call costs: CPU time per order placed, side by side with other clients on the same loopback server, which is a process of its
// own. Every client is a process of its own too, and they take turns, so that a busy machine slows all of them alike. All of it is done
// three times with new processes: what differs between the runs is what no figure here can promise.
// Run: node bench/http.ts [rounds] [runs]
import { type ChildProcess, fork, spawnSync } from "node:child_process"
import { answers, mollieOrder, order, stripeOrder } from "./http/payloads.ts"

const rounds = Number(process.argv[2] ?? 25)
const runs = Number(process.argv[3] ?? 3)
const concurrencies = [1, 32, 512]
const calls = 500

const ours = "effect-multisafepay"
const base = "undici and JSON"
const wrapper = "@multisafepay/api-wrapper"
const clients: ReadonlyArray<readonly [name: string, ...args: Array<string>]> = [
  [base],
  ["undici's dispatch and JSON"],
  // What `NodeMultiSafepay.layer` gives.
  [ours],
  [ours, "jit"],
  [ours, "with a tracer"],
  [ours, "over Effect's undici"],
  [wrapper],
  ["stripe"],
  ["@mollie/api-client"]
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

// The service is another machine. Left to the scheduler, a client with one call at a time is now beside the server and now on its
// processor, where a call costs half as much, and which of the two depends on how much the client does.
const processors = ["0", "1"] as const
const pinned = processors.every((one) => spawnSync("taskset", ["-c", one, "true"]).status === 0)

const child = (file: string, args: ReadonlyArray<string>, stdout: "pipe" | "inherit", processor: string) =>
  fork(new URL(file, import.meta.url), args, {
    stdio: ["ignore", stdout, "inherit", "ipc"],
    ...(pinned ? { execPath: "taskset", execArgv: ["-c", processor, process.execPath] } : {})
  })

const median = (values: ReadonlyArray<number>): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** Microseconds of CPU per call in each round, by client and by how many were made at once. */
type Costs = ReadonlyMap<string, ReadonlyMap<number, ReadonlyArray<number>>>

const run = async (): Promise<Costs> => {
  const server = child("./http/server.ts", [], "pipe", processors[0])
  const port = await new Promise<string>((resolve) =>
    server.stdout?.once("data", (data) => resolve(String(data).trim()))
  )
  const started = []
  for (const [name, ...args] of clients) {
    const process = child("./http/client.ts", [name, port, ...args], "inherit", processors[1])
    await next(process)
    started.push({
      label: [name, ...args].join(", "),
      process,
      costs: new Map(concurrencies.map((one): [number, Array<number>] => [one, []]))
    })
  }
  const ask = async (process: ChildProcess, count: number, concurrency: number) => {
    const answer = next(process)
    process.send({ calls: count, concurrency })
    return (await answer) as number
  }
  // It takes the compiler some ten thousand calls to be done with the longer paths.
  for (let warm = 0; warm < 10; warm++) for (const one of started) await ask(one.process, 2_000, 32)
  for (let round = 0; round < rounds; round++) {
    for (const concurrency of concurrencies) {
      for (const one of started) one.costs.get(concurrency)?.push(await ask(one.process, calls, concurrency))
    }
  }
  for (const one of started) one.process.disconnect()
  server.disconnect()
  return new Map(started.map(({ costs, label }) => [label, costs]))
}

const all: Array<Costs> = []
for (let made = 0; made < runs; made++) all.push(await run())

const costs = (run: Costs, label: string, concurrency: number) => run.get(label)?.get(concurrency) ?? []
/** How many times another's, round by round: turns that follow each other meet the same neighbours. */
const times = (run: Costs, label: string, other: string, concurrency: number) => {
  const others = costs(run, other, concurrency)
  return median(costs(run, label, concurrency).map((cost, round) => cost / (others[round] ?? Number.NaN)))
}
const range = (values: ReadonlyArray<number>, digits: number) => {
  const [low, high] = [Math.min(...values).toFixed(digits), Math.max(...values).toFixed(digits)]
  return low === high ? low : `${low} to ${high}`
}
const table = (title: string, labels: Iterable<string>, cell: (label: string, concurrency: number) => string) => {
  console.log(`| ${title} | ${concurrencies.map((one) => `${one} at once`).join(" | ")} |`)
  console.log(`|---|${concurrencies.map(() => "---:|").join("")}`)
  for (const label of labels) console.log(`| ${label} | ${concurrencies.map((one) => cell(label, one)).join(" | ")} |`)
}

const bytes = (value: unknown) => Buffer.byteLength(typeof value === "string" ? value : JSON.stringify(value))
console.log(
  `CPU time per order placed, microseconds (and how many times "${base}" of the same run): lowest to highest of ${runs} runs, each the median of ${rounds} rounds of ${calls} calls (of times: of their ratios).`
)
console.log(
  `Bytes out and in: order ${bytes(order)} / ${bytes(answers.order)}, stripe ${bytes(stripeOrder)} as JSON / ${bytes(answers.stripe)}, mollie ${bytes(mollieOrder)} / ${bytes(answers.mollie)}. Node ${process.version}. ${pinned ? "The server on one processor, the clients on another" : "Not pinned to processors: no taskset, or one processor"}.\n`
)
table("client", all[0]?.keys() ?? [], (label, concurrency) => {
  const ratios = all.map((one) => times(one, label, base, concurrency))
  return `${range(
    all.map((one) => median(costs(one, label, concurrency))),
    0
  )} (${range(ratios, 2)})`
})
console.log(`\nHow much less ${ours} takes than the others, per cent of their time in the same run.\n`)
table("than", [wrapper, "stripe"], (label, concurrency) =>
  range(
    all.map((one) => 100 - 100 * times(one, ours, label, concurrency)),
    0
  )
)
