// One request and its whole answer. Everything that can go wrong on the way is told apart here by one question: had the request
// left? Only what certainly had not is `not-sent`; anything not recognised counts as unknown.
import type * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Headers from "effect/http/Headers"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as HttpTraceContext from "effect/http/HttpTraceContext"
import * as UrlParams from "effect/http/UrlParams"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Tracer from "effect/Tracer"
import * as CoreAnswer from "@effect-multisafepay/core/Answer"
import * as ExactJson from "@effect-multisafepay/core/ExactJson"
import * as Issue from "@effect-multisafepay/core/Issue"
import { InvalidRequest, Transport } from "@effect-multisafepay/core/MultiSafepayError"
import type * as Operation from "@effect-multisafepay/core/Operation"
import type * as Carrier from "../../Carrier.ts"
import type { Service as RateLimit } from "../../RateLimit.ts"
import { type Progress, RequestProgress } from "../../RequestProgress.ts"
import { isAbout } from "./about.ts"
import { type Answer, judge, unexpected } from "./answer.ts"
import * as Failure from "./Failure.ts"
import { fetchInit } from "./fetchInit.ts"
import { type Blot, foreign } from "./redact.ts"
import { isUnsent } from "./remembering.ts"
import { systemError } from "./systemError.ts"
import { textOf } from "./textOf.ts"

export interface Endpoint {
  readonly client: HttpClient.HttpClient
  /** The client's short way, when nothing wraps it. */
  readonly carrier: Carrier.Carrier | undefined
  readonly apiKey: Redacted.Redacted<string>
  /** What every request says, the key among it. A function, because nothing shows what one closes over. */
  readonly headers: (hasBody: boolean) => Headers.Headers
  /** Without a trailing slash. */
  readonly baseUrl: string
  /** Scheme, host and port: what errors may show of an address. */
  readonly origin: string
  /** What spans may show of an address. */
  readonly host: string
  /** Whether the API may see this program's trace ids. */
  readonly propagateTrace: boolean
  readonly rateLimit: RateLimit | undefined
  /** How many bytes of an answer are read. */
  readonly maxAnswerSize: number
}

export interface Request {
  readonly operation: Operation.Any
  readonly url: string
  /** JSON text. Made once, so that a repeated request is the same to the byte. */
  readonly body: string | undefined
  /** The order that is asked for or placed, which is the one that the answer has to be about. */
  readonly about: string | undefined
  /** What of it must not come back in an error, should the answer repeat it. */
  readonly secrets: () => ReadonlyArray<string>
}

/** A decoded answer. */
export interface Exchanged {
  readonly status: number
  readonly body: unknown
}

/** What goes along with one request. */
export interface Sending {
  readonly span: Tracer.Span | undefined
  readonly progress: Progress
  readonly clock: Clock.Clock
  /** The call's own. */
  readonly context: Context.Context<never>
}

/** Begins, and calls back once with what came of it. Returns what ends it before that. */
export type Exchange = (done: (exit: Exit.Exit<Exchanged, Failure.Failure>) => void) => Effect.Effect<void>

/** Sends the request and reads the answer to its end. */
export const exchange = (endpoint: Endpoint, request: Request, sending: Sending): Exchange =>
  endpoint.carrier === undefined
    ? inFiber(
        discreet(request, sending),
        receive(
          endpoint,
          request,
          sending,
          Effect.suspend(() => endpoint.client.execute(toHttp(endpoint, request, sending.span)))
        )
      )
    : carry(endpoint.carrier, endpoint, request, sending)

