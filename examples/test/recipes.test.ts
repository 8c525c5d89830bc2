// The programs printed in the guides, run as they are printed.
import { execFile } from "node:child_process"
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http"
import { createRequire } from "node:module"
import { join } from "node:path"
import { promisify } from "node:util"
import { Money, Notification } from "@effect-multisafepay/core"
import { Orders } from "@effect-multisafepay/http"
import { NodeMultiSafepay, NodeWebhooks } from "@effect-multisafepay/node"
import { Sandbox, SandboxServer } from "@effect-multisafepay/sandbox"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, ManagedRuntime, Redacted } from "effect"
import { HttpRouter } from "effect/http"
import express from "express"
import { afterAll, beforeAll, vi } from "vitest"
import { blocks, root } from "../../scripts/markdown.ts"

const apiKey = "a-key-of-the-recipes"
const dir = join(root, "examples/.recipes")

/** The module that a heading's program is. */
const printed = (page: string, index: number): Promise<Record<string, unknown>> => {
  const block = blocks(page)[index]
  if (block === undefined) throw new Error(`${page} has no program ${index + 1}`)
  writeFileSync(join(dir, block.name), block.code)
  return import(join(dir, block.name))
}

// Settings of the environment are read once, so the sandbox that they name comes before everything else.
const sandbox = ManagedRuntime.make(SandboxServer.layer({ port: 0, apiKey }))

beforeAll(async () => {
  mkdirSync(dir, { recursive: true })
  const { baseUrl } = await sandbox.runPromise(SandboxServer.SandboxServer)
  vi.stubEnv("MULTISAFEPAY_API_KEY", apiKey)
  vi.stubEnv("MULTISAFEPAY_BASE_URL", baseUrl)
})
afterAll(async () => {
  await sandbox.dispose()
  rmSync(dir, { recursive: true, force: true })
  vi.unstubAllEnvs()
})

type Call = (request: Request) => Promise<Response>

const send: Call = fetch

const ask = (through: Call, url: string) => through(new Request(url))

const path = "/webhooks/multisafepay?transactionid=o-1&timestamp=1"

const call = async (through: Call, base: string, order_id: string, key = apiKey) => {
  const body = JSON.stringify({ order_id, status: "completed", financial_status: "completed" })
  const auth = await Effect.runPromise(Notification.sign({ body, key: Redacted.make(key) }))
  const headers = { auth, "content-type": "application/json" }
  const response = await through(new Request(`${base}${path}`, { method: "POST", headers, body }))
  return `${response.status} ${await response.text()}`
}

/** Whether a shop takes a genuine notification in, once, and refuses a forged one. */
const judge = async (name: string, through: Call, base = "https://shop.example") => {
  const log = vi.spyOn(console, "log")
  try {
    assert.strictEqual(await call(through, base, name), "200 OK")
    assert.strictEqual(await call(through, base, name), "200 OK")
    assert.strictEqual(await call(through, base, name, "a guess"), "401 refused")
    const told = log.mock.calls.map(([line]) => String(line)).filter((line) => line.startsWith(name))
    assert.deepStrictEqual(told, [`${name} is completed`])
  } finally {
    log.mockRestore()
  }
}

/** What a program prints while it is run. */
const output = async (page: string, index: number): Promise<ReadonlyArray<string>> => {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined)
  try {
    await printed(page, index)
    return log.mock.calls.map(([line]) => String(line))
  } finally {
    log.mockRestore()
  }
}

