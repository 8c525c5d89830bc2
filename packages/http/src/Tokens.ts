// The stored payment means of customers, found by the shop's own name for them. A
// customer without tokens is answered with an error, and so is deleting a token twice.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import * as Token from "@effect-multisafepay/core/Token"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"
import { isNotFound } from "./internal/recovery/handles.ts"
import type { LookUp } from "./internal/recovery/reconcile.ts"
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
  /**
   * Every token of a customer, page after page. Ends at a page without rows: how long a page is at most is not documented. Fails with
   * `UnexpectedAnswer` where the same full page comes again and again: then nobody knows what comes after it. One that is longer than was
   * asked for is no page, but all there is.
   */
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

/** The service, over the client. @category layers */
export const layer: Layer.Layer<Tokens, never, Client.Client> = Client.layerOver(
  Tokens,
  Effect.map(Client.Client, (client) => {
    const list: Service["list"] = (customer_reference, query) =>
      Effect.map(
        client.data(Token.list, { path: { your_customer_reference: customer_reference }, query }),
        ({ tokens }) => tokens ?? []
      ).pipe(Effect.catchIf(isNone, () => Effect.succeed([])))

    const address = (customer_reference: string, token: string) => ({
      path: { your_customer_reference: customer_reference, your_token: token }
    })

    return Tokens.of({
      list,
      all: (customer_reference, query = {}) =>
        Pages.byOffset(
          {
            offset: query.offset ?? 0,
            least: Math.min(query.limit ?? 10, 10),
            asked: query.limit ?? 10,
            cut: (problem) => Pages.cut(Token.list, problem)
          },
          (offset) => list(customer_reference, { ...query, offset })
        ),
      get: (customer_reference, token) => client.data(Token.get, address(customer_reference, token)),
      update: (customer_reference, token, changes) =>
        client.write(
          Token.update,
          { ...address(customer_reference, token), body: changes },
          {
            lookUp: (read) =>
              Effect.map(read(Token.get, address(customer_reference, token)), ({ data }) =>
                data.expiry_date === changes.expiry_date ? reached : notReached
              ),
            isTaken: () => false,
            answered: () => undefined
          }
        ),
      remove: (customer_reference, token) =>
        client.write(Token.remove, address(customer_reference, token), {
          lookUp: (read) =>
            Effect.as(read(Token.get, address(customer_reference, token)), notReached).pipe(
              Effect.catchIf(isNotFound, () => Effect.succeed(reached))
            ),
          isTaken: () => false,
          answered: () => undefined
        })
    })
  })
)

const reached: LookUp<void> = { _tag: "Found", value: undefined }
const notReached: LookUp<void> = { _tag: "Absent" }

// 410 with 1000. A 404 says that the call itself went nowhere.
const isNone = (error: MultiSafepayError): boolean => error.reason._tag === "NotFound" && error.reason.status === 410