/** The transport's short way. Only an answer that is not there as a whole is read in a fiber. */
const carry =
  (carrier: Carrier.Carrier, endpoint: Endpoint, request: Request, sending: Sending): Exchange =>
  (done) => {
    const { clock, context, progress, span } = sending
    const maxBytes = Math.min(
      endpoint.maxAnswerSize,
      Number(Context.getOrUndefined(context, HttpIncomingMessage.MaxBodySize) ?? Infinity)
    )
    let reading: Effect.Effect<void> | undefined
    const fail = (defect: unknown) => done(Exit.fail(defective(endpoint, defect, progress.begun)))
    try {
      const sent = toHttp(endpoint, request, span)
      const stop = carrier.send(sent, request.body ?? null, { progress, clock, maxBytes }, (answered, text) => {
        if (text === undefined || Exit.isFailure(answered)) {
          reading = inFiber(context, receive(endpoint, request, sending, answered))(done)
          return
        }
        const { value: response } = answered
        let exit
        try {
          exit = read(endpoint, request, { status: response.status, response, text }, clock)
        } catch (defect) {
          return fail(defect)
        }
        done(exit)
      })
      return Effect.suspend(() => reading ?? Effect.sync(stop))
    } catch (defect) {
      fail(defect)
      return Effect.void
    }
  }

const inFiber =
  (context: Context.Context<never>, self: Effect.Effect<Exchanged, Failure.Failure>): Exchange =>
  (done) => {
    const fiber = Effect.runForkWith(context)(self)
    fiber.addObserver(done)
    return Fiber.interrupt(fiber)
  }

/** Reads an answer to its end. */
const receive = (
  endpoint: Endpoint,
  request: Request,
  { clock, progress }: Sending,
  answered: Effect.Effect<HttpClientResponse, HttpClientError.HttpClientError>
): Effect.Effect<Exchanged, Failure.Failure> =>
  Effect.catchDefect(
    Effect.matchEffect(answered, {
      onFailure: (error) => Effect.fail(transportFailure(endpoint, error, progress.begun)),
      onSuccess: (response) =>
        Effect.matchEffect(textOf(response, endpoint.maxAnswerSize), {
          onFailure: (error) => Effect.fail(transportFailure(endpoint, error, true)),
          // Headers are read from the transport's own when somebody looks at them.
          onSuccess: ({ isWhole, text }) =>
            isWhole
              ? read(endpoint, request, { status: response.status, response, text }, clock)
              : tooLarge(endpoint, request, { status: response.status, response, text })
        })
    }),
    // A mistake in a transport, in `transformClient` or here. A write that may have left is looked up all the same.
    (defect) => Effect.fail(defective(endpoint, defect, progress.begun))
  )

// What a request's own fiber needs: a reference set by a layer would not reach it.
const discreet = (request: Request, { context, progress, span }: Sending): Context.Context<never> => {
  const own = context.pipe(
    Context.add(RequestProgress, progress),
    // The client's own span would record the address, and with it ids and tokens.
    Context.add(HttpClient.TracerDisabledWhen, always),
    Context.add(
      FetchHttpClient.RequestInit,
      fetchInit(Context.getOrUndefined(context, FetchHttpClient.RequestInit), request.operation.method)
    ),
    // For whoever logs a request in `transformClient`.
    Context.add(Headers.CurrentRedactedNames, [...Context.get(context, Headers.CurrentRedactedNames), "api_key"])
  )
  return span === undefined ? own : Context.add(own, Tracer.ParentSpan, span)
}

const always = () => true

const blotOf =
  (endpoint: Endpoint, request: Request): Blot =>
  (text, limit) =>
    foreign(text, [Redacted.value(endpoint.apiKey), ...request.secrets()], limit)

// Reading it again would give the same answer.
const tooLarge = (endpoint: Endpoint, request: Request, answer: Answer): Effect.Effect<never, Failure.Failure> =>
  Effect.fail(
    Failure.make(
      "unknown",
      unexpected(answer, `it has more than ${endpoint.maxAnswerSize} bytes`, blotOf(endpoint, request)),
      { status: answer.status, final: true }
    )
  )

const defective = (endpoint: Endpoint, defect: unknown, begun: boolean | undefined): Failure.Failure =>
  Failure.make(
    begun === false ? "not-sent" : "unknown",
    new Transport({
      phase: begun === false ? "connect" : "exchange",
      origin: endpoint.origin,
      // Its message may quote what was sent.
      cause: `a defect (${defect instanceof Error ? defect.name : typeof defect}) while the request was made or its answer read`
    }),
    { final: true }
  )

