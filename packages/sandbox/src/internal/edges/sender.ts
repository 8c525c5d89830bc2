// Lets time pass and sends notifications when they are due. Notifications of one order go one after the other, those of different
// orders at the same time.
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Notification from "@effect-multisafepay/core/Notification"
import type { Shop } from "../../Shop.ts"
import type { Notice, NoticeAttempt } from "../../Notice.ts"
import * as Address from "./address.ts"
import { beginning } from "./beginning.ts"
import { userAgent } from "./userAgent.ts"
import type { SimulatorShape, Sender } from "../simulator/Simulator.ts"
import * as outbox from "../machine/outbox.ts"
import type { State } from "../state/State.ts"
import type { Time } from "../simulator/Time.ts"

export interface Options {
  /** Undefined to record without sending. */
  readonly client: HttpClient.HttpClient | undefined
  /** Whether `client` was given rather than being the default, which reaches the network. */
  readonly isOwnClient: boolean
  readonly allowNonLoopback: boolean
  readonly resolve?: Address.Resolve
  /** Origin that takes the place of every address's own. */
  readonly forwardTo: string | undefined
}

export const make =
  (options: Options): Sender =>
  (simulator) =>
    Effect.gen(function* () {
      for (;;) {
        const change = simulator.changed()
        const state = simulator.state()
        const notice = outbox.due(state, simulator.time.now())
        if (notice !== undefined) {
          const life = simulator.life()
          yield* simulator.note({ _tag: "BeginNotice", id: notice.id })
          yield* Effect.forkScoped(deliver(simulator, options, notice, life))
          continue
        }
        const next = nextAfter(state)
        yield* next === undefined
          ? change
          : Effect.race(simulator.time.sleep(Math.max(next - simulator.time.now(), 1)), change)
      }
    })

const nextAfter = ({ outbox, timers }: State): number | undefined => {
  const [wake, timer] = [outbox.first, timers.first]
  return wake === undefined && timer === undefined ? undefined : Math.min(wake?.at ?? Infinity, timer?.at ?? Infinity)
}

const deliver = (simulator: SimulatorShape, options: Options, notice: Notice, life: number): Effect.Effect<void> =>
  Effect.gen(function* () {
    const url = forwarded(options, notice.url)
    const signed = yield* sign(simulator, { ...notice, url })
    const start = simulator.time.now()
    const shop = simulator.shop()
    const client = shop === undefined ? options.client : clientOf(shop)
    // A connected shop is in this process, whatever its address says.
    const refusal = shop === undefined ? yield* objection(options, simulator.servedAt(), url) : undefined
    // A client that a test brought along may lead back into this process, and wait for the clock there.
    const isOutside = shop === undefined && !options.isOwnClient
    const sent = (client: HttpClient.HttpClient) => post(client, simulator.time, notice, signed, isOutside)
    const result =
      refusal !== undefined || client === undefined
        ? {
            verdict: "not-sent" as const,
            status: undefined,
            head: "",
            reason: refusal ?? "notifications are only recorded"
          }
        : yield* isOutside ? simulator.time.outside(sent(client)) : sent(client)
    if (simulator.life() !== life) return
    yield* simulator.note({
      _tag: "EndNotice",
      id: notice.id,
      attempt: {
        at: start,
        timestamp: signed.timestamp,
        url: signed.url,
        auth: signed.auth,
        latency: simulator.time.now() - start,
        ...result
      }
    })
  })

export interface Signed {
  readonly timestamp: number
  readonly url: string
  readonly auth: string
}

/** Address and signature of a notification as it would be sent now. */
export const sign = (
  simulator: SimulatorShape,
  notice: Pick<Notice, "url" | "method" | "order_id" | "body" | "tampering">,
  options: { readonly skew?: number; readonly key?: Redacted.Redacted<string> | undefined } = {}
): Effect.Effect<Signed> => {
  const hour = 3600
  const lag = notice.tampering === "stale" ? -hour : notice.tampering === "future" ? hour : 0
  const timestamp = Math.floor(simulator.time.wall() / 1000) + lag + (options.skew ?? 0)
  const key =
    options.key ??
    (notice.tampering === "wrong-signature" ? Redacted.make("not-the-key-of-this-site") : simulator.apiKey)
  const auth =
    notice.method === "GET" || notice.tampering === "unsigned"
      ? Effect.succeed("")
      : Notification.sign({ body: notice.body, key, timestamp })
  return Effect.map(auth, (auth) => ({ timestamp, url: address(notice, timestamp), auth }))
}

const address = (notice: Pick<Notice, "url" | "order_id" | "tampering">, timestamp: number): string => {
  const query = [
    `transactionid=${encodeURIComponent(notice.order_id)}`,
    ...(notice.tampering === "no-timestamp" ? [] : [`timestamp=${timestamp}`]),
    ...(notice.tampering === "pretransaction" ? ["payload_type=pretransaction"] : [])
  ].join("&")
  // What is behind a # stays with the client.
  const [url = ""] = notice.url.split("#")
  return `${url}${url.includes("?") ? "&" : "?"}${query}`
}

// Signature and query do not cover the host, so a notification that is sent elsewhere is as genuine as before.
const forwarded = ({ forwardTo }: Options, address: string): string => {
  const url = forwardTo === undefined ? null : URL.parse(address)
  return url === null ? address : `${forwardTo?.replace(/^(.*[^/])?\/*$/, "$1")}${url.pathname}${url.search}`
}

