// The text of an answer, as far as it may go. Whoever answers for MultiSafepay, a proxy gone astray included, must not fill the memory.
import * as Effect from "effect/Effect"
import type * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Stream from "effect/Stream"

export interface Text {
  readonly text: string
  /** Whether that is all of it. */
  readonly isWhole: boolean
}

// What says its length and is short is read at once; that is every answer of the API. Anything else comes piece by piece.
const short = 1_000_000

export const textOf = (
  response: HttpClientResponse.HttpClientResponse,
  limit: number
): Effect.Effect<Text, HttpClientError.HttpClientError> => {
  const { headers } = response
  const declared = headers["content-encoding"] === undefined ? Number(headers["content-length"]) : Number.NaN
  return declared <= Math.min(short, limit)
    ? Effect.map(response.text, (text) => ({ text, isWhole: true }))
    : Effect.suspend(() => pieces(response, limit))
}

const pieces = (response: HttpClientResponse.HttpClientResponse, limit: number) => {
  const decoder = new TextDecoder()
  let size = 0
  let text = ""
  return response.stream.pipe(
    Stream.takeWhile((piece) => {
      size += piece.byteLength
      if (size <= limit) text += decoder.decode(piece, { stream: true })
      return size <= limit
    }),
    Stream.runDrain,
    Effect.catchIf(
      ({ reason }) => reason._tag === "EmptyBodyError",
      () => Effect.void
    ),
    Effect.map((): Text => ({ text: text + decoder.decode(), isWhole: size <= limit }))
  )
}
