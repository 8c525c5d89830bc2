// What lies between the transport and the client, `transformClient`, may send a request a second time and hand up the last error only. The
// first time counts all the same: once a request may have left, no later refusal of a connection makes it one that did not.
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import { begun, RequestProgress } from "../../RequestProgress.ts"
import { systemError } from "./systemError.ts"

/** The transport, remembering for its request that it may have left. A transport that tells so itself is not contradicted. */
export const remembering = (transport: HttpClient.HttpClient): HttpClient.HttpClient =>
  HttpClient.transform(transport, (send) =>
    Effect.withFiber((fiber) => {
      const progress = fiber.getRef(RequestProgress)
      const left = Effect.sync(() => begun(progress))
      return send.pipe(
        Effect.tap(() => left),
        Effect.tapError((error) =>
          progress?.begun === undefined && systemError(error.reason).phase === "open" ? left : Effect.void
        )
      )
    })
  )
