// What a scenario asks through: whoever answers, each answer is kept as it may be written down.
import * as Effect from "effect/Effect"
import type * as Duration from "effect/Duration"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Schema from "effect/Schema"
import * as Json from "../../src/internal/state/Json.ts"
import { mask, type Masked, Sent } from "./mask.ts"

/** An answer as it came. */
export interface Answered {
  readonly status: number
  readonly body: unknown
}

/** An answer as it is written down. */
export interface Heard {
  readonly status: number
  readonly body: Masked
}

/** The question stays open with this account: what had to come first did not happen. */
export class Undecided extends Schema.TaggedError<Undecided>("parity/Undecided")("Undecided", { why: Schema.String }) {}

export interface Api {
  /** `key` is whose key goes along: the account's own by default. */
  readonly ask: (
    step: string,
    method: "GET" | "POST" | "PATCH",
    path: string,
    body?: object,
    key?: "wrong" | "none"
  ) => Effect.Effect<Answered>
  /** The id in this run of what the scenario calls by a name. */
  readonly id: (name: string) => string
  readonly pass: (by: Duration.Input) => Effect.Effect<void>
  readonly need: (holds: boolean, why: string) => Effect.Effect<void, Undecided>
}

export interface Place {
  readonly baseUrl: string
  readonly key: string
  /** Lets time go by, there. */
  readonly pass: (by: Duration.Input) => Effect.Effect<void>
  /** What makes ids of this run differ from those of another. */
  readonly run: string
}

/** An api whose answers come into `heard`, by the names of their steps. */
export const make = (place: Place, scenario: number, heard: Map<string, Heard>) =>
  Effect.map(HttpClient.HttpClient, (client): Api => {
    const sent = new Sent()
    const id = (name: string) => sent.id(name, `parity-${place.run}-${scenario}-${name}`)
    return {
      id,
      pass: place.pass,
      need: (holds, why) => (holds ? Effect.void : Effect.fail(new Undecided({ why }))),
      ask: (step, method, path, body, key) =>
        Effect.gen(function* () {
          if (heard.has(step)) return yield* Effect.die(`two steps are called ${step}`)
          sent.add(body)
          const request = HttpClientRequest.make(method)(`${place.baseUrl}${path}`).pipe(
            key === "none"
              ? (self) => self
              : HttpClientRequest.setHeader("api_key", key === "wrong" ? "nobodys-key" : place.key),
            body === undefined ? (self) => self : HttpClientRequest.bodyText(JSON.stringify(body), "application/json")
          )
          const response = yield* client.execute(request)
          const answered = { status: response.status, body: Json.parse(yield* response.text) }
          heard.set(step, { status: answered.status, body: mask(answered.body, sent) })
          return answered
        }).pipe(Effect.orDie)
    }
  })
