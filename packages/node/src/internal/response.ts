// An answer as undici hands it over: whole when it is small, which an answer of MultiSafepay is, else as a stream that waits for its reader.
import * as NodeStream from "@effect/platform-node/NodeStream"
import type { Dispatcher } from "@effect/platform-node/Undici"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as Cookies from "effect/http/Cookies"
import * as Headers from "effect/http/Headers"
import * as HttpClientError from "effect/http/HttpClientError"
import type { HttpClientRequest } from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as UrlParams from "effect/http/UrlParams"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import { pipeArguments } from "effect/Pipeable"
import type * as Schema from "effect/Schema"
import type * as Socket from "effect/socket/Socket"
import * as Stream from "effect/Stream"
import { pipeline, Readable, type Transform } from "node:stream"
import * as Zlib from "node:zlib"

/** How much of a body is read into memory when nobody has set `HttpIncomingMessage.MaxBodySize`, in bytes. */
const maxBodySize = 8_000_000

type RawHeaders = Parameters<NonNullable<Dispatcher.DispatchHandler["onResponseStart"]>>[2]

/** Status and headers. */
export interface Head {
  readonly status: number
  readonly headers: RawHeaders
}

/** A body that undici goes on reading only as fast as somebody takes it. Given up before its end, it closes the connection. */
export class ResponseBody extends Readable {
  private complete = false
  private readonly controller: Dispatcher.DispatchController

  constructor(controller: Dispatcher.DispatchController) {
    super()
    this.controller = controller
    // Whoever reads hears of an error; without a reader nobody needs to.
    this.on("error", ignore)
  }

  add(chunk: Uint8Array): void {
    if (!this.push(chunk)) this.controller.pause()
  }

  end(): void {
    this.complete = true
    this.push(null)
  }

  override _read(): void {
    this.controller.resume()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (!this.complete) this.controller.abort(error ?? new Error("the body was not read to its end"))
    callback(error)
  }
}

const ignore = () => undefined

const decoders: { readonly [coding: string]: () => Transform } = {
  gzip: () => Zlib.createGunzip(),
  "x-gzip": () => Zlib.createGunzip(),
  deflate: () => Zlib.createInflate(),
  br: () => Zlib.createBrotliDecompress(),
  zstd: () => Zlib.createZstdDecompress()
}

/** What undoes the `content-encoding` of an answer, in the order to apply it; a coding that nobody knows is left to the reader. */
export const codingsOf = (headers: RawHeaders): ReadonlyArray<() => Transform> => {
  const header = headers["content-encoding"]
  if (header === undefined) return []
  const found = String(header)
    .split(",")
    .map((coding) => decoders[coding.trim().toLowerCase()])
  return found.every((decoder) => decoder !== undefined) ? found.reverse() : []
}

/** The body behind its codings. Destroying the end of the pipe destroys the body. */
export const decoded = (body: ResponseBody, codings: ReadonlyArray<() => Transform>): Readable =>
  codings.reduce<Readable>((source, coding) => pipeline(source, coding(), ignore).on("error", ignore), body)

// An answer that nobody reads would keep its connection for ever.
const abandoned = new FinalizationRegistry<Readable>((body) => void body.destroy())

const bound = (fiber: Fiber.Fiber<unknown, unknown>): number =>
  Number(fiber.getRef(HttpIncomingMessage.MaxBodySize) ?? maxBodySize)

const utf8 = new TextDecoder()

/** Without the mark that some put before UTF-8. */
export const textOf = (bytes: Uint8Array): string => utf8.decode(bytes)

const utf8WithMark = new TextDecoder("utf-8", { ignoreBOM: true })

/** An answer, with its body in memory or still on its way. */
export class DispatchResponse extends Inspectable.Class implements HttpClientResponse.HttpClientResponse {
  readonly [HttpIncomingMessage.TypeId]: typeof HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly [HttpClientResponse.TypeId]: typeof HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly request: HttpClientRequest
  private readonly address: URL
  private readonly head: Head
  private readonly body: Uint8Array<ArrayBuffer> | Readable
  private named: Headers.Headers | undefined
  private read: Effect.Effect<Uint8Array<ArrayBuffer>, HttpClientError.HttpClientError> | undefined

  constructor(request: HttpClientRequest, address: URL, head: Head, body: Uint8Array<ArrayBuffer> | Readable) {
    super()
    this.request = request
    this.address = address
    this.head = head
    this.body = body
    if (body instanceof Readable) abandoned.register(this, body, this)
  }

  get status(): number {
    return this.head.status
  }

  get url(): string {
    return this.address.hash === "" ? this.address.href : (this.address.href.split("#")[0] ?? "")
  }

