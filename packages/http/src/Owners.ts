// Who really owns an affiliate (`ubos` on the wire), and the documents that prove it.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Owner from "@effect-multisafepay/core/partner/Owner"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import * as Client from "./Client.ts"

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

/** The service, over the client. @category layers */
export const layer: Layer.Layer<Owners, never, Client.Client> = Client.layerOver(
  Owners,
  Effect.map(Client.Client, (client) =>
    Owners.of({
      list: (account_id) => client.data(Owner.list, { path: { account_id } }),
      create: (account_id, owner) => client.data(Owner.create, { path: { account_id }, body: owner }),
      get: (ubo_id) => client.data(Owner.get, { path: { ubo_id } }),
      update: (ubo_id, changes) => client.data(Owner.update, { path: { ubo_id }, body: changes }),
      listDocuments: (ubo_id) => client.data(Owner.listDocuments, { path: { ubo_id } }),
      addDocument: (ubo_id, document) => client.data(Owner.addDocument, { path: { ubo_id }, body: document }),
      getDocument: (identitydoc_id) => client.data(Owner.getDocument, { path: { identitydoc_id } })
    })
  )
)