const listening = async (listener: RequestListener, then: (base: string) => Promise<void>) => {
  // Longer than clients keep a connection: one that is closed just as a request leaves loses its answer.
  const server = createServer({ keepAliveTimeout: 65_000 }, listener)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  try {
    await then(`http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

const frameworks = "docs/guides/frameworks.md"

describe("a webhook", () => {
  it("in Express", async () => {
    const { app } = await printed(frameworks, 0)
    await listening(app as RequestListener, (base) => judge("express", send, base))
  })

  it("that awaits, in Express; when it rejects, it is called again", async () => {
    const { app, orders } = (await printed("docs/guides/async-await.md", 2)) as {
      app: RequestListener
      orders: Map<string, { secured: boolean }>
    }
    for (const id of ["awaited", "awaited-2"]) orders.set(id, { secured: false })
    await listening(app, async (base) => {
      await judge("awaited", send, base)
      assert.deepStrictEqual(orders.get("awaited"), { secured: true })
      // As a refund's own notification is, under the refund's id.
      assert.strictEqual(await call(send, base, "awaited-refund-1"), "200 OK")
      const log = vi.spyOn(console, "log").mockImplementation(() => undefined)
      const away = vi.spyOn(orders, "set").mockImplementation(() => {
        throw new Error("the database is away")
      })
      assert.strictEqual(await call(send, base, "awaited-2"), "500 not handled")
      away.mockRestore()
      log.mockRestore()
    })
  })

  it("in Fastify", async () => {
    const app = (await printed(frameworks, 1))["app"] as {
      ready: () => Promise<unknown>
      routing: (request: IncomingMessage, response: ServerResponse) => void
      close: () => Promise<unknown>
    }
    await app.ready()
    await listening(app.routing, (base) => judge("fastify", send, base))
    await app.close()
  })

  it("in Nest", async () => {
    const app = (await printed(frameworks, 2))["app"] as {
      init: () => Promise<unknown>
      close: () => Promise<unknown>
      getHttpAdapter: () => { getInstance: () => RequestListener }
    }
    await app.init()
    await listening(app.getHttpAdapter().getInstance(), (base) => judge("nest", send, base))
    await app.close()
  })

  it("in Next", async () => {
    const { POST } = await printed(frameworks, 3)
    await judge("next", POST as Call)
  })

  it("in Hono", async () => {
    const { app } = await printed(frameworks, 4)
    await judge("hono", (app as { fetch: Call }).fetch)
  })

  it("in a worker", async () => {
    const worker = (await printed(frameworks, 5))["default"] as {
      fetch: (request: Request, env: object) => Promise<Response>
    }
    await judge("worker", (request) => worker.fetch(request, { MULTISAFEPAY_API_KEY: apiKey }))
  })

  it("behind a body parser is asked for again, not lost", async () => {
    const webhook = NodeWebhooks.toNodeHandler({ handler: () => Effect.void })
    const app = express().use(express.json()).all("/webhooks/multisafepay", webhook.handler)
    await listening(app, async (base) => {
      assert.strictEqual(await call(send, base, "parsed"), "500 refused")
    })
    await webhook.dispose()
  })

  it("whose database is down answers 500, so that it is called again", async () => {
    const webhook = NodeWebhooks.toNodeHandler(
      { handler: () => Effect.void },
      Layer.effectDiscard(Effect.fail("no database"))
    )
    await listening(webhook.handler, async (base) => {
      assert.strictEqual(await call(send, base, "unbuilt"), "500 not handled")
    })
    await webhook.dispose()
  })
})

it("README's first program, started by the line that README prints, shows where to pay", async () => {
  const page = readFileSync(join(root, "README.md"), "utf8")
  const line = /^MULTISAFEPAY_BASE_URL=.* node (first\.ts)$/m.exec(page)
  const [program] = blocks("README.md")
  assert.isTrue(program?.code.startsWith(`// ${line?.[1]}\n`))
  writeFileSync(join(dir, "first.ts"), program?.code ?? "")
  const started = Effect.gen(function* () {
    const { url } = yield* SandboxServer.SandboxServer
    const command = (line?.[0] ?? "").replace("http://127.0.0.1:4310", url).replace(" node ", ` ${process.execPath} `)
    const { stdout } = yield* Effect.promise(() => promisify(execFile)("sh", ["-c", command], { cwd: dir }))
    assert.match(stdout, /^send the customer to http:\/\/127\.0\.0\.1:\d+\/pay\/\w+\n$/)
  })
  await Effect.runPromise(Effect.provide(started, SandboxServer.layer({ port: 0 })))
})

describe("a program", () => {
  it("with async and await tells what an error means", async () => {
    const [placed = "", refused] = await output("docs/guides/async-await.md", 0)
    assert.match(placed, /^go to http:\/\/127\.0\.0\.1:\d+\/pay\//)
    assert.strictEqual(refused, "nothing happened: the order breaks a rule")
  })

  it("in Express answers a failed call with a problem", async () => {
    const { app } = await printed("docs/guides/async-await.md", 1)
    const complaints = vi.spyOn(console, "error").mockImplementation(() => undefined)
    await listening(app as RequestListener, async (base) => {
      const response = await ask(send, `${base}/orders/nothing-here`)
      assert.strictEqual(response.headers.get("content-type"), "application/problem+json; charset=utf-8")
      assert.deepInclude(await response.json(), { status: 404, reason: "NotFound", outcome: "rejected" })
    })
    complaints.mockRestore()
  })

  it("in Effect's router answers a failed call with a problem", async () => {
    const { Route } = (await printed("docs/guides/retries.md", 4)) as {
      Route: Layer.Layer<never, never, HttpRouter.HttpRouter | HttpRouter.Request<"Requires", Orders.Orders>>
    }
    const { baseUrl } = await sandbox.runPromise(SandboxServer.SandboxServer)
    const services = NodeMultiSafepay.layerOptions({ apiKey: Redacted.make(apiKey), baseUrl })
    const { dispose, handler } = HttpRouter.toWebHandler(Route.pipe(HttpRouter.provideRequest(services)), {
      disableLogger: true
    })
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined)
    const response = await handler(new Request("https://shop.example/orders/nothing-here/status"))
    assert.strictEqual(response.headers.get("content-type"), "application/problem+json")
    assert.deepStrictEqual(await response.json(), {
      type: "about:blank",
      title: "Not Found",
      status: 404,
      detail: "There is nothing under this id.",
      reason: "NotFound",
      outcome: "rejected"
    })
    assert.include(log.mock.calls.flat().join(), "orders.get (order nothing-here)")
    log.mockRestore()
    await dispose()
  })

  it("that used the wrapper says the same with this library", async () => {
    const lines = await output("docs/guides/from-wrapper.md", 0)
    assert.match(lines[0] ?? "", /^pay at /)
    assert.deepStrictEqual(lines.slice(1), ["the order is initialized", "the refund is rejected: nobody has paid yet"])
  })

  it("charges a subscription once a month, and tells when a declined charge is worth another try", async () => {
    const { charge, judge } = (await printed("docs/guides/subscriptions.md", 0)) as {
      charge: (member: object, month: string, attempt: number) => Effect.Effect<unknown, unknown, Orders.Orders>
      judge: (placed: object, attempt: number) => unknown
    }
    const { baseUrl } = await sandbox.runPromise(SandboxServer.SandboxServer)
    const services = NodeMultiSafepay.layerOptions({ apiKey: Redacted.make(apiKey), baseUrl })
    const member = Effect.gen(function* () {
      const orders = yield* Orders.Orders
      yield* orders.create({
        type: "redirect",
        gateway: "CREDITCARD",
        order_id: "noor-start",
        description: "Membership",
        ...Money.eur("12.50"),
        recurring_model: "subscription",
        customer: { reference: "noor" }
      })
      yield* Sandbox.Sandbox.use((control) => control.pay("noor-start"))
      const { payment_details } = yield* orders.get("noor-start")
      return { id: "noor", token: payment_details?.recurring_id }
    })
    const twice = Effect.gen(function* () {
      const noor = yield* member
      const charged = [yield* charge(noor, "2026-12", 1), yield* charge(noor, "2026-12", 1)]
      const posted = yield* Sandbox.Sandbox.use((control) =>
        control.received({ operation: "orders.create", order_id: "noor-2026-12" })
      )
      return { charged, posted: posted.length }
    })
    const paid = { _tag: "Paid", order_id: "noor-2026-12" }
    assert.deepStrictEqual(await sandbox.runPromise(twice.pipe(Effect.provide(services))), {
      charged: [paid, paid],
      posted: 1
    })
    const declined = (reason_code: string) => ({ order_id: "noor-2026-12", status: "declined", reason_code })
    assert.deepStrictEqual(judge(declined("4002"), 1), { _tag: "TryAgain", inDays: 3 })
    assert.deepStrictEqual(judge(declined("4002"), 3), { _tag: "TryAgain", inDays: 7 })
    assert.deepInclude(judge(declined("4002"), 4), { _tag: "AskForAnotherCard" })
    assert.deepInclude(judge(declined("3005"), 1), { _tag: "AskForAnotherCard" })
  })
})

it("the page for those who come from the wrapper names everything that the wrapper can be called with", () => {
  const { default: Client } = createRequire(join(root, "packages/sandbox/package.json"))(
    "@multisafepay/api-wrapper"
  ) as { readonly default: new (apiKey: string) => object }
  const client = new Client("no key")
  const own = new Set(["client", "addPluginData", "constructor"])
  const methods = (value: object): ReadonlyArray<string> => {
    const above = Object.getPrototypeOf(value) as object | null
    const names = Object.getOwnPropertyNames(value).filter(
      (name) => !own.has(name) && typeof (value as Record<string, unknown>)[name] === "function"
    )
    return above === null || above === Object.prototype ? names : [...names, ...methods(above)]
  }
  const calls = [
    ...methods(client),
    ...["gateways", "issuers", "orders", "refunds"].flatMap((resource) =>
      methods((client as Record<string, object>)[resource] ?? {}).map((method) => `${resource}.${method}`)
    )
  ]
  assert.includeMembers(calls, ["orders.create", "refunds.create", "setEnviorement"])
  const page = readFileSync(join(root, "docs/guides/from-wrapper.md"), "utf8")
  assert.deepStrictEqual(
    calls.filter((call) => !page.includes(`client.${call}(`)),
    []
  )
})
