// The command as a shell runs it: a process with arguments, output and an exit code.
import { type ChildProcess, spawn } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:http"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { ConfigProvider, Console, Effect, type Exit, Layer, Redacted, Runtime } from "effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Notification from "@effect-multisafepay/core/Notification"
import * as cli from "../src/cli/cli.ts"
import { exitCodes } from "../src/cli/Failure.ts"
import { listening } from "../src/cli/portOwner.ts"
import * as Fault from "../src/Fault.ts"
import * as SandboxServer from "../src/SandboxServer.ts"
import { modulesOf } from "../../../test/support/modules.ts"
import { isOver } from "./isOver.ts"
import { callAt } from "./support.ts"

// `pnpm pack:check` names the one that it installed from the tarball, which is another program: everything in one.
const packed = process.env["MULTISAFEPAY_SANDBOX_BIN"]
const bin = packed ?? fileURLToPath(new URL("../bin/multisafepay-sandbox.js", import.meta.url))
const key = "a-key-for-the-command"
const directory = mkdtempSync(join(tmpdir(), "sandbox-cli-"))

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

const environment = () => ({ MULTISAFEPAY_SANDBOX_URL: url, MULTISAFEPAY_SANDBOX_API_KEY: key })

const launch = (...args: ReadonlyArray<string>): ChildProcess =>
  spawn(process.execPath, [bin, ...args], { env: { PATH: process.env["PATH"], ...environment() } })

const ended = (child: ChildProcess): Promise<Ended> =>
  new Promise((resolve) => {
    let out = ""
    let err = ""
    child.stdout?.on("data", (chunk: Buffer) => (out += chunk.toString()))
    child.stderr?.on("data", (chunk: Buffer) => (err += chunk.toString()))
    if (isOver(child)) resolve({ code: child.exitCode, out, err })
    else child.on("close", (code) => resolve({ code, out, err }))
  })

const command = cli.run("0.0.0")

/** A command line, without a process of its own where the sources are what is tried: that takes a hundredth of the time. */
const run = (...args: ReadonlyArray<string>): Promise<Ended> =>
  packed === undefined ? runHere(...args) : ended(launch(...args))

const runHere = (...args: ReadonlyArray<string>): Promise<Ended> => {
  const out: Array<string> = []
  const err: Array<string> = []
  const write =
    (lines: Array<string>) =>
    (...parts: ReadonlyArray<unknown>) =>
      void lines.push(`${parts.join(" ")}\n`)
  const console = { ...globalThis.console, log: write(out), error: write(err) }
  const env = ConfigProvider.fromEnvRecord(environment())
  return command(args).pipe(
    Effect.provide(Layer.merge(NodeServices.layer, ConfigProvider.layer(env))),
    Effect.provideService(Console.Console, console),
    Effect.exit,
    Effect.map((exit) => ({ code: codeOf(exit), out: out.join(""), err: err.join("") })),
    Effect.runPromise
  )
}

const codeOf = (exit: Exit.Exit<unknown, unknown>): number => {
  let seen = -1
  Runtime.defaultTeardown(exit, (code) => (seen = code))
  return seen
}

/** What a command prints with --json, one value a line. */
const json = async (...args: ReadonlyArray<string>): Promise<ReadonlyArray<{ readonly [key: string]: unknown }>> => {
  const { code, err, out } = await run(...args, "--json")
  assert.strictEqual(code, 0, err)
  return out
    .trim()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { readonly [key: string]: unknown })
}

/**
 * Looks until there is something to see, as long as the process is there that it comes from. What never comes from a living one ends after
 * so many looks that a busy machine, which looks more slowly as well, has long done it.
 */
