// A sandbox with a file under load, killed again and again, each time by SIGKILL after a number of acknowledged calls of its own. The
// next process is loaded while the last one works, so that a round takes little more than its load.
import { assert, describe, it } from "@effect/vitest"
import { type ChildProcess, fork } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { Agent, createServer, request } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { draw } from "../../src/internal/state/chance.ts"
import { isOver } from "../isOver.ts"
import { customerFields } from "../support.ts"

const kills = 50
const workers = 4

const next = (child: ChildProcess, event: "message" | "exit") =>
  new Promise<unknown>((resolve) => {
    if (isOver(child)) resolve("ended")
    else child.once(event, resolve)
  })

/** Waits until it is so, or until nothing has moved for a minute. */
const until = async (isSo: () => boolean, progress: () => number = () => 0) => {
  let last = progress()
  for (let quiet = 0; !isSo() && quiet < 6000; quiet++) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    if (progress() !== last) {
      last = progress()
      quiet = 0
    }
  }
}

interface Answer {
  readonly success?: boolean
  readonly data?: { readonly [key: string]: unknown }
}

const agent = new Agent({ keepAlive: true })

/** Undefined when no whole answer came. */
const ask = (port: number, path: string, body?: object) =>
  new Promise<Answer | undefined>((resolve) => {
    const headers = { api_key: "sandbox-api-key", "content-type": "application/json" }
    const method = body === undefined ? "GET" : "POST"
    const asked = request({ agent, host: "127.0.0.1", port, path, method, headers }, (response) => {
      let text = ""
      response.setEncoding("utf8").on("data", (part: string) => void (text += part))
      // Ids of 17 digits, kept as text.
      response.on("end", () => resolve(JSON.parse(text.replaceAll(/:(\d{16,})/g, ':"$1"')) as Answer))
      response.on("error", () => resolve(undefined))
    })
    asked.on("error", () => resolve(undefined))
    asked.end(body === undefined ? undefined : JSON.stringify(body))
  })

describe("a killed sandbox", () => {
  it(`has every acknowledged order after ${kills} kills, told the shop of each, and repeated no id`, async () => {
    const directory = mkdtempSync(join(tmpdir(), "sandbox-kill-"))
    const file = join(directory, "sandbox.db")

    const told = new Set<string>()
    const shop = createServer((incoming, response) => {
      told.add(new URL(incoming.url ?? "/", "http://shop").searchParams.get("transactionid") ?? "")
      incoming.resume().on("end", () => response.end("OK"))
    })
    await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve))
    const hook = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/hook`

    const order = (order_id: string, rest: object) => ({
      order_id,
      amount: 1000,
      currency: "EUR",
      description: "Tickets",
      payment_options: { notification_url: hook, redirect_url: "http://shop.test/thanks" },
      ...rest
    })
    const card = {
      type: "direct",
      gateway: "VISA",
      customer: customerFields,
      gateway_info: {
        card_number: "4111111111111111",
        card_holder_name: "Simon Smit",
        card_expiry_date: "3012",
        card_cvc: "123"
      }
    }

    const paid: Array<{ readonly order_id: string; readonly transaction_id: string }> = []
    const links: Array<{ readonly order_id: string; readonly payment_url: string }> = []
    const refunds: Array<{ readonly refund_id: string; readonly order_id: string }> = []
    let serial = 0

    const load = async (port: number, isOver: () => boolean) => {
      while (!isOver()) {
        const order_id = `o-${++serial}`
        const placed = await ask(port, "/v1/json/orders", order(order_id, card))
        if (placed?.success !== true) continue
        paid.push({ order_id, transaction_id: String(placed.data?.["transaction_id"]) })
        const refund = await ask(port, `/v1/json/orders/${order_id}/refunds`, { amount: 1, currency: "EUR" })
        if (refund?.success === true) refunds.push({ order_id, refund_id: String(refund.data?.["refund_id"]) })
        const link = await ask(
          port,
          "/v1/json/orders",
          order(`${order_id}-link`, { type: "redirect", gateway: "IDEAL" })
        )
        if (link?.success !== true) continue
        links.push({ order_id: `${order_id}-link`, payment_url: String(link.data?.["payment_url"]) })
      }
    }

    const acknowledged = () => paid.length + links.length + refunds.length
    const child = () =>
      fork(new URL("./killed.ts", import.meta.url), { stdio: ["ignore", "inherit", "inherit", "ipc"] })
    let random = 20
    let waiting = child()
    const begin = async () => {
      const running = waiting
      const port = next(running, "message")
      running.send(file)
      const first = await Promise.race([port, next(running, "exit").then(() => "ended")])
      assert.isNumber(first, "the sandbox starts on the file that the last one left")
      return { running, port: Number(first) }
    }

    try {
      for (let kill = 0; kill < kills; kill++) {
        const { port, running } = await begin()
        waiting = child()
        const [state, value] = draw(random)
        random = state
        let isOver = false
        const loads = Array.from({ length: workers }, () => load(port, () => isOver))
        const enough = acknowledged() + Math.floor(value * 12)
        await until(() => acknowledged() > enough)
        const ended = next(running, "exit")
        running.kill("SIGKILL")
        isOver = true
        await Promise.all([ended, ...loads])
      }

      const { port, running } = await begin()
      assert.isAbove(paid.length, kills, "orders were placed between the kills")
      for (const { order_id, transaction_id } of paid) {
        const found = await ask(port, `/v1/json/orders/${order_id}`)
        assert.strictEqual(found?.data?.["transaction_id"], transaction_id, `order ${order_id} is still there`)
        assert.strictEqual(found?.data?.["status"], "completed")
      }
      for (const { order_id } of links) {
        assert.isTrue((await ask(port, `/v1/json/orders/${order_id}`))?.success, `order ${order_id} is still there`)
      }
      for (const { refund_id } of refunds) {
        const found = await ask(port, `/v1/json/transactions/${refund_id}`)
        assert.strictEqual(found?.data?.["type"], "refund", `refund ${refund_id} is still there`)
      }
      const ids = [...paid.map((one) => one.transaction_id), ...refunds.map((one) => one.refund_id)]
      assert.strictEqual(new Set(ids).size, ids.length, "no transaction id was given twice")
      assert.strictEqual(new Set(links.map((one) => one.payment_url)).size, links.length, "no link was given twice")

      await until(
        () => paid.every(({ order_id }) => told.has(order_id)),
        () => told.size
      )
      const untold = paid.filter(({ order_id }) => !told.has(order_id))
      assert.deepStrictEqual(untold, [], "the shop heard of every order")
      const ended = next(running, "exit")
      running.disconnect()
      await ended
    } finally {
      waiting.kill("SIGKILL")
      agent.destroy()
      shop.closeAllConnections()
      shop.close()
      rmSync(directory, { recursive: true, force: true })
    }
  })
})