/** Why a notification is not sent to an address, undefined when it is. `servedAt` is where this sandbox itself answers. */
export const objection = (
  {
    allowNonLoopback,
    isOwnClient,
    resolve = Address.resolve
  }: Pick<Options, "allowNonLoopback" | "isOwnClient" | "resolve">,
  servedAt: string | undefined,
  text: string
): Effect.Effect<string | undefined> =>
  Effect.gen(function* () {
    const url = URL.parse(text)
    if (url === null) return "notification_url is no address"
    if (!isOwnClient && url.username + url.password !== "") {
      return "notification_url has a name and a password; whether the service sends them is not documented, and the sandbox does not"
    }
    const name = url.hostname
    // Names that never resolve on the internet (RFC 2606, RFC 6761) may go to a client that the test brought along.
    if (isOwnClient && /\.(?:test|example|invalid)\.?$/.test(name)) return undefined
    const elsewhere = `${name} is not on this machine, and the sandbox posts nowhere else unless allowNonLoopback is true`
    // Nobody has to be asked about a name that others can have, whatever it resolves to today.
    if (!allowNonLoopback && !Address.isLocalName(name) && !Address.isLoopback(name)) return elsewhere
    const addresses = isOwnClient && Address.isLocalName(name) ? ["127.0.0.1"] : yield* resolve(name)
    if (!allowNonLoopback && !(addresses.length > 0 && addresses.every(Address.isLoopback))) return elsewhere
    if (servedAt === undefined || portOf(url) !== portOf(new URL(servedAt))) return undefined
    const here = yield* Effect.forEach(addresses, Address.isHere)
    return here.includes(true) ? "this is the sandbox's own port, and the sandbox posts nothing to itself" : undefined
  })

const portOf = ({ port, protocol }: URL): string => (port !== "" ? port : protocol === "https:" ? "443" : "80")

type Result = Pick<NoticeAttempt, "verdict" | "status" | "head" | "reason">

const post = (
  client: HttpClient.HttpClient,
  time: Time,
  notice: Notice,
  signed: Signed,
  isOutside: boolean
): Effect.Effect<Result> => {
  const request =
    notice.method === "GET"
      ? HttpClientRequest.get(signed.url)
      : HttpClientRequest.post(signed.url).pipe(
          HttpClientRequest.bodyText(notice.body, "application/json"),
          signed.auth === "" ? (self) => self : HttpClientRequest.setHeader("auth", signed.auth)
        )
  const headers = {
    "user-agent": userAgent,
    // A connection each: on a busy machine a shop closes those on which it heard nothing, with the next notification already in them, and
    // that would be tried again after a quarter of an hour only.
    ...(isOutside ? { connection: "close" } : {})
  }
  return client.execute(HttpClientRequest.setHeaders(request, headers)).pipe(
    Effect.flatMap((response) => Effect.map(beginning(response), (text) => judge(response.status, text))),
    Effect.catchCause((cause) => Effect.succeed(unreachable(describe(cause)))),
    // The vendor does not say how long it waits.
    Effect.raceFirst(Effect.as(time.patience("30 seconds"), unreachable("no answer within 30 seconds"))),
    // A redirect is a failure and is not followed.
    Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" })
  )
}

const clientOf = (shop: Shop): HttpClient.HttpClient =>
  HttpClient.make((request) =>
    Effect.gen(function* () {
      const web = yield* HttpClientRequest.toWeb(request)
      const response = yield* Effect.promise(() => shop(web))
      return HttpClientResponse.fromWeb(request, response)
    }).pipe(Effect.orDie)
  )

const unreachable = (reason: string): Result => ({ verdict: "unreachable", status: undefined, head: "", reason })

const judge = (status: number, text: string): Result => {
  const head = text.slice(0, 100)
  const reason =
    status !== 200
      ? `the shop answered ${status}, only 200 counts`
      : head.includes("OK")
        ? ""
        : "the first 100 characters of the shop's answer have no OK"
  return { verdict: reason === "" ? "accepted" : "rejected", status, head, reason }
}

const describe = (cause: { readonly reasons: ReadonlyArray<unknown> }): string => {
  const [first] = cause.reasons
  // A shop in this process can throw whatever it likes.
  if (Predicate.hasProperty(first, "defect")) {
    return `the shop failed: ${first.defect instanceof Error ? innermost(first.defect, 5) : String(first.defect)}`
  }
  const error = Predicate.hasProperty(first, "error") ? first.error : undefined
  const code = codeOf(error, 5)
  if (code === "ECONNREFUSED") return "nothing listens at this address (ECONNREFUSED). Is the shop running?"
  const what =
    HttpClientError.isHttpClientError(error) && error.response !== undefined
      ? "the shop's answer could not be read"
      : "the shop could not be reached"
  return `${what}: ${innermost(error, 5)}${code === undefined ? "" : ` (${code})`}`
}

// The client's own error says no more than that there was one.
const innermost = (error: unknown, depth: number): string => {
  const inner =
    typeof error !== "object" || error === null || depth === 0
      ? undefined
      : (("cause" in error ? error.cause : undefined) ?? ("reason" in error ? error.reason : undefined))
  if (inner instanceof Error) return innermost(inner, depth - 1)
  return error instanceof Error ? error.message : "nobody says why"
}

// The system's own code stands at the bottom: the client's error wraps fetch's, which wraps the socket's.
const codeOf = (error: unknown, depth: number): string | undefined => {
  if (typeof error !== "object" || error === null || depth === 0) return undefined
  if ("code" in error && typeof error.code === "string") return error.code
  return (
    ("cause" in error ? codeOf(error.cause, depth - 1) : undefined) ??
    ("reason" in error ? codeOf(error.reason, depth - 1) : undefined)
  )
}
