// Who really owns an affiliate (`ubos` on the wire), and the documents that prove it.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as HttpClient from "effect/http/HttpClient"
import * as Owner from "@effect-multisafepay/core/partner/Owner"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"
import type { ConfigurationError } from "./Configuration.ts"

/** @category services */
export interface Service {
  /**
   * Lists the owners of an affiliate.
   *
   * @see https://docs.multisafepay.com/reference/partnerlistaccountubos
   */
  readonly list: (account_id: string) => Effect.Effect<ReadonlyArray<Owner.Owner>, MultiSafepayError>
  /**
   * Adds an owner to an affiliate. A lost answer is not followed by a second call: list them first.
   *
   * @see https://docs.multisafepay.com/reference/addaffiliateubos
   */
  readonly create: (account_id: string, owner: Owner.CreateOwner) => Effect.Effect<Owner.Owner, MultiSafepayError>
  /**
   * Reads an owner.
   *
   * @see https://docs.multisafepay.com/reference/getubo
   */
  readonly get: (ubo_id: string) => Effect.Effect<Owner.Owner, MultiSafepayError>
  /**
   * Changes an owner; what is left out stays as it is.
   *
   * @see https://docs.multisafepay.com/reference/updateubo
   */
  readonly update: (ubo_id: string, changes: Owner.UpdateOwner) => Effect.Effect<Owner.Owner, MultiSafepayError>
  /**
   * Lists the documents of an owner.
   *
   * @see https://docs.multisafepay.com/reference/listidentitydocs
   */
  readonly listDocuments: (ubo_id: string) => Effect.Effect<ReadonlyArray<Owner.IdentityDocument>, MultiSafepayError>
  /**
   * Uploads a document of an owner: Base64 of a PDF, JPEG or PNG.
   *
   * @see https://docs.multisafepay.com/reference/addidentitydoc
   */
  readonly addDocument: (
    ubo_id: string,
    document: Owner.AddIdentityDocument
  ) => Effect.Effect<Owner.IdentityDocument, MultiSafepayError>
  /**
   * Reads an uploaded document.
   *
   * @see https://docs.multisafepay.com/reference/getidentitydoc
   */
  readonly getDocument: (identitydoc_id: string) => Effect.Effect<Owner.IdentityDocument, MultiSafepayError>
}

/**
 * The owners service.
 *
 * @category services
 */
export class Owners extends Context.Service<Owners, Service>()("@effect-multisafepay/http/Owners") {}

/** @category constructors */
export const make: Effect.Effect<Service, never, Client.Client> = Effect.gen(function* () {
  const client = yield* Client.Client

  const list = Effect.fn("Owners.list")((account_id: string) =>
    Effect.map(client.call(Owner.list, { path: { account_id } }), ({ data }) => data)
  )

  const create = Effect.fn("Owners.create")((account_id: string, owner: Owner.CreateOwner) =>
    Effect.map(client.call(Owner.create, { path: { account_id }, body: owner }), ({ data }) => data)
  )

  const get = Effect.fn("Owners.get")((ubo_id: string) =>
    Effect.map(client.call(Owner.get, { path: { ubo_id } }), ({ data }) => data)
  )

  const update = Effect.fn("Owners.update")((ubo_id: string, changes: Owner.UpdateOwner) =>
    Effect.map(client.call(Owner.update, { path: { ubo_id }, body: changes }), ({ data }): Owner.Owner => data ?? {})
  )

  const listDocuments = Effect.fn("Owners.listDocuments")((ubo_id: string) =>
    Effect.map(client.call(Owner.listDocuments, { path: { ubo_id } }), ({ data }) => data)
  )

  const addDocument = Effect.fn("Owners.addDocument")((ubo_id: string, document: Owner.AddIdentityDocument) =>
    Effect.map(client.call(Owner.addDocument, { path: { ubo_id }, body: document }), ({ data }) => data)
  )

  const getDocument = Effect.fn("Owners.getDocument")((identitydoc_id: string) =>
    Effect.map(client.call(Owner.getDocument, { path: { identitydoc_id } }), ({ data }) => data)
  )

  return Owners.of({ list, create, get, update, listDocuments, addDocument, getDocument })
})

/** The service over a client that is already there. @category layers */
export const layerClient: Layer.Layer<Owners, never, Client.Client> = Layer.effect(Owners, make)

/** The service with a client of its own. @category layers */
export const layer = (options: Client.Options): Layer.Layer<Owners, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layer(options))

/** The service with a client of its own, configured from the environment. @category layers */
export const layerConfig = (
  options: Partial<Client.Options> = {}
): Layer.Layer<Owners, ConfigurationError, HttpClient.HttpClient> =>
  Layer.provide(layerClient, Client.layerConfig(options))
