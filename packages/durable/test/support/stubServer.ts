// MultiSafepay over HTTP for the crash tests: slow enough to be killed in the middle of, and counting. Every POST makes an order or a
// capture of its own, and some arrive late: the answer's connection may be long dead when the order comes into being.
import { createServer, type IncomingMessage } from "node:http"

interface StubOrder {
  amount: number
  currency: string
  status: string
  financial_status: string
  manual: boolean
  captured: boolean
}

export interface StubOptions {
  /** Milliseconds between the arrival of a write and its effect, and again until its answer. */
  readonly latency: number
  /** Every n-th write takes `late` milliseconds to have its effect instead. */
  readonly lateEvery?: number
  readonly late?: number
  /** A socket in the file system to listen on, instead of a port. */
  readonly path?: string
}

const later = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

const readBody = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
  const chunks: Array<Buffer> = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>)
}

export const startStub = async (options: StubOptions) => {
  const orders = new Map<string, StubOrder>()
  const creates = new Map<string, Array<string>>()
  const captures = new Map<string, Array<string>>()
  let writes = 0
  /** What is held back: readings before their answer, writes before their effect, of one process or of all. */
  let held:
    | {
        readonly what: "get" | "create" | "capture"
        readonly process?: string
        readonly ids: Set<string>
        readonly release: Array<() => void>
      }
    | undefined
  const holdBack = (what: "get" | "create" | "capture", id: string, by: string): Promise<void> => {
    if (held?.what !== what || (held.process ?? by) !== by) return Promise.resolve()
    const { ids, release } = held
    ids.add(id)
    return new Promise<void>((resolve) => release.push(resolve))
  }
  /** Writes that have arrived, whatever became of them. */
  const arrived = { create: 0, capture: 0 }

  const details = (order_id: string, order: StubOrder) => ({
    order_id,
    transaction_id: 1,
    amount: order.amount,
    currency: order.currency,
    status: order.status,
    financial_status: order.financial_status,
    payment_details: order.manual
      ? { type: "VISA", capture: "manual", capture_remain: order.captured ? 0 : order.amount }
      : { type: "VISA" },
    related_transactions: order.captured
      ? [{ type: "capture", order_id: `${order_id}-capture-1`, amount: order.amount, currency: order.currency }]
      : null
  })
  const unknown = {
    status: 404,
    body: { success: false, data: {}, error_code: 1006, error_info: "Invalid transaction ID" }
  }

  /** Lets a write have its effect, some time after its arrival. */
  const arrive = async (effects: Map<string, Array<string>>, id: string, by: string, note = "") => {
    writes++
    const isLate = options.lateEvery !== undefined && writes % options.lateEvery === 0
    const at = Date.now()
    await later(isLate ? (options.late ?? 0) : options.latency)
    const took = `arrived ${new Date(at).toISOString().slice(14)}, took ${Date.now() - at} ms${note}`
    effects.set(id, [...(effects.get(id) ?? []), `${by}: ${took}`])
  }

  const answer = async (by: string, method: string, path: string, body: Record<string, unknown>) => {
    const [, kind, id = "", action] = path.split("/")
    if (method === "POST" && kind === "orders" && id === "") {
      arrived.create++
      const order_id = String(body["order_id"])
      await holdBack("create", order_id, by)
      await arrive(creates, order_id, by, `, ${String(body["description"])}`)
      if (!orders.has(order_id)) {
        orders.set(order_id, {
          amount: Number(body["amount"]),
          currency: String(body["currency"]),
          status: "initialized",
          financial_status: "initialized",
          manual: false,
          captured: false
        })
      }
      await later(options.latency)
      const data = { order_id, payment_url: `http://127.0.0.1/pay/${order_id}`, session_id: "s" }
      return { status: 200, body: { success: true, data } }
    }
    if (method === "GET") {
      const before = orders.get(decodeURIComponent(id))
      const answer =
        before === undefined ? unknown : { status: 200, body: { success: true, data: details(id, before) } }
      await holdBack("get", decodeURIComponent(id), by)
      return answer
    }
    const order = orders.get(decodeURIComponent(id))
    if (order === undefined) return unknown
    if (method === "POST" && action === "capture") {
      arrived.capture++
      await holdBack("capture", decodeURIComponent(id), by)
      await arrive(captures, id, by)
      Object.assign(order, { captured: true, status: "completed", financial_status: "completed" })
      await later(options.latency)
      return { status: 200, body: { success: true, data: { transaction_id: 2, order_id: body["new_order_id"] } } }
    }
    if (method === "PATCH") {
      await later(options.latency)
      order.status = String(body["status"])
      return { status: 200, body: { success: true, data: {} } }
    }
    return { status: 200, body: { success: true, data: details(id, order) } }
  }

  const server = createServer((request, response) => {
    // The process that asks has its name in the path.
    const [, by = "", path = ""] = /^\/([^/]*)\/v1\/json(\/[^?]*)/.exec(request.url ?? "") ?? []
    void readBody(request)
      .then((body) => answer(by, request.method ?? "", path, body))
      .then(({ body, status }) => {
        response.writeHead(status, { "content-type": "application/json" })
        response.end(JSON.stringify(body))
      })
  })
  await new Promise<void>((resolve) =>
    options.path === undefined ? server.listen(0, "127.0.0.1", resolve) : server.listen(options.path, resolve)
  )
  const address = server.address()
  const port = address !== null && typeof address === "object" ? address.port : 0

  const twice = (effects: Map<string, Array<string>>) => Array.from(effects.values()).filter((all) => all.length > 1)
  return {
    urlFor: (process: string) => `http://127.0.0.1:${port}/${process}/v1/json`,
    orders,
    arrived,
    reserve: (order_id: string) => {
      const order = orders.get(order_id)
      if (order !== undefined)
        Object.assign(order, { status: "completed", financial_status: "initialized", manual: true })
    },
    /** The orders of which something was captured. */
    captured: () => new Set(captures.keys()),
    /** How many orders and captures there are, and what happened to payments that have more than one. */
    ledger: () => ({
      orders: creates.size,
      captures: captures.size,
      ordersTwice: twice(creates),
      capturesTwice: twice(captures)
    }),
    /** Holds back readings or writes from now on, as a slow line would: until they are released, whatever becomes of who asked. */
    hold: (what: "get" | "create" | "capture", process?: string) => {
      const ids = new Set<string>()
      const release: Array<() => void> = []
      held = { what, ids, release, ...(process === undefined ? {} : { process }) }
      return {
        /** The orders that something is held back of: one, however often it is asked for. */
        ids,
        /** Holds no more, but keeps what it has. */
        close: () => void (held = undefined),
        release: () => {
          held = undefined
          for (const one of release.splice(0)) one()
        }
      }
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      })
  }
}
export type Stub = Awaited<ReturnType<typeof startStub>>
