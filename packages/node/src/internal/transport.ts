// An HttpClient made of one undici `dispatch` with one handler. It knows for a fact whether a request began to leave, sends nothing late
// and nothing twice, whatever the dispatcher under it would do, and costs half of what a request through streams and signals costs.
import * as NodeStream from "@effect/platform-node/NodeStream"
import { type Dispatcher, FormData } from "@effect/platform-node/Undici"
import * as RequestProgress from "@effect-multisafepay/http/RequestProgress"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import type * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type { HttpClientRequest } from "effect/http/HttpClientRequest"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as Url from "effect/http/Url"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Tracer from "effect/Tracer"
import { Body, codingsOf, decoded, DispatchResponse, type Head } from "./response.ts"

/** How long a request may wait for its connection, in milliseconds: as long as undici itself waits for one. */
const connectLimit = 10_000

/** An `HttpClient` over this dispatcher. A request that waited longer than `limit` milliseconds for its connection is not sent. */
export const make = (dispatcher: Dispatcher, limit = connectLimit): HttpClient.HttpClient => {
  // Spans, propagation and scopes are Effect's own.
  const addressOf = remembered()
  const traced = HttpClient.make((request, url, signal, fiber) => send(dispatcher, limit, request, url, fiber, signal))
  return HttpClient.makeWith<HttpClientError.HttpClientError, never, HttpClientError.HttpClientError, never>(
    Effect.flatMapEager((request) =>
      Effect.withFiber((fiber) => {
        if (!fiber.getRef(Tracer.DisablePropagation) && !fiber.getRef(HttpClient.TracerDisabledWhen)(request)) {
          return traced.execute(request)
        }
        const url = addressOf(request)
        return Result.isSuccess(url)
          ? send(dispatcher, limit, request, url.success, fiber)
          : Effect.fail(
              new HttpClientError.HttpClientError({
                reason: new HttpClientError.InvalidUrlError({ request, cause: url.failure })
              })
            )
      })
    ),
    Effect.succeed as HttpClient.HttpClient.Preprocess<never, never>
  )
}

/** The address of a request. The last one is remembered: a program that places orders has one. */
const remembered = () => {
  let text: string | undefined
  let last: Result.Result<URL, Url.UrlError> | undefined
  return ({ hash, url, urlParams }: HttpClientRequest): Result.Result<URL, Url.UrlError> => {
    if (urlParams.params.length > 0 || Option.isSome(hash)) return Url.make(url, urlParams, Option.getOrUndefined(hash))
    if (last === undefined || url !== text) {
      text = url
      last = Url.make(url, urlParams, undefined)
    }
    return last
  }
}

const send = (
  dispatcher: Dispatcher,
  limit: number,
  request: HttpClientRequest,
  url: URL,
  fiber: Fiber.Fiber<unknown, unknown>,
  signal?: AbortSignal
): Effect.Effect<HttpClientResponse, HttpClientError.HttpClientError> => {
  const progress = fiber.getRef(RequestProgress.RequestProgress)
  RequestProgress.watching(progress)
  if (request.headers["upgrade"] !== undefined) {
    return Effect.fail(
      new HttpClientError.HttpClientError({
        reason: new HttpClientError.TransportError({ request, description: "this client cannot upgrade a connection" })
      })
    )
  }
  const clock = fiber.getRef(Clock.Clock)
  const dispatch = (body: NonNullable<Dispatcher.DispatchOptions["body"]> | null) =>
    Effect.callback<HttpClientResponse, HttpClientError.HttpClientError>((resume) => {
      const exchange = new Exchange(request, url, clock, limit, progress, resume)
      const { headers, method } = request
      const dispatched = Result.try(() =>
        dispatcher.dispatch(
          {
            origin: url.origin,
            path: url.pathname + url.search,
            method,
            // A copy, for whoever writes into it on the way. undici writes a form's type itself.
            headers: body instanceof FormData ? { ...headers, "content-type": undefined } : { ...headers },
            body,
            // Deadlines are the caller's.
            headersTimeout: 3_600_000,
            bodyTimeout: 0
          },
          exchange
        )
      )
      if (Result.isFailure(dispatched)) exchange.onResponseError(undefined, dispatched.failure)
      if (signal !== undefined) {
        if (signal.aborted) exchange.stop()
        else signal.addEventListener("abort", () => exchange.stop(), { once: true })
      }
      return Effect.sync(() => exchange.stop())
    })
  switch (request.body._tag) {
    case "Stream":
      return Effect.flatMap(NodeStream.toReadable(request.body.stream), dispatch)
    case "FormData":
      return dispatch(toUndici(request.body))
    case "Empty":
      return dispatch(null)
    default:
      return dispatch(request.body.body as Uint8Array)
  }
}

