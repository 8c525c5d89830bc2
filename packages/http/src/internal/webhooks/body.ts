// The body of a call as raw bytes, at most so many and for at most so long. What a request says about itself is only used to refuse it
// sooner: a body without Content-Length, or with a false one, is counted while it arrives.
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as Stream from "effect/Stream"
import * as Refused from "../../WebhookRefused.ts"
import type { Place } from "./unverified.ts"

export interface Limits {
  readonly maxBodySize: number
  readonly readTimeout: Duration.Input
  readonly contentType: (mediaType: string) => boolean
}

// MultiSafepay does not say which Content-Type it sends, and PHP's curl calls any text a form, so only what surely is not JSON is
// refused. The signature is what counts.
const plausible = /^(?:application\/(?:[\w.+-]*json|x-www-form-urlencoded|octet-stream)|text\/(?:plain|json))$/

/** Media types that may hold a notification; no type at all may, too. */
export const isPlausible = (mediaType: string): boolean => plausible.test(mediaType)

/** The bytes of the body. */
export const read = (
  request: HttpServerRequest.HttpServerRequest,
  limits: Limits,
  refuse: Refused.Refuse,
  place: Place
): Effect.Effect<Uint8Array, Refused.WebhookRefused> => {
  const limit = limits.maxBodySize
  const tooLarge = Effect.suspend(() => Effect.fail(refuse(new Refused.BodyTooLarge({ limit }))))
  const incomplete = (why: Refused.BodyIncomplete["why"]) =>
    Effect.suspend(() => Effect.fail(refuse(new Refused.BodyIncomplete({ why }))))

  const encoding = request.headers["content-encoding"]?.trim().toLowerCase() ?? ""
  if (encoding !== "" && encoding !== "identity") return Effect.fail(refuse(new Refused.EncodedBody()))
  const mediaType = request.headers["content-type"]?.split(";")[0]?.trim().toLowerCase() ?? ""
  if (mediaType !== "" && !limits.contentType(mediaType)) {
    return Effect.fail(refuse(new Refused.UnsupportedContentType()))
  }
  if (Number(request.headers["content-length"] ?? 0) > limit) return tooLarge
  const source: Source = request.source
  if (source.body === null) return Effect.succeed(new Uint8Array(0))
  if (isConsumed(source)) return Effect.fail(refuse(new Refused.BodyConsumed()))

  const body = Effect.suspend(() => {
    const chunks: Array<Uint8Array> = []
    let size = 0
    return request.stream.pipe(
      Stream.catch(() => Stream.fromEffect(incomplete("ended early"))),
      Stream.runForEach((chunk) => {
        // Whoever builds a Request can put anything into its stream.
        if (!ArrayBuffer.isView(chunk)) return incomplete("ended early")
        size += chunk.length
        if (size > limit) return tooLarge
        place.grow(chunk.length)
        chunks.push(chunk)
        return Effect.void
      }),
      Effect.map(() => join(chunks, size))
    )
  })
  return place.arriving(
    Effect.timeoutOrElse(body, { duration: limits.readTimeout, orElse: () => incomplete("too slow") })
  )
}

// What a web request (whose `body` is null when it has none) and Node's tell about their body.
interface Source {
  readonly body?: unknown
  readonly bodyUsed?: unknown
  readonly readableDidRead?: unknown
  readonly readableEnded?: unknown
}

const isConsumed = ({ body, bodyUsed, readableDidRead, readableEnded }: Source): boolean =>
  bodyUsed === true ||
  readableDidRead === true ||
  readableEnded === true ||
  (body instanceof ReadableStream && body.locked)

const join = (chunks: ReadonlyArray<Uint8Array>, size: number): Uint8Array => {
  if (chunks.length === 1) return chunks[0]!
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}