  get headers(): Headers.Headers {
    return (this.named ??= Headers.fromInput(this.head.headers))
  }

  get cookies(): Cookies.Cookies {
    const header = this.head.headers["set-cookie"]
    return header === undefined ? Cookies.empty : Cookies.fromSetCookie(header)
  }

  get remoteAddress(): Option.Option<string> {
    return Option.none()
  }

  get stream(): Stream.Stream<Uint8Array, HttpClientError.HttpClientError> {
    const { body } = this
    return body instanceof Readable
      ? NodeStream.fromReadable({ evaluate: () => this.taken(body), onError: (cause) => this.undecodable(cause) })
      : Stream.succeed(body)
  }

  get text(): Effect.Effect<string, HttpClientError.HttpClientError> {
    return Effect.map(this.bytes, textOf)
  }

  get json(): Effect.Effect<Schema.Json, HttpClientError.HttpClientError> {
    return Effect.flatMap(this.text, (text) =>
      Effect.try({
        try: (): Schema.Json => (text === "" ? null : JSON.parse(text)),
        catch: (cause) => this.undecodable(cause)
      })
    )
  }

  get arrayBuffer(): Effect.Effect<ArrayBuffer, HttpClientError.HttpClientError> {
    return Effect.map(this.bytes, ({ buffer, byteLength, byteOffset }) =>
      buffer.slice(byteOffset, byteOffset + byteLength)
    )
  }

  get urlParamsBody(): Effect.Effect<UrlParams.UrlParams, HttpClientError.HttpClientError> {
    return Effect.map(this.bytes, (bytes) =>
      // A leading "?" belongs to the data; URLSearchParams would take it for the mark of a query.
      UrlParams.fromInput(new URLSearchParams(utf8WithMark.decode(bytes).replace(/^\?/, "%3F")))
    )
  }

  get formData(): Effect.Effect<FormData, HttpClientError.HttpClientError> {
    return Effect.flatMap(this.bytes, (bytes) =>
      Effect.tryPromise({
        try: () => new Response(bytes, { headers: this.headers }).formData(),
        catch: (cause) => this.undecodable(cause)
      })
    )
  }

  get upgrade(): Effect.Effect<Socket.Socket, HttpClientError.HttpClientError> {
    return Effect.fail(
      new HttpClientError.HttpClientError({
        reason: new HttpClientError.StatusCodeError({
          request: this.request,
          response: this,
          description: "this client cannot hand over the connection of an upgrade"
        })
      })
    )
  }

  override toJSON(): unknown {
    return HttpIncomingMessage.inspect(this, {
      _id: "HttpClientResponse",
      request: this.request.toJSON(),
      status: this.status
    })
  }

  pipe() {
    // oxlint-disable-next-line prefer-rest-params
    return pipeArguments(this, arguments)
  }

  /** The whole body, as far as it may go. */
  private get bytes(): Effect.Effect<Uint8Array<ArrayBuffer>, HttpClientError.HttpClientError> {
    const { body } = this
    if (body instanceof Readable) {
      return (this.read ??= Effect.runSync(
        Effect.cached(Effect.withFiber((fiber) => this.collect(this.taken(body), bound(fiber))))
      ))
    }
    return Effect.withFiber((fiber) =>
      body.byteLength > bound(fiber) ? Effect.fail(this.tooLarge(bound(fiber))) : Effect.succeed(body)
    )
  }

  private collect(body: Readable, max: number) {
    return Effect.callback<Uint8Array<ArrayBuffer>, HttpClientError.HttpClientError>((resume) => {
      const chunks: Array<Uint8Array> = []
      let size = 0
      body.on("data", (chunk: Uint8Array) => {
        size += chunk.byteLength
        if (size <= max) return void chunks.push(chunk)
        resume(Effect.fail(this.tooLarge(max)))
        body.destroy()
      })
      body.on("end", () => resume(Effect.succeed(Buffer.concat(chunks))))
      body.on("error", (cause) => resume(Effect.fail(this.undecodable(cause))))
      // Destroyed before somebody came to read it.
      body.on("close", () => resume(Effect.fail(this.undecodable(new Error("the connection was closed")))))
      if (body.destroyed) resume(Effect.fail(this.undecodable(body.errored ?? new Error("the connection was closed"))))
      return Effect.sync(() => void body.destroy())
    })
  }

  // From here on the reader looks after the body.
  private taken(body: Readable): Readable {
    abandoned.unregister(this)
    return body
  }

  private tooLarge(max: number) {
    return this.undecodable(undefined, `the body has more than ${max} bytes`)
  }

  private undecodable(cause: unknown, description?: string) {
    return new HttpClientError.HttpClientError({
      reason: new HttpClientError.DecodeError({ request: this.request, response: this, cause, description })
    })
  }
}