// undici takes only forms of its own class.
const toUndici = (body: HttpBody.FormData): FormData => {
  const form = new FormData()
  for (const [key, value] of body.formData) form.append(key, value)
  return form
}

type Resume = (effect: Effect.Effect<HttpClientResponse, HttpClientError.HttpClientError>) => void

/** One request and its answer, as undici tells of them. */
class Exchange implements Dispatcher.DispatchHandler {
  private readonly request: HttpClientRequest
  private readonly url: URL
  private readonly clock: Clock.Clock
  /** When it is too late to begin, in epoch milliseconds: the time a suspended machine wakes up to. */
  private readonly until: number
  private readonly progress: RequestProgress.Progress | undefined
  private readonly resume: Resume
  private controller: Dispatcher.DispatchController | undefined
  private begun = false
  private stopped = false
  private ended = false
  private failed = false
  private answered = false
  private chunks: Array<Buffer<ArrayBuffer>> = []
  private body: Body | undefined

  constructor(
    request: HttpClientRequest,
    url: URL,
    clock: Clock.Clock,
    limit: number,
    progress: RequestProgress.Progress | undefined,
    resume: Resume
  ) {
    this.request = request
    this.url = url
    this.clock = clock
    this.until = clock.currentTimeMillisUnsafe() + limit
    this.progress = progress
    this.resume = resume
  }

  /** Whatever becomes of it, nobody waits for it any more. */
  stop(): void {
    this.stopped = true
    if (this.body === undefined) this.controller?.abort(interrupted())
    else this.body.destroy()
  }

  // The last moment: undici writes the request right after this, unless it was aborted here. A process that was asleep finds its
  // connection open and comes here before any timer has its turn, perhaps an hour late. HTTP/2 and interceptors come here a second time
  // for a request that they would like to send again; that is for the caller to decide.
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.stopped) return controller.abort(interrupted())
    if (this.begun) return controller.abort(sentAgain())
    if (this.clock.currentTimeMillisUnsafe() > this.until) return controller.abort(tooLate())
    this.controller = controller
    this.begun = true
    RequestProgress.begun(this.progress)
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Parameters<NonNullable<Dispatcher.DispatchHandler["onResponseStart"]>>[2]
  ): void {
    if (status < 200 || this.ended) return
    this.answered = true
    // An ordinary answer comes in one piece and has ended before this has its turn: it needs no stream.
    queueMicrotask(() => this.handOver(controller, { status, headers }))
  }

  onResponseData(_: unknown, chunk: Buffer<ArrayBuffer>): void {
    if (!this.answered || this.ended) return
    if (this.body === undefined) this.chunks.push(chunk)
    else this.body.add(chunk)
  }

  onResponseEnd(): void {
    if (!this.answered || this.ended) return
    this.ended = true
    this.body?.end()
  }

  onResponseError(_: unknown, cause: unknown): void {
    if (this.ended) return
    this.ended = this.failed = true
    if (this.body !== undefined)
      return void this.body.destroy(cause instanceof Error ? cause : new Error(String(cause)))
    this.resume(
      Effect.fail(
        new HttpClientError.HttpClientError({
          reason: new HttpClientError.TransportError({
            request: this.request,
            cause: this.begun ? cause : withProxyAnswer(cause)
          })
        })
      )
    )
  }

  private handOver(controller: Dispatcher.DispatchController, head: Head): void {
    if (this.failed) return
    const codings = codingsOf(head.headers)
    const [first, ...more] = this.chunks
    if (this.ended && (first === undefined || codings.length === 0)) {
      return this.succeed(head, first === undefined || more.length > 0 ? Buffer.concat(this.chunks) : first)
    }
    const body = (this.body = new Body(controller))
    for (const chunk of this.chunks) body.add(chunk)
    if (this.ended) body.end()
    this.succeed(head, decoded(body, codings))
  }

  private succeed(head: Head, body: ConstructorParameters<typeof DispatchResponse>[3]): void {
    this.resume(Effect.succeed(new DispatchResponse(this.request, this.url, head, body)))
  }
}

// What a proxy answered when it was asked for a tunnel, undici says in words only, under the code of any aborted request.
const withProxyAnswer = (cause: unknown): unknown => {
  const status = cause instanceof Error ? /^Proxy response \((\d{3})\)/.exec(cause.message)?.[1] : undefined
  return status === undefined ? cause : named(`the proxy answered ${status}`, `the proxy answered ${status}`)
}

const named = (code: string, message: string) => Object.assign(new Error(message), { code })
const interrupted = () => named("UND_ERR_ABORTED", "the request was interrupted")
// With undici's own code for a connection that took too long.
const tooLate = () => named("UND_ERR_CONNECT_TIMEOUT", "the request waited too long for its connection")
const sentAgain = () => named("UND_ERR_REQ_RETRY", "the request had left already and is not sent a second time")
