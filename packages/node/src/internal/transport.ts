// An HttpClient made of one undici `dispatch` with one handler. It knows for a fact whether a request began to leave, sends nothing late
// and nothing twice, whatever the dispatcher under it would do, and costs half of what a request through streams and signals costs.
import * as NodeStream from "@effect/platform-node/NodeStream"
import { type Dispatcher, FormData } from "@effect/platform-node/Undici"
import * as Carrier from "@effect-multisafepay/http/Carrier"
import * as RequestProgress from "@effect-multisafepay/http/RequestProgress"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
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
import * as Deadlines from "./deadlines.ts"
import { codingsOf, decoded, DispatchResponse, type Head, ResponseBody, textOf } from "./response.ts"

/** How long a request may wait for its connection, in milliseconds: as long as undici itself waits for one. */
const connectLimit = 10_000

/** An `HttpClient` over this dispatcher. A request that waited longer than `limit` milliseconds for its connection is not sent. */
export const make = (dispatcher: Dispatcher, limit = connectLimit): HttpClient.HttpClient => {
  const addressOf = remembered()
  const send: Carrier.Carrier["send"] = (request, body, options, done) => {
    RequestProgress.watching(options.progress)
    const url = addressOf(request)
    if (Result.isSuccess(url)) return new Exchange(request, url.success, limit, options, done).begin(dispatcher, body)
    done(Exit.fail(invalidAddress(request, url.failure)))
    return () => undefined
  }
  // Spans, propagation and scopes are Effect's own.
  const traced = HttpClient.make((request, url, signal, fiber) =>
    sendIn(fiber, dispatcher, limit, request, url, signal)
  )
  const client = HttpClient.makeWith<HttpClientError.HttpClientError, never, HttpClientError.HttpClientError, never>(
    Effect.flatMapEager((request) =>
      Effect.withFiber((fiber) => {
        if (!fiber.getRef(Tracer.DisablePropagation) && !fiber.getRef(HttpClient.TracerDisabledWhen)(request)) {
          return traced.execute(request)
        }
        const url = addressOf(request)
        return Result.isSuccess(url)
          ? sendIn(fiber, dispatcher, limit, request, url.success)
          : Effect.fail(invalidAddress(request, url.failure))
      })
    ),
    Effect.succeed as HttpClient.HttpClient.Preprocess<never, never>
  )
  return Carrier.add(client, { send, after: Deadlines.make() })
}

const invalidAddress = (request: HttpClientRequest, cause: unknown) =>
  new HttpClientError.HttpClientError({ reason: new HttpClientError.InvalidUrlError({ request, cause }) })

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

