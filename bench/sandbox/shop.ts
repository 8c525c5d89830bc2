// A shop under load: places orders over kept connections, hears its notifications on a port of its own and checks every signature. Keeps
// books of what the sandbox acknowledged and of what it was told.
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { createHmac } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import type { Pool } from "undici"
import { paid } from "./order.ts"

export const apiKey = "sandbox-api-key"

const headers = { api_key: apiKey, "content-type": "application/json" }

export class Shop {
  /** Transaction id by order id, of every order that the sandbox has acknowledged. */
  readonly acknowledged = new Map<string, string>()
  /** When each order was told of first. */
  readonly told = new Map<string, number>()
  /** Notifications heard, those of one order counted each. */
  heard = 0
  forged = 0
  /** Placed, and no acknowledgement came. */
  failed = 0
  /** Milliseconds from the request to the answer, and from the answer to the notification. */
  answers: Array<number> = []
  delays: Array<number> = []

  private readonly server: Server
  private readonly answered = new Map<string, number>()
  private serial = 0

  constructor() {
    this.server = createServer((request, response) => {
      const chunks: Array<Buffer> = []
      request.on("data", (chunk: Buffer) => void chunks.push(chunk))
      request.on("end", () => {
        this.hear(request.url ?? "", String(request.headers["auth"]), Buffer.concat(chunks).toString())
        response.end("OK")
      })
    })
  }

  /** A base for comparison starts here. */
  forgetTimes(): void {
    this.answers = []
    this.delays = []
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve))
  }

  close(): void {
    this.server.closeAllConnections()
    this.server.close()
  }

  /** One order that is paid at once. */
  async place(pool: Pool): Promise<void> {
    const order_id = `o-${++this.serial}`
    const { port } = this.server.address() as AddressInfo
    const order = paid(order_id)
    const payment_options = { ...order.payment_options, notification_url: `http://127.0.0.1:${port}/hook` }
    const begin = performance.now()
    try {
      const { body, statusCode } = await pool.request({
        path: "/v1/json/orders",
        method: "POST",
        headers,
        body: JSON.stringify({ ...order, payment_options })
      })
      const id = /"transaction_id":(\d+)/.exec(await body.text())?.[1]
      if (statusCode !== 200 || id === undefined) throw new Error(`answered ${statusCode}`)
      const now = performance.now()
      this.answers.push(now - begin)
      this.acknowledged.set(order_id, id)
      const heard = this.told.get(order_id)
      if (heard === undefined) this.answered.set(order_id, now)
      else this.delays.push(Math.max(heard - now, 0))
    } catch {
      this.failed++
    }
  }

  /** So many orders a second, whether or not earlier ones have been answered. */
  async placeEvenly(pool: Pool, perSecond: number, isOver: () => boolean): Promise<void> {
    const under: Set<Promise<void>> = new Set()
    const begin = performance.now()
    for (let placed = 0; !isOver(); await sleep(5)) {
      for (const due = ((performance.now() - begin) / 1000) * perSecond; placed < due; placed++) {
        const one = this.place(pool).finally(() => under.delete(one))
        under.add(one)
      }
    }
    await Promise.all(under)
  }

  /** As fast as it is answered, so many at once. */
  async placeFast(pool: Pool, atOnce: number, isOver: () => boolean): Promise<void> {
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        while (!isOver()) await this.place(pool)
      })
    )
  }

  /** Acknowledged orders that it was never told of. */
  untold(): number {
    let count = 0
    for (const order_id of this.acknowledged.keys()) if (!this.told.has(order_id)) count++
    return count
  }

  private hear(url: string, auth: string, body: string): void {
    const now = performance.now()
    this.heard++
    const [timestamp, signature] = Buffer.from(auth, "base64").toString().split(":")
    if (signature !== createHmac("sha512", apiKey).update(`${timestamp}:${body}`).digest("hex")) this.forged++
    const order_id = new URL(url, "http://shop").searchParams.get("transactionid") ?? ""
    if (this.told.has(order_id)) return
    this.told.set(order_id, now)
    const answered = this.answered.get(order_id)
    if (answered === undefined) return
    this.answered.delete(order_id)
    this.delays.push(now - answered)
  }
}