const until = async <A>(
  look: () => A | undefined | Promise<A | undefined>,
  from: ChildProcess = sandbox
): Promise<A> => {
  for (let looks = 0; looks < 5_000; looks++) {
    const wasOver = isOver(from)
    const seen = await look()
    if (seen !== undefined) return seen
    if (wasOver) throw new Error(`it did not come, and its process has ended: ${from.exitCode ?? from.signalCode}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error("it did not come, although its process is there")
}

// A shop that keeps what it is sent.
interface Posted {
  readonly path: string
  readonly auth: string
  readonly body: string
}
const posted: Array<Posted> = []
const shop: Server = createServer((request, response) => {
  let body = ""
  request.on("data", (chunk: Buffer) => (body += chunk.toString()))
  request.on("end", () => {
    const path = request.url ?? ""
    if (path.startsWith("/hooks/")) posted.push({ path, auth: String(request.headers["auth"] ?? ""), body })
    response.writeHead(path.startsWith("/busy") ? 503 : 200).end("OK")
  })
})
let shopOrigin = ""

const readyFile = join(directory, "ready.json")
let sandbox: ChildProcess
let firstLine = ""
let url = "http://127.0.0.1:1"

beforeAll(async () => {
  await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", () => resolve()))
  const address = shop.address()
  shopOrigin = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`
  sandbox = launch("start", "--port", "0", "--json", "--ready-file", readyFile, "--api-key", key, "--seed", "7")
  sandbox.stdout?.on("data", (chunk: Buffer) => (firstLine += chunk.toString()))
  await until(() => (existsSync(readyFile) && firstLine.includes("\n") ? true : undefined))
  url = (JSON.parse(firstLine) as { readonly url: string }).url
})

afterAll(async () => {
  sandbox.kill("SIGTERM")
  await ended(sandbox)
  shop.close()
  rmSync(directory, { recursive: true, force: true })
})

describe("stop", () => {
  const own = async (start: (...args: ReadonlyArray<string>) => ChildProcess, name: string) => {
    const file = join(directory, name)
    const child = start("start", "--port", "0", "--ready-file", file)
    const line = await until(() => (existsSync(file) ? readFileSync(file, "utf8") : undefined), child)
    return { child, file, url: (JSON.parse(line) as { readonly url: string }).url }
  }

  it("ends a sandbox from another terminal, with 0, and its port is free then", async () => {
    const { child, file, url } = await own(launch, "stopped.json")
    const end = ended(child)
    assert.deepStrictEqual(await run("stop", "--url", url), {
      code: 0,
      out: `the sandbox at ${url} has stopped\n`,
      err: ""
    })
    assert.strictEqual((await run("orders", "--url", url)).code, exitCodes.unreachable)
    assert.strictEqual((await end).code, 0)
    assert.isFalse(existsSync(file))
  })

  it("says that there is none, with 5", async () => {
    assert.strictEqual((await run("stop", "--url", "http://127.0.0.1:1")).code, exitCodes.unreachable)
  })

  it.skipIf(!existsSync("/proc/self/stat"))("is not needed when the npx that started it is killed", async () => {
    // npx in short: it starts the command through a shell and waits for it.
    const npx = (...args: ReadonlyArray<string>) =>
      spawn(
        process.execPath,
        [
          "-e",
          'require("node:child_process").spawn("sh", ["-c", \'"$@"; exit $?\', "sh", ...process.argv.slice(1)])',
          "--",
          process.execPath,
          bin,
          ...args
        ],
        { env: { PATH: process.env["PATH"], npm_lifecycle_event: "npx" } }
      )
    const { child, file } = await own(npx, "orphaned.json")
    child.kill("SIGKILL")
    await until(() => (existsSync(file) ? undefined : true))
  })

  it("leaves a sandbox within a program alone, and says so", async () => {
    const program = SandboxServer.SandboxServer.use((server) => Effect.promise(() => run("stop", "--url", server.url)))
    const told = await Effect.runPromise(Effect.provide(program, SandboxServer.layer({ port: 0 })))
    assert.strictEqual(told.code, exitCodes.refused)
    assert.include(told.err, "runs within a program")
  })
})

describe("start", () => {
  it("prints one line of JSON when it is ready, and writes the same to the file", () => {
    assert.lengthOf(firstLine.trim().split("\n"), 1)
    assert.strictEqual(readFileSync(readyFile, "utf8"), firstLine)
    const line = JSON.parse(firstLine) as { readonly [key: string]: unknown }
    assert.strictEqual(line["baseUrl"], `${url}/v1/json`)
    assert.strictEqual(line["apiKey"], key)
    assert.strictEqual(line["ready"], true)
  })

  it("says who has a port that is taken, and ends with 6", async () => {
    const { code, err } = await run("start", "--port", new URL(url).port)
    assert.strictEqual(code, 6)
    assert.include(err, "is taken by")
    if (existsSync("/proc/net/tcp")) assert.include(err, `process ${sandbox.pid} (`)
  })

  it("refuses a key that looks real and a host that others can reach, with 2", async () => {
    const real = await run("start", "--port", "0", "--api-key", "0123456789012345678901234567890123456789")
    assert.strictEqual(real.code, 2)
    assert.include(real.err, "shape of a real MultiSafepay key")
    const host = await run("start", "--port", "0", "--host", "0.0.0.0")
    assert.strictEqual(host.code, 2)
  })

  it("ends by itself at SIGTERM and takes the file with it", async () => {
    const file = join(directory, "second.json")
    const child = launch("start", "--port", "0", "--ready-file", file)
    await until(() => (existsSync(file) ? true : undefined), child)
    const end = ended(child)
    child.kill("SIGTERM")
    assert.strictEqual((await end).code, 130)
    assert.isFalse(existsSync(file))
  })

  it("has its switches", async () => {
    const file = join(directory, "third.json")
    const child = launch(
      ..."start --port 0 --no-quirks --order-id-reuse refuse --pre-transaction-visible no --unknown-fields ignore".split(
        " "
      ),
      ..."--gateways IDEAL,VISA --ready-file".split(" "),
      file
    )
    try {
      const line = await until(() => (existsSync(file) ? readFileSync(file, "utf8") : undefined), child)
      const { baseUrl } = JSON.parse(line) as { readonly baseUrl: string }
      const call = (...args: Parameters<ReturnType<typeof callAt>>) =>
        callAt(baseUrl)(...args).pipe(Effect.provide(FetchHttpClient.layer), Effect.runPromise)
      const order = { type: "redirect", order_id: "1", amount: 100, currency: "EUR", description: "x", nonsense: 1 }
      // Without quirks an id of digits stays text.
      assert.strictEqual((await call("POST", "/orders", order)).data["order_id"], "1")
      assert.strictEqual((await call("POST", "/orders", order)).status, 404)
      assert.strictEqual((await call("GET", "/orders/1")).status, 404)
      assert.lengthOf((await call("GET", "/gateways")).data as unknown as ReadonlyArray<unknown>, 2)
    } finally {
      child.kill("SIGTERM")
      await ended(child)
    }
  })
})

describe("orders", () => {
  it("trigger places an order and lets the outcome happen", async () => {
    const [order] = await json("trigger", "declined", "--gateway", "VISA", "--reason-code", "4002", "--amount", "2500")
    assert.strictEqual(order?.["status"], "declined")
    assert.strictEqual(order?.["reason_code"], "4002")
    assert.strictEqual(order?.["amount"], 2500)
  })

  it("a decline has the words of its code, unless others are given", async () => {
    const declined = async (...args: ReadonlyArray<string>) => {
      const [order] = await json("trigger", "declined", ...args)
      return [order?.["reason_code"], order?.["reason"]]
    }
    assert.deepStrictEqual(await declined("--gateway", "VISA", "--reason-code", "4002"), ["4002", "Insufficient funds"])
    assert.deepStrictEqual(await declined("--gateway", "VISA"), ["4001", "Do not honor"])
    assert.deepStrictEqual(await declined("--gateway", "DIRDEB", "--reason-code", "AC04"), [
      "AC04",
      "Account is closed"
    ])
    assert.deepStrictEqual(await declined("--gateway", "VISA", "--reason-code", "4777"), ["4777", "Declined"])
    assert.deepStrictEqual(await declined("--gateway", "VISA", "--reason-code", "4999", "--reason", "Format error"), [
      "4999",
      "Format error"
    ])
  })

  it("trigger carries an order of mine", async () => {
    const file = join(directory, "mine.json")
    writeFileSync(file, JSON.stringify({ order_id: "mine-1", amount: 700, currency: "EUR", description: "Mine" }))
    const [order] = await json("trigger", "completed", "--body", file)
    assert.strictEqual(order?.["order_id"], "mine-1")
    assert.strictEqual(order?.["description"], "Mine")
  })

  it("seed places the orders of a file, pay and wait-for end in time", async () => {
    const file = join(directory, "seed.json")
    const order = (order_id: string) => ({
      type: "redirect",
      order_id,
      amount: 900,
      currency: "EUR",
      description: "Seed"
    })
    writeFileSync(
      file,
      JSON.stringify([order("seed-1"), { order: order("seed-2"), outcome: "completed", gateway: "PAYPAL" }])
    )
    const seeded = await json("seed", file)
    assert.deepStrictEqual(
      seeded.map((one) => one["status"]),
      ["initialized", "completed"]
    )
    const waiting = run("wait-for", "seed-1", "completed", "--timeout", "15m")
    const paid = await run("pay", "seed-1")
    assert.strictEqual(paid.code, 0)
    assert.include(paid.out, "seed-1  completed/completed  9.00 EUR")
    assert.strictEqual((await waiting).code, 0)
    const all = await json("orders")
    assert.isTrue(all.some((one) => one["order_id"] === "seed-2"))
  })

  it("wait-for ends with 4 when it takes too long", async () => {
    const { code, err } = await run("wait-for", "nobody", "completed", "--timeout", "200ms")
    assert.strictEqual(code, 4)
    assert.include(err, "did not become completed within 200ms: ")
    assert.include(err, "nobody")
    await json("trigger", "declined", "--body", bodyOf("stands-declined"))
    const stands = await run("wait-for", "stands-declined", "completed", "--timeout", "200ms")
    assert.include(stands.err, "within 200ms: it is declined")
  })

  it("are listed in columns, however long an id is", async () => {
    await json("trigger", "completed", "--body", bodyOf("7c9e6679-7425-40de-944b-e07fc1f90ae7"))
    await json("trigger", "declined", "--body", bodyOf("short"))
    const lines = (await run("orders")).out.trim().split("\n")
    assert.isAbove(lines.length, 1)
    assert.lengthOf([...new Set(lines.map((line) => line.indexOf("  transaction ")))], 1)
  })

  it("are narrowed to a status, a method, a text and the latest", async () => {
    for (const id of ["narrow-1", "narrow-2", "narrow-3"]) {
      await json("trigger", id === "narrow-2" ? "declined" : "completed", "--gateway", "VISA", "--body", bodyOf(id))
    }
    const idsOf = async (...args: ReadonlyArray<string>) =>
      (await json("orders", ...args)).map((one) => one["order_id"])
    assert.deepStrictEqual(await idsOf("--text", "NARROW", "--status", "completed"), ["narrow-1", "narrow-3"])
    assert.deepStrictEqual(await idsOf("--text", "narrow", "--method", "VISA", "--latest", "2"), [
      "narrow-2",
      "narrow-3"
    ])
    assert.include((await run("orders", "--text", "narrow", "--method", "IDEAL")).out, "no order matches")
    assert.include((await run("orders", "--latest", "0")).err, "latest: must be 1 or more")
    const { code, err } = await run("orders", "narrow-1", "--latest", "1")
    assert.deepStrictEqual([code, err.includes("not for one order")], [exitCodes.usage, true])
  })

  it("trigger says what the shop does not hear, and why", async () => {
    const triggered = async (order_id: string, notification_url: string, outcome = "completed") =>
      (await run("trigger", outcome, "--body", bodyOf(order_id, { payment_options: { notification_url } }))).err

    const { err } = await run("trigger", "completed", "--body", bodyOf("no-address", { gateway: "VISA" }))
    assert.include(err, "nothing will be sent: the order was placed without --notification-url")
    const again = await run("trigger", "chargeback", "--order", "no-address")
    assert.include(again.err, "the order was placed without payment_options.notification_url")

    assert.strictEqual(await triggered("heard", `${shopOrigin}/hook`), "")
    const same = await run("trigger", "opened", "--body", bodyOf("unheard"))
    assert.include(same.err, "nothing is sent: opened changes nothing")

    const elsewhere = await triggered("elsewhere", "https://shop.example/hook")
    assert.match(
      elsewhere,
      /^notice-\d+ to https:\/\/shop\.example\/hook is not sent: shop\.example is not on this machine/
    )
    assert.include(elsewhere, "--forward-to")
    assert.include(elsewhere, "--allow-non-loopback")
    assert.notInclude(elsewhere, "allowNonLoopback")

    const off = await triggered("no-shop", "http://127.0.0.1:59998/hook")
    assert.match(off, /was not accepted: nothing listens .*ECONNREFUSED.* \(the next try is at \d{4}-/)
    assert.match(await triggered("busy-shop", `${shopOrigin}/busy`), /was not accepted: the shop answered 503/)
    const failed = await tried("no-shop")
    assert.include(failed, "ECONNREFUSED")
    assert.include(failed, "Is the shop running?")
  })

  it("what is not there ends with 3, what cannot happen with 1", async () => {
    assert.strictEqual((await run("pay", "nobody")).code, 3)
    assert.strictEqual((await run("resend", "nothing")).code, 3)
    await json("trigger", "completed", "--body", bodyOf("twice-1"))
    const again = await run("pay", "twice-1")
    assert.strictEqual(again.code, 1)
    assert.include(again.err, "cannot happen")
  })
})

/** What `tail` says of the first attempt to notify of an order, once it has failed. */
const tried = (order_id: string): Promise<string> =>
  until(async () => {
    const [sent] = await json("tail", "--no-follow", "--order", order_id, "--filter", "notification.sent")
    return sent === undefined ? undefined : String(sent["detail"])
  })

const bodyOf = (order_id: string, more: object = {}): string => {
  const file = join(directory, `${order_id}.json`)
  writeFileSync(file, JSON.stringify({ order_id, gateway: "IDEAL", ...more }))
  return file
}

describe("after a payment", () => {
  const pairOf = (order: { readonly [key: string]: unknown } | undefined) =>
    `${String(order?.["status"])}/${String(order?.["financial_status"])}`
  const relatedTo = (order: { readonly [key: string]: unknown } | undefined) =>
    ((order?.["related_transactions"] ?? []) as ReadonlyArray<{ readonly [key: string]: unknown }>).map(
      ({ amount, status, type }) => [type, status, amount]
    )

  it("capture takes a part, then the rest", async () => {
    await json("trigger", "authorised", "--body", bodyOf("held", { gateway: "VISA", capture: "manual" }))
    const [part] = await json("capture", "held", "--amount", "600")
    assert.deepStrictEqual(relatedTo(part), [["capture", "completed", 600]])
    const [rest] = await json("capture", "held")
    assert.deepStrictEqual(relatedTo(rest)[1], ["capture", "completed", 400])
    assert.strictEqual((await run("capture", "held")).code, 1)
    assert.strictEqual((await run("capture", "held", "--amount", "0")).code, 2)
    assert.strictEqual((await run("capture", "nobody")).code, 3)
  })

  it("refund gives back a part, which is accepted or declined", async () => {
    await json("trigger", "completed", "--body", bodyOf("given-back"))
    const [asked] = await json("refund", "create", "given-back", "--amount", "300")
    assert.strictEqual(asked?.["amount_refunded"], 300)
    assert.strictEqual(pairOf((await json("refund", "accept", "given-back"))[0]), "partial_refunded/completed")
    await json("refund", "create", "given-back")
    const [declined] = await json("refund", "decline", "given-back")
    assert.strictEqual(declined?.["amount_refunded"], 300)
    assert.strictEqual((await run("refund", "accept", "given-back")).code, 1)
    assert.strictEqual((await run("refund", "create", "given-back", "--amount", "800")).code, 1)
  })

  it("dispute is lost, then won after all", async () => {
    await json("trigger", "completed", "--body", bodyOf("disputed", { gateway: "VISA" }))
    assert.strictEqual((await run("dispute", "lose", "disputed")).code, 1)
    await json("trigger", "chargeback", "--order", "disputed")
    const [lost] = await json("dispute", "lose", "disputed")
    assert.deepStrictEqual(relatedTo(lost), [["chargeback", "completed", 1000]])
    const [won] = await json("dispute", "win", "disputed")
    assert.deepStrictEqual(relatedTo(won)[1], ["reverse-chargeback", "completed", 1000])
    assert.strictEqual(won?.["status"], "completed")
  })

  it("gift-card pays what it has, and pay the rest", async () => {
    await json("trigger", "opened", "--body", bodyOf("by-gift-card", { gateway: undefined }))
    assert.strictEqual((await run("gift-card", "by-gift-card", "111112")).code, 1)
    const [part] = await json("gift-card", "by-gift-card", "111112", "--gateway", "VVVGIFTCRD")
    assert.strictEqual(part?.["status"], "initialized")
    const [paid] = await json("pay", "by-gift-card", "--gateway", "VISA")
    const methods = paid?.["payment_methods"] as ReadonlyArray<{ readonly [key: string]: unknown }>
    assert.deepStrictEqual(
      methods.map(({ amount, type }) => [type, amount]),
      [
        ["COUPON", 500],
        ["VISA", 500]
      ]
    )
    assert.strictEqual((await run("gift-card", "by-gift-card", "111112", "--gateway", "VVV")).code, 2)
  })

  it("remind sends the Second Chance mail, or says why not", async () => {
    const asked = { second_chance: { send_mail: true }, customer: { email: "simon@shop.test" } }
    await json("trigger", "opened", "--body", bodyOf("reminded", asked))
    assert.strictEqual((await run("remind", "reminded")).code, 0)
    const [mail] = await json("tail", "--no-follow", "--order", "reminded", "--filter", "mail.sent")
    assert.include(String(mail?.["detail"]), `${url}/pay/`)
    await json("pay", "reminded")
    const { code, err } = await run("remind", "reminded")
    assert.strictEqual(code, 1)
    assert.include(err, "nothing left to pay")
  })

  it("token lists what is stored and says how it is charged", async () => {
    const order = {
      type: "direct",
      gateway: "VISA",
      recurring_model: "subscription",
      customer: { reference: "customer-1" },
      gateway_info: {
        card_number: "4111111111111111",
        card_holder_name: "Simon Smit",
        card_expiry_date: "3012",
        card_cvc: "123"
      }
    }
    const file = join(directory, "stored.json")
    const first = { order_id: "stored", amount: 1000, currency: "EUR", description: "First", ...order }
    writeFileSync(file, JSON.stringify([first]))
    await json("seed", file)
    const found = (await json("token", "list")).find((one) => one["reference"] === "customer-1")
    const token = String(found?.["token"])
    assert.include((await run("token", "list")).out, `${token}  customer-1  VISA  until 12/30\n`)
    const { out } = await run("token", "renewals", token, "declined:4002", "completed")
    assert.include(out, "next declined:4002, completed")
    const { gateway_info: _card, gateway: _gateway, ...charge } = { ...first, recurring_id: token }
    writeFileSync(
      file,
      JSON.stringify([
        { ...charge, order_id: "charge-1" },
        { ...charge, order_id: "charge-2" }
      ])
    )
    assert.deepStrictEqual((await json("seed", file)).map(pairOf), ["declined/declined", "completed/completed"])
    assert.include((await run("token", "expire", token)).out, "VISA  expired ")
    writeFileSync(file, JSON.stringify([{ ...charge, order_id: "charge-3" }]))
    assert.strictEqual((await json("seed", file))[0]?.["reason_code"], "4005")
    assert.strictEqual((await run("token", "renewals", token, "refused")).code, 2)
    assert.strictEqual((await run("token", "expire", "nobody")).code, 3)
  })
})

describe("notifications", () => {
  it("listen hands them to a shop as they were signed, and resend sends another", async () => {
    const child = launch("listen", "--forward-to", shopOrigin, "--json")
    let lines = ""
    let ready = ""
    child.stdout?.on("data", (chunk: Buffer) => (lines += chunk.toString()))
    child.stderr?.on("data", (chunk: Buffer) => (ready += chunk.toString()))
    try {
      await until(() => (ready.includes("listening") ? true : undefined), child)
      // Not on this machine: the sandbox itself does not post there.
      const payment_options = { notification_url: "https://shop.example/hooks/msp?shop=1" }
      await json("trigger", "completed", "--body", bodyOf("listen-1", { payment_options }))
      const first = await until(() => posted[0], child)
      assert.match(first.path, /^\/hooks\/msp\?shop=1&transactionid=listen-1&timestamp=\d+$/)
      const verified = await Effect.runPromise(
        Notification.verify({ body: first.body, header: first.auth, keys: Redacted.make(key) })
      )
      assert.isDefined(verified)
      assert.include(first.body, '"order_id":"listen-1"')
      await until(() => (lines.includes('"answer":"HTTP 200 OK"') ? true : undefined), child)
      const again = await run("resend", "listen-1")
      assert.strictEqual(again.code, 0)
      const second = await until(() => posted[1], child)
      assert.strictEqual(second.body, first.body)
      const [sent] = (await run("resend", "listen-1", "--json")).out.split("\n")
      const byId = await run("resend", (JSON.parse(sent ?? "") as { readonly id: string }).id)
      assert.strictEqual(byId.code, 0)
      await until(() => posted[3], child)
      assert.lengthOf(posted, 4)
    } finally {
      child.kill("SIGTERM")
      assert.strictEqual((await ended(child)).code, 130)
    }
  })

  it("listen wants an address", async () => {
    assert.strictEqual((await run("listen", "--forward-to", "shop")).code, 2)
  })
})

describe("tail", () => {
  it("prints the log as JSON lines, filtered", async () => {
    await json("trigger", "completed", "--body", bodyOf("tail-1"))
    const events = await json("tail", "--no-follow", "--order", "tail-1", "--filter", "order")
    assert.deepStrictEqual(
      events.map((one) => one["type"]),
      ["order.created", "order.opened", "order.changed"]
    )
  })

  it("goes on until it is interrupted, through a reset", async () => {
    const child = launch("tail", "--order", "tail-2")
    let out = ""
    child.stdout?.on("data", (chunk: Buffer) => (out += chunk.toString()))
    await json("trigger", "completed", "--body", bodyOf("tail-2"))
    await until(() => (out.includes("order.changed") ? true : undefined), child)
    await json("reset")
    out = ""
    await json("trigger", "opened", "--body", bodyOf("tail-2"))
    await until(() => (out.includes("order.opened") ? true : undefined), child)
    child.kill("SIGTERM")
    await ended(child)
  })
})

describe("what was refused", () => {
  it("is in tail with its problem, beside ignored fields and faults", async () => {
    const ignored = bodyOf("odd-1", { shop_mood: "sunny" })
    await json("trigger", "opened", "--body", ignored)
    const refused = await run("trigger", "completed", "--body", bodyOf("Refused-9", { amount: -1 }))
    assert.strictEqual(refused.code, 1)
    await json("fault", "add", "error-500")
    assert.strictEqual((await run("trigger", "completed", "--body", bodyOf("faulty-1"))).code, 1)
    await json("fault", "clear")
    const told = async (order: string) => {
      const { out } = await run("tail", "--no-follow", "--order", order)
      return out.split("\n").filter((line) => /request\.|fault\./.test(line))
    }
    assert.match((await told("Refused-9")).join(), /request\.refused +Refused-9 .*POST \/orders: 404 1001 .*amount/)
    assert.match((await told("odd-1")).join(), /request\.ignored +odd-1 .*passed over shop_mood/)
    assert.match((await told("faulty-1")).join(), /fault\.triggered +faulty-1 .*orders\.create met error-500/)
    assert.lengthOf(await json("tail", "--no-follow", "--filter", "request.refused", "--order", "Refused-9"), 1)
  })

  it("is listed by requests, and found by its id", async () => {
    const [refused] = await json("requests", "refused-9")
    assert.strictEqual(refused?.["order_id"], "Refused-9")
    assert.strictEqual(refused?.["error_code"], 1001)
    const { out } = await run("requests", "--failed")
    assert.match(out, /HTTP 404 {2}POST \/orders {2}Refused-9 {2}1001 .*amount/)
    assert.match(out, /HTTP 500 {2}POST \/orders {2}faulty-1 {2}fault error-500/)
    assert.notInclude(out, "odd-1")
    assert.match((await run("requests", "odd-1")).out, /HTTP 200 {2}POST \/orders {2}odd-1 {2}ignored shop_mood/)
    assert.lengthOf(await json("requests", "--latest", "1"), 1)
    assert.strictEqual((await run("requests", "--latest", "0")).code, 2)
    assert.include((await run("requests", "never")).out, "no such request")
  })

  it("begins no line of its own and commands no terminal", async () => {
    const forged = "2026-11-29 12:00:00  order.changed  forged\u001b[2J"
    assert.strictEqual((await run("trigger", "completed", "--body", bodyOf(`o\n${forged}`))).code, 1)
    for (const command of [
      ["requests", "--failed"],
      ["tail", "--no-follow"]
    ]) {
      const { out } = await run(...command)
      assert.include(out, "forged")
      assert.notInclude(out, "\u001b")
      assert.isFalse(out.split("\n").some((line) => line.startsWith("2026-11-29 12:00:00  order.changed")))
    }
  })
})

describe("levers", () => {
  it("the clock goes forward", async () => {
    const [before] = await json("clock", "freeze")
    const [after] = await json("clock", "advance", "15m")
    assert.strictEqual(Number(after?.["now"]) - Number(before?.["now"]), 900_000)
    const [set] = await json("clock", "set", "2099-01-31T12:00:00Z")
    assert.strictEqual(set?.["now"], Date.UTC(2099, 0, 31, 12))
    assert.strictEqual((await run("clock", "set", "1999-01-01T00:00:00Z")).code, 2)
    assert.strictEqual((await run("clock", "set", "tomorrow")).code, 2)
    assert.strictEqual((await run("clock", "advance", "a while")).code, 2)
    await json("clock", "resume")
  })

  it("faults are set, scripted, listed and cleared", async () => {
    await json("fault", "add", "rate-limit", "--retry-after", "7", "--operation", "orders.create", "--times", "2")
    await json("fault", "script", "pass", "error-500", "--order", "x-*")
    const rules = await json("fault", "list")
    assert.lengthOf(rules, 2)
    const limited = await run("trigger", "completed")
    assert.strictEqual(limited.code, 1)
    assert.include(limited.err, "the order was not placed: HTTP 429 Too Many Requests")
    assert.strictEqual((await run("fault", "add", "nonsense")).code, 2)
    assert.strictEqual((await run("fault", "add", "reset", "--times", "0")).code, 2)
    await json("fault", "clear")
    assert.include((await run("fault", "list")).out, "no faults are set")
    assert.isAbove((await json("fault", "kinds")).length, 20)
  })

  it("reset forgets everything", async () => {
    await json("trigger", "completed")
    await json("reset")
    assert.include((await run("orders")).out, "no orders yet")
  })
})

describe("the container", () => {
  it.each(["Dockerfile", "compose.yaml"])("is started by its %s with flags that there are", async (name) => {
    const text = readFileSync(new URL(`../container/${name}`, import.meta.url), "utf8")
    const words =
      name === "Dockerfile"
        ? (JSON.parse(/^CMD (.*)$/m.exec(text)?.[1] ?? "[]") as ReadonlyArray<string>)
        : Array.from((/^ +command:\n((?: +- .*\n)+)/m.exec(text)?.[1] ?? "").matchAll(/- (.*)/g), ([, word]) =>
            String(word)
          )
    assert.deepStrictEqual(words.slice(0, 2), ["node_modules/.bin/multisafepay-sandbox", "start"])
    const { out } = await run("start", "--help")
    for (const flag of words.filter((word) => word.startsWith("--")))
      assert.match(out, new RegExp(`^ +${flag}\\b`, "m"))
    assert.isAbove(words.length, 6)
  })
})

describe("snapshot", () => {
  it("goes on from what was saved", async () => {
    const file = join(directory, "snapshot.json")
    const [order] = await json("trigger", "completed", "--body", bodyOf("snapshot-1"))
    await json("snapshot", "save", file)
    await json("reset")
    assert.strictEqual((await run("orders", "snapshot-1")).code, 3)
    await json("snapshot", "load", file)
    const [again] = await json("orders", "snapshot-1")
    assert.deepStrictEqual(again, order)
    const broken = join(directory, "broken.json")
    writeFileSync(broken, "[]")
    assert.strictEqual((await run("snapshot", "load", broken)).code, 2)
    const nowhere = await run("snapshot", "save", join(directory, "nowhere", "snapshot.json"))
    assert.strictEqual(nowhere.code, 2)
    assert.match(nowhere.err, /nowhere\/snapshot\.json cannot be written\. Its directory must exist/)
    writeFileSync(broken, '{"orders":1}')
    assert.notStrictEqual((await run("snapshot", "load", broken)).code, 0)
    await json("orders")
  })
})

describe("documents", () => {
  const root = new URL("../../../", import.meta.url)
  const readme = readFileSync(new URL("packages/sandbox/README.md", root), "utf8")
  const guide = readFileSync(new URL("docs/guides/sandbox-command.md", root), "utf8")

  it("name every fault, every exit code and every command", () => {
    for (const kind of Fault.kinds) assert.include(readme, `| \`${kind}\` |`)
    for (const code of Object.values(exitCodes)) assert.match(readme, new RegExp(`^\\| ${code} \\|`, "m"))
    for (const command of commands) {
      assert.include(readme, `\`${command}`)
      assert.include(guide, `multisafepay-sandbox ${command}`)
    }
  })

  it("show pictures that are there", () => {
    const pictures = [...readme.matchAll(/\.\.\/\.\.\/(docs\/images\/[\w-]+\.png)/g)]
    assert.isNotEmpty(pictures)
    for (const [, path] of pictures) assert.isTrue(existsSync(new URL(path ?? "", root)), path)
  })
})

const commands =
  "start stop listen trigger pay gift-card orders capture refund dispute remind token resend tail requests wait-for clock fault reset snapshot seed".split(
    " "
  )

describe("a command that talks to a sandbox", () => {
  // A new version of Effect may have more or fewer.
  const most = packed === undefined ? 350 : 14

  it(`loads at most ${most} modules, and nothing that only a server needs`, async () => {
    for (const args of [
      ["--version"],
      ["orders"],
      ["trigger", "completed"],
      ["fault", "list"],
      ["tail", "--no-follow"]
    ]) {
      const { code, err, modules } = await modulesOf([bin, ...args], environment())
      assert.strictEqual(code, 0, err)
      assert.isAtMost(modules.length, most, args.join(" "))
      const outside =
        packed === undefined
          ? /\/src\/internal\/(?:api|machine|simulator)\/|core\/src\/(?:index|Operations)\.|effect\/dist\/index\.|node:(?:sqlite|http)$/
          : // What is published brings all that it runs.
            new RegExp(`^(?!node:|${pathToFileURL(join(dirname(bin), "..")).href}/)|/serve-`)
      assert.deepStrictEqual(
        modules.filter((url) => outside.test(url)),
        [],
        args.join(" ")
      )
    }
  })
})

describe("usage", () => {
  it("the program itself has the same exit codes", async () => {
    const { code, err } = await ended(launch("pay", "nobody"))
    assert.strictEqual(code, 3)
    assert.include(err, "there is no order nobody")
  })

  it("every command explains itself", async () => {
    const answers = await Promise.all(commands.map((command) => run(command, "--help")))
    for (const [index, { code, out }] of answers.entries()) {
      assert.strictEqual(code, 0)
      assert.include(out, `multisafepay-sandbox ${commands[index]}`)
    }
    const top = await run("--help")
    assert.include(top.out, "Exit codes")
  })

  it("help that was asked for goes to stdout, help with what is wrong to stderr", async () => {
    for (const args of [["pay"], ["pay", "1", "--nonsense"], ["trigger", "nonsense"], ["nonsense"]]) {
      const { err, out } = await run(...args)
      assert.strictEqual(out, "", args.join(" "))
      assert.include(err, "USAGE", args.join(" "))
      assert.include(err, "ERROR", args.join(" "))
    }
    assert.strictEqual((await run("pay", "--help")).err, "")
    assert.include((await run()).out, "USAGE")
  })

  it("help says what a flag is without being given", async () => {
    const defaults: { readonly [command: string]: ReadonlyArray<readonly [flag: string, value: string]> } = {
      start: [
        ["port", "4310"],
        ["host", "127.0.0.1"],
        ["api-key", "sandbox-api-key"],
        ["order-id-reuse", "refuse-when-completed"],
        ["pre-transaction-visible", "yes"],
        ["unknown-fields", "ignore"],
        ["seed", "1"]
      ],
      trigger: [
        ["url", "http://127.0.0.1:4310"],
        ["api-key", "sandbox-api-key"],
        ["amount", "1000"],
        ["currency", "EUR"]
      ],
      "wait-for": [["timeout", "30s"]],
      "fault add": [
        ["times", "1"],
        ["probability", "1"]
      ]
    }
    for (const [name, flags] of Object.entries(defaults)) {
      const lines = (await run(...name.split(" "), "--help")).out.split("\n")
      for (const [flag, value] of flags) {
        const line = lines.find((one) => one.trim().startsWith(`--${flag} `))
        assert.include(line, `(default: ${value})`, `${name} --${flag}`)
      }
    }
  })

  it("what start does not take is told in flags", async () => {
    const help = (await run("start", "--help")).out
    for (const [args, flags] of [
      [
        ["--api-key", "0123456789012345678901234567890123456789"],
        ["--api-key", "--allow-any-key"]
      ],
      [["--api-key", ""], ["--api-key"]],
      [
        ["--host", "0.0.0.0"],
        ["--host", "--expose-to-network"]
      ],
      [["--gateways", "IDEALL"], ["--gateways"]],
      [["--public-url", "sandbox:4310"], ["--public-url"]],
      [["--data", directory], ["--data"]],
      [["--port", "65536"], ["--port"]],
      [["--port", "-1"], ["--port"]]
    ] as const) {
      const { code, err } = await run("start", ...args, ...(args[0] === "--port" ? [] : ["--port", "0"]))
      assert.strictEqual(code, 2, args.join(" "))
      const named: ReadonlyArray<string> = err.match(/--[a-z-]+/g) ?? []
      assert.deepStrictEqual([...named], [...flags], err)
      for (const flag of flags) assert.include(help, flag)
      assert.notMatch(err, /\b(apiKey|allowAnyKey|exposeToNetwork|publicUrl)\b/)
    }
  })

  it("completions are a script of the shell, which knows the commands", async () => {
    const guide = readFileSync(new URL("../../../docs/guides/sandbox-command.md", import.meta.url), "utf8")
    for (const shell of ["bash", "zsh", "fish", "powershell"]) {
      assert.include(guide, `multisafepay-sandbox --completions ${shell}`)
      const { code, out } = await run("--completions", shell)
      assert.strictEqual(code, 0)
      for (const name of commands) assert.include(out, name)
    }
  })

  it("what is written wrongly ends with 2", async () => {
    for (const args of [
      ["nonsense"],
      ["pay"],
      ["pay", "1", "--nonsense"],
      ["trigger", "nonsense"],
      ["wait-for", "1", "completed", "--timeout", "soon"],
      ["wait-for", "1", "complted"],
      ["trigger", "completed", "--gateway", "IDEALL"],
      ["resend", "notice-1", "--tampering", "nonsense"],
      ["tail", "--no-follow", "--filter", "notificatoin"],
      ["fault", "add", "reset", "--times", "abc"],
      ["fault", "add", "reset", "--operation", "orders.creat"],
      ["fault", "add", "reset", "--probability", "2"],
      ["fault", "add", "latency", "--ms", "-1"],
      ["fault", "script", "pass", "--operation", "orders.creat"],
      ["clock", "advance", "banana"],
      ["clock", "advance", "999999999999d"],
      ["start", "--port", "0", "--gateways", "IDEALL"]
    ]) {
      assert.strictEqual((await run(...args)).code, 2, args.join(" "))
    }
  })

  it("a sandbox that does not answer ends with 5 and says how to start one", async () => {
    const { code, err } = await run("orders", "--url", "http://127.0.0.1:1")
    assert.strictEqual(code, 5)
    assert.include(err, "multisafepay-sandbox start")
    assert.strictEqual((await run("orders", "--url", "nonsense")).code, 5)
  })

  it("reads the kernel's table of sockets", () => {
    const table = [
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
      "   0: 0100007F:10D6 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1",
      "   1: 0100007F:10D6 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4712 1",
      "   2: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1"
    ].join("\n")
    assert.deepStrictEqual(listening(table, 4310), ["4711"])
  })
})
