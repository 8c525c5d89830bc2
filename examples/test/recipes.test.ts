// The programs printed in the guides, run as they are printed.
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http"
import { join } from "node:path"
import { Notification } from "@effect-multisafepay/core"
import { NodeWebhooks } from "@effect-multisafepay/node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
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

beforeAll(() => {
  mkdirSync(dir, { recursive: true })
  vi.stubEnv("MULTISAFEPAY_API_KEY", apiKey)
})
afterAll(() => {
  rmSync(dir, { recursive: true, force: true })
  vi.unstubAllEnvs()
})

type Call = (request: Request) => Promise<Response>

const path = "/webhooks/multisafepay?transactionid=o-1&timestamp=1"

const call = async (send: Call, base: string, order_id: string, key = apiKey) => {
  const body = JSON.stringify({ order_id, status: "completed", financial_status: "completed" })
  const auth = await Effect.runPromise(Notification.sign({ body, key: Redacted.make(key) }))
  const headers = { auth, "content-type": "application/json" }
  const response = await send(new Request(`${base}${path}`, { method: "POST", headers, body }))
  return `${response.status} ${await response.text()}`
}

/** Whether a shop takes a genuine notification in, once, and refuses a forged one. */
const judge = async (name: string, send: Call, base = "https://shop.example") => {
  const log = vi.spyOn(console, "log")
  try {
    assert.strictEqual(await call(send, base, name), "200 OK")
    assert.strictEqual(await call(send, base, name), "200 OK")
    assert.strictEqual(await call(send, base, name, "a guess"), "401 refused")
    const told = log.mock.calls.map(([line]) => String(line)).filter((line) => line.startsWith(name))
    assert.deepStrictEqual(told, [`${name} is completed`])
  } finally {
    log.mockRestore()
  }
}

const listening = async (listener: RequestListener, then: (base: string) => Promise<void>) => {
  const server = createServer(listener)
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
    await listening(app as RequestListener, (base) => judge("express", fetch, base))
  })

  it("in Fastify", async () => {
    const app = (await printed(frameworks, 1))["app"] as {
      ready: () => Promise<unknown>
      routing: (request: IncomingMessage, response: ServerResponse) => void
      close: () => Promise<unknown>
    }
    await app.ready()
    await listening(app.routing, (base) => judge("fastify", fetch, base))
    await app.close()
  })

  it("in Nest", async () => {
    const app = (await printed(frameworks, 2))["app"] as {
      init: () => Promise<unknown>
      close: () => Promise<unknown>
      getHttpAdapter: () => { getInstance: () => RequestListener }
    }
    await app.init()
    await listening(app.getHttpAdapter().getInstance(), (base) => judge("nest", fetch, base))
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
      assert.strictEqual(await call(fetch, base, "parsed"), "500 refused")
    })
    await webhook.dispose()
  })

  it("whose database is down answers 500, so that it is called again", async () => {
    const webhook = NodeWebhooks.toNodeHandler(
      { handler: () => Effect.void },
      Layer.effectDiscard(Effect.fail("no database"))
    )
    await listening(webhook.handler, async (base) => {
      assert.strictEqual(await call(fetch, base, "unbuilt"), "500 not handled")
    })
    await webhook.dispose()
  })
})
