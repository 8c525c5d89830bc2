// A transport's short way: one request and its answer without a fiber, a context and a stream of their own, which were a quarter of what this
// library's part of a call took. Only the transport itself has one: whatever wraps it is asked through its `HttpClient`.
import type * as Clock from "effect/Clock"
import type * as Exit from "effect/Exit"
import type * as HttpClient from "effect/http/HttpClient"
import type { HttpClientError } from "effect/http/HttpClientError"
import type { HttpClientRequest } from "effect/http/HttpClientRequest"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import type { Progress } from "./RequestProgress.ts"

/** @internal */
export interface Carrier {
  /** Begins to send, says so to `progress`, calls back once, and returns what gives the request up. Nothing leaves after that. */
  readonly send: (
    request: HttpClientRequest,
    /** The text that the request carries. */
    body: string | null,
    options: Options,
    /** `text` is the whole answer, decoded. Without it the response is to be read. */
    done: (response: Exit.Exit<HttpClientResponse, HttpClientError>, text?: string) => void
  ) => () => void
  /** Calls back after so many milliseconds of the real time, at most 2^31 - 1, unless what it returns is called first. */
  readonly after: (millis: number, then: () => void) => () => void
}

/** @internal */
export interface Options {
  readonly progress: Progress | undefined
  readonly clock: Clock.Clock
  /** An answer is called back with when all of it is there, unless it has more bytes than this. 0: when its headers are. */
  readonly maxBytes: number
}

const carriers = new WeakMap<HttpClient.HttpClient, Carrier>()

/** The short way of this very client. @internal */
export const of = (client: HttpClient.HttpClient): Carrier | undefined => carriers.get(client)

/** The same client, with a short way to do the same. @internal */
export const add = (client: HttpClient.HttpClient, carrier: Carrier): HttpClient.HttpClient => {
  carriers.set(client, carrier)
  return client
}
