// The beginning of a shop's answer. Only its first characters count, and one that does not end would be held whole.
import * as Effect from "effect/Effect"
import type * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Stream from "effect/Stream"

const limit = 1_048_576

/** All of an ordinary page; of what is longer than any page nobody waits for the end. */
export const beginning = ({
  stream
}: HttpClientResponse.HttpClientResponse): Effect.Effect<string, HttpClientError.HttpClientError> =>
  Effect.suspend(() => {
    let length = 0
    return stream.pipe(
      Stream.decodeText,
      Stream.takeUntil((part) => (length += part.length) >= limit),
      Stream.mkString,
      Effect.catchReason("HttpClientError", "EmptyBodyError", () => Effect.succeed(""))
    )
  })
