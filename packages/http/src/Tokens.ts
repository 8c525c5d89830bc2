// The stored payment means of customers, found by the shop's own name for them. Two surprises are absorbed here: a
// customer without tokens is answered with an error, and so is deleting a token twice.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as HttpClient from "effect/http/HttpClient"
import type * as Stream from "effect/Stream"
import * as Token from "@effect-multisafepay/core/Token"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"
import type { ConfigurationError } from "./Configuration.ts"
import type { LookUp } from "./internal/reconcile.ts"
import * as Pages from "./internal/pages.ts"

/** @category services */
export interface Service {
  /**
   * Lists a customer's tokens, by the `customer.reference` of the orders that made them: 10 rows unless `limit` says otherwise. A
   * customer without tokens, or unknown, has an empty list.
   *
   * @see https://docs.multisafepay.com/reference/listtokens
   */
  readonly list: (
    customer_reference: string,
    query?: Token.TokenQuery
  ) => Effect.Effect<ReadonlyArray<Token.Token>, MultiSafepayError>
  /** Every token of a customer, page after page. Ends at a page without rows: how long a page is at most is not documented. */
  readonly all: (customer_reference: string, query?: Token.TokenQuery) => Stream.Stream<Token.Token, MultiSafepayError>
  /**
   * Reads one token.
   *
   * @see https://docs.multisafepay.com/reference/gettoken
   */
  readonly get: (customer_reference: string, token: string) => Effect.Effect<Token.Token, MultiSafepayError>
  /**
   * Gives a stored card another expiry date, `YYMM` (see `Card.expiry`). After a lost answer the token is read to confirm it.
   *
   * @see https://docs.multisafepay.com/reference/updatecardexpirydate
   */
  readonly update: (
    customer_reference: string,
    token: string,
    changes: Token.UpdateToken
  ) => Effect.Effect<void, MultiSafepayError>
  /**
   * Deletes a token, so that it can no longer be charged. After a lost answer a token that is not there any more counts as deleted;
   * one that never was fails with `NotFound`.
   *
   * @see https://docs.multisafepay.com/reference/deletetoken
   */
  readonly remove: (customer_reference: string, token: string) => Effect.Effect<void, MultiSafepayError>
}

/**
 * The tokens service.
 *
 * @example
 * const stored = yield* tokens.list("customer-1")
 *
 * @category services
 */
export class Tokens extends Context.Service<Tokens, Service>()("@effect-multisafepay/http/Tokens") {}

/** @category constructors */
export const make: Effect.Effect<Service, never, Client.Client> = Effect.gen(function* () {
  const client = yield* Client.Client

  const list = Effect.fn("Tokens.list")((customer_reference: string, query: Token.TokenQuery = {}) =>
    Effect.map(
      client.call(Token.list, { path: { your_customer_reference: customer_reference }, query }),
      ({ data }) => data.tokens ?? []
    ).pipe(Effect.catchIf(isNone, () => Effect.succeed<ReadonlyArray<Token.Token>>([])))
  )

  const all = (customer_reference: string, query: Token.TokenQuery = {}) =>
    Pages.byOffset({ offset: query.offset ?? 0 }, (offset) => list(customer_reference, { ...query, offset }))

  const get = Effect.fn("Tokens.get")((customer_reference: string, token: string) =>
    Effect.map(
      client.call(Token.get, { path: { your_customer_reference: customer_reference, your_token: token } }),
      ({ data }) => data
    )
  )

  const update = Effect.fn("Tokens.update")((customer_reference: string, token: string, changes: Token.UpdateToken) => {
    const path = { your_customer_reference: customer_reference, your_token: token }
    return client.write(
      Token.update,
      { path, body: changes },
      {
        lookUp: (read) =>
          Effect.map(read(Token.get, { path }), ({ data }) =>
            data.expiry_date === changes.expiry_date ? reached : notReached
          ),
        isTaken: () => false,
        answered: () => undefined
      }
    )
  })

  const remove = Effect.fn("Tokens.remove")((customer_reference: string, token: string) => {
    const path = { your_customer_reference: customer_reference, your_token: token }
    return client.write(
      Token.remove,
      { path },
      {
        lookUp: (read) =>
          Effect.as(read(Token.get, { path }), notReached).pipe(
            Effect.catchIf(
              ({ reason }) => reason._tag === "NotFound",
              () => Effect.succeed(reached)
            )
          ),
        isTaken: () => false,
        answered: () => undefined
      }
    )
  })

  return Tokens.of({ list, all, get, update, remove })
})

/** The service over a client that is already there. @category layers */
export const layerClient: Layer.Layer<Tokens, never, Client.Client> = Layer.effect(Tokens, make)

/** The service with a client of its own. @category layers */
export const layer = (options: Client.Options): Layer.Layer<Tokens, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layer(options))

/** The service with a client of its own, configured from the environment. @category layers */
export const layerConfig = (
  options: Partial<Client.Options> = {}
): Layer.Layer<Tokens, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layerConfig(options))

const reached: LookUp<void> = { _tag: "Found", value: undefined }
const notReached: LookUp<void> = { _tag: "Absent" }

// 410 with 1000. A 404 says that the call itself went nowhere.
const isNone = (error: MultiSafepayError): boolean => error.reason._tag === "NotFound" && error.reason.status === 410