const sendIn = (
  fiber: Fiber.Fiber<unknown, unknown>,
  dispatcher: Dispatcher,
  limit: number,
  request: HttpClientRequest,
  url: URL,
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
  const options = { progress, clock: fiber.getRef(Clock.Clock), maxBytes: 0 }
  const dispatch = (body: Body | null) =>
    Effect.callback<HttpClientResponse, HttpClientError.HttpClientError>((resume) => {
      const stop = new Exchange(request, url, limit, options, resume).begin(dispatcher, body)
      if (signal !== undefined) {
        if (signal.aborted) stop()
        else signal.addEventListener("abort", stop, { once: true })
      }
      return Effect.sync(stop)
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

type Body = NonNullable<Dispatcher.DispatchOptions["body"]>

// undici takes only forms of its own class.
const toUndici = (body: HttpBody.FormData): FormData => {
  const form = new FormData()
  for (const [key, value] of body.formData) form.append(key, value)
  return form
}

type Done = Parameters<Carrier.Carrier["send"]>[3]

/** One request and its answer, as undici tells of them. */
class Exchange implements Dispatcher.DispatchHandler {
  private readonly request: HttpClientRequest
  private readonly url: URL
  /** When it is too late to begin, in epoch milliseconds: the time a suspended machine wakes up to. */
  private readonly until: number
  private readonly options: Carrier.Options
  private readonly done: Done
  private controller: Dispatcher.DispatchController | undefined
  private begun = false
  private stopped = false
  private ended = false
  private failed = false
  private handedOver = false
  private head: Head | undefined
  private chunks: Array<Buffer<ArrayBuffer>> = []
  private size = 0
  private body: ResponseBody | undefined

  constructor(request: HttpClientRequest, url: URL, limit: number, options: Carrier.Options, done: Done) {
    this.request = request
    this.url = url
    this.until = options.clock.currentTimeMillisUnsafe() + limit
    this.options = options
    this.done = done
  }

  /** Returns `stop`. */
  begin(dispatcher: Dispatcher, body: Body | null): () => void {
    const { headers, method } = this.request
    try {
      dispatcher.dispatch(
        {
          origin: this.url.origin,
          path: this.url.pathname + this.url.search,
          method,
          // A copy, for whoever writes into it on the way. undici writes a form's type itself.
          headers: body instanceof FormData ? { ...headers, "content-type": undefined } : { ...headers },
          body,
          // Deadlines are the caller's.
          headersTimeout: 3_600_000,
          bodyTimeout: 0
        },
        this
      )
    } catch (cause) {
      this.onResponseError(undefined, cause)
    }
    return () => this.stop()
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
    if (this.options.clock.currentTimeMillisUnsafe() > this.until) return controller.abort(tooLate())
    this.controller = controller
    this.begun = true
    RequestProgress.begun(this.options.progress)
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Parameters<NonNullable<Dispatcher.DispatchHandler["onResponseStart"]>>[2]
  ): void {
    if (status < 200 || this.ended) return
    this.head = { status, headers }
    if (this.options.maxBytes === 0) this.handOver(controller, this.head)
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer<ArrayBuffer>): void {
    if (this.head === undefined || this.ended) return
    if (this.body !== undefined) return this.body.add(chunk)
    this.chunks.push(chunk)
    this.size += chunk.byteLength
    if (this.size > this.options.maxBytes) this.handOver(controller, this.head)
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    if (this.head === undefined || this.ended) return
    this.ended = true
    if (this.body !== undefined) this.body.end()
    else this.handOver(controller, this.head)
  }

  onResponseError(_: unknown, cause: unknown): void {
    if (this.ended) return
    this.ended = this.failed = true
    if (this.body !== undefined)
      return void this.body.destroy(cause instanceof Error ? cause : new Error(String(cause)))
    this.done(
      Exit.fail(
        new HttpClientError.HttpClientError({
          reason: new HttpClientError.TransportError({
            request: this.request,
            cause: this.begun ? cause : withProxyAnswer(cause)
          })
        })
      )
    )
  }

  // Not at once: whoever gets it from inside undici's parser cannot go on with the body of another answer. And an ordinary answer comes in
  // one piece and has ended before this has its turn: it needs no stream.
  private handOver(controller: Dispatcher.DispatchController, head: Head): void {
    if (this.handedOver) return
    this.handedOver = true
    queueMicrotask(() => {
      if (this.failed) return
      const codings = codingsOf(head.headers)
      const { chunks } = this
      const [first] = chunks
      if (this.ended && (first === undefined || codings.length === 0)) {
        const bytes = first === undefined || chunks.length > 1 ? Buffer.concat(chunks) : first
        return this.succeed(head, bytes, this.size <= this.options.maxBytes ? textOf(bytes) : undefined)
      }
      const body = (this.body = new ResponseBody(controller))
      for (const chunk of chunks) body.add(chunk)
      if (this.ended) body.end()
      this.succeed(head, decoded(body, codings))
    })
  }

  private succeed(head: Head, body: ConstructorParameters<typeof DispatchResponse>[3], text?: string): void {
    this.done(Exit.succeed(new DispatchResponse(this.request, this.url, head, body)), text)
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
