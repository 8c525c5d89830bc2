// What lies between the transport and the client, `transformClient`, may send a request a second time, or another way, and hand up the last
// error only. The first time counts all the same: once a request may have left, no later refusal of a connection makes it one that did not.
// And a transport that tells is believed about its own errors, and while it is at work; of what is done afterwards it knows nothing.
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import * as Result from "effect/Result"
import { begun, type Progress, RequestProgress } from "../../RequestProgress.ts"
import { systemError } from "./systemError.ts"

/** Requests that their call has given up. What ends then was ended by it, and nothing follows. */
const givenUp = new WeakSet<Progress>()

/** The call waits no longer. To be said before its request is interrupted. */
export const giveUp = (progress: Progress): void => void givenUp.add(progress)

/** The reasons of errors of transports that told that nothing had left. */
const unsent = new WeakSet<HttpClientError.HttpClientError["reason"]>()

/** Whether this very error is that of a transport that told so. */
export const isUnsent = (error: HttpClientError.HttpClientError): boolean => unsent.has(error.reason)

/** The transport, remembering for its request that it may have left. */
export const remembering = (transport: HttpClient.HttpClient): HttpClient.HttpClient =>
  HttpClient.transform(transport, (send) =>
    Effect.withFiber((fiber) => {
      const progress = fiber.getRef(RequestProgress)
      if (progress === undefined) return send
      return Effect.onExit(send, (exit) =>
        Effect.sync(() => {
          if (Exit.isSuccess(exit)) return begun(progress)
          const error = Result.getOrUndefined(Exit.findError(exit))
          if (progress.begun === undefined) {
            // Without an error it was cut short, and nobody knows where.
            if (error === undefined || systemError(error.reason).phase === "open") begun(progress)
          } else if (!progress.begun && !givenUp.has(progress)) {
            if (error !== undefined) unsent.add(error.reason)
            progress.begun = undefined
          }
        })
      )
    })
  )
