// Who really owns an affiliate (`ubos` on the wire), and the documents that prove it.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as HttpClient from "effect/http/HttpClient"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Operations from "@effect-multisafepay/core/Operations"
import type {
  AddIdentityDocument,
  CreateOwner,
  IdentityDocument,
  Owner,
  UpdateOwner
} from "@effect-multisafepay/core/Owner"
import * as Client from "./Client.ts"
import type { ConfigurationError } from "./Configuration.ts"

/** @category services */
export interface Service {
  /**
   * Lists the owners of an affiliate.
   *
   * @see https://docs.multisafepay.com/reference/partnerlistaccountubos
   */
  readonly list: (account_id: string) => Effect.Effect<ReadonlyArray<Owner>, MultiSafepayError>
  /**
   * Adds an owner to an affiliate. A lost answer is not followed by a second call: list them first.
   *
   * @see https://docs.multisafepay.com/reference/addaffiliateubos
   */
  readonly create: (account_id: string, owner: CreateOwner) => Effect.Effect<Owner, MultiSafepayError>
  /**
   * Reads an owner.
   *
   * @see https://docs.multisafepay.com/reference/getubo
   */
  readonly get: (ubo_id: string) => Effect.Effect<Owner, MultiSafepayError>
  /**
   * Changes an owner; what is left out stays as it is.
   *
   * @see https://docs.multisafepay.com/reference/updateubo
   */
  readonly update: (ubo_id: string, changes: UpdateOwner) => Effect.Effect<Owner, MultiSafepayError>
  /**
   * Lists the documents of an owner.
   *
   * @see https://docs.multisafepay.com/reference/listidentitydocs
   */
  readonly listDocuments: (ubo_id: string) => Effect.Effect<ReadonlyArray<IdentityDocument>, MultiSafepayError>
  /**
   * Uploads a document of an owner: Base64 of a PDF, JPEG or PNG.
   *
   * @see https://docs.multisafepay.com/reference/addidentitydoc
   */
  readonly addDocument: (
    ubo_id: string,
    document: AddIdentityDocument
  ) => Effect.Effect<IdentityDocument, MultiSafepayError>
  /**
   * Reads an uploaded document.
   *
   * @see https://docs.multisafepay.com/reference/getidentitydoc
   */
  readonly getDocument: (identitydoc_id: string) => Effect.Effect<IdentityDocument, MultiSafepayError>
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
    Effect.map(client.call(Operations.owners.list, { path: { account_id } }), ({ data }) => data)
  )

  const create = Effect.fn("Owners.create")((account_id: string, owner: CreateOwner) =>
    Effect.map(client.call(Operations.owners.create, { path: { account_id }, body: owner }), ({ data }) => data)
  )

  const get = Effect.fn("Owners.get")((ubo_id: string) =>
    Effect.map(client.call(Operations.owners.get, { path: { ubo_id } }), ({ data }) => data)
  )

  const update = Effect.fn("Owners.update")((ubo_id: string, changes: UpdateOwner) =>
    Effect.map(
      client.call(Operations.owners.update, { path: { ubo_id }, body: changes }),
      ({ data }): Owner => data ?? {}
    )
  )

  const listDocuments = Effect.fn("Owners.listDocuments")((ubo_id: string) =>
    Effect.map(client.call(Operations.owners.listDocuments, { path: { ubo_id } }), ({ data }) => data)
  )

  const addDocument = Effect.fn("Owners.addDocument")((ubo_id: string, document: AddIdentityDocument) =>
    Effect.map(client.call(Operations.owners.addDocument, { path: { ubo_id }, body: document }), ({ data }) => data)
  )

  const getDocument = Effect.fn("Owners.getDocument")((identitydoc_id: string) =>
    Effect.map(client.call(Operations.owners.getDocument, { path: { identitydoc_id } }), ({ data }) => data)
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