const read = (
  endpoint: Endpoint,
  request: Request,
  answer: Answer,
  clock: Clock.Clock
): Exit.Exit<Exchanged, Failure.Failure> => {
  const { status } = answer
  const json = Result.getOrUndefined(ExactJson.parseResult(answer.text))
  const blot = blotOf(endpoint, request)
  const judged = judge(request.operation, answer, json, blot, () => clock.currentTimeMillisUnsafe())
  if (Result.isFailure(judged)) return Exit.fail(judged.failure)
  const decoded = decoderOf(request.operation)(judged.success)
  const unreadable = (problem: string, final: boolean) =>
    Exit.fail(Failure.make("unknown", unexpected(answer, problem, blot), { status, final }))
  if (Result.isFailure(decoded)) {
    // Reading it again would give the same answer.
    return unreadable(Issue.explain(decoded.failure.issue), true)
  }
  const body = decoded.success
  return isAbout(request.about, body)
    ? Exit.succeed({ status, body })
    : unreadable("it is about another order", request.operation.method !== "GET")
}

/** Made once per client: what differs between requests, the length of a body, is for the transport to say, which knows it anyway. */
export const headersOf = (apiKey: Redacted.Redacted<string>): Endpoint["headers"] => {
  const common = {
    accept: "application/json",
    // Not every transport inflates, and an answer that nobody can read leaves an order unknown.
    "accept-encoding": "identity",
    api_key: Redacted.value(apiKey)
  }
  const bare = Headers.fromInput(common)
  const withBody = Headers.fromInput({ ...common, "content-type": json })
  return (hasBody) => (hasBody ? withBody : bare)
}

const json = "application/json"

// Made in one step: every other way would copy the headers.
const toHttp = (endpoint: Endpoint, request: Request, span: Tracer.Span | undefined) => {
  const { body } = request
  const headers = endpoint.headers(body !== undefined)
  return HttpClientRequest.makeWith(
    request.operation.method,
    request.url,
    UrlParams.empty,
    Option.none(),
    endpoint.propagateTrace && span !== undefined ? Headers.setAll(headers, HttpTraceContext.toHeaders(span)) : headers,
    body === undefined ? HttpBody.empty : Object.assign(HttpBody.text(body, json), hidden)
  )
}

// A body shows itself whole when a request is logged.
const hidden = { toJSON: () => ({ _id: "effect/HttpBody", body: "<redacted>" }) }

type Decoder = (body: unknown) => Result.Result<unknown, Schema.SchemaError>
const decoders = new WeakMap<Operation.Any, Decoder>()

const decoderOf = (operation: Operation.Any): Decoder => {
  let decoder = decoders.get(operation)
  if (decoder === undefined) {
    const read = CoreAnswer.reader(operation.response)
    const decode = Schema.decodeUnknownResult(operation.response as Schema.Codec<unknown, unknown>)
    decoder = (body) => {
      const quick = read(body)
      return quick === undefined ? decode(body) : Result.succeed(quick)
    }
    decoders.set(operation, decoder)
  }
  return decoder
}

// What the transport knows counts before what an error suggests.
const transportFailure = (
  endpoint: Endpoint,
  error: HttpClientError.HttpClientError,
  begun: boolean | undefined
): Failure.Failure => {
  const { code, phase } = systemError(error.reason)
  const left = begun ?? (phase === "open" && !isUnsent(error))
  const isRequest =
    error.reason._tag === "InvalidUrlError" || error.reason._tag === "EncodeError" || (phase === "argument" && !left)
  if (isRequest) {
    return Failure.make(
      "not-sent",
      new InvalidRequest({ issues: [{ path: "", message: "could not be turned into an HTTP request" }] })
    )
  }
  return Failure.make(
    left ? "unknown" : "not-sent",
    new Transport({ phase: left ? "exchange" : "connect", origin: endpoint.origin, cause: code })
  )
}
