// Beneficial owners of affiliates (`ubos` on the wire) and their documents.
import * as Answer from "../Answer.ts"
import { acknowledged, listed, one } from "../internal/data.ts"
import * as Operation from "../Operation.ts"
import * as Owner from "../Owner.ts"

// The schema says one owner where there is a list.
export const list = Operation.make({
  name: "owners.list",
  method: "GET",
  path: "/accounts/{account_id}/ubos",
  effectClass: "read",
  summary: "List an affiliate's owners",
  response: listed(Owner.Owner),
  docs: "partnerlistaccountubos"
})

export const create = Operation.make({
  name: "owners.create",
  method: "POST",
  path: "/accounts/{account_id}/ubos",
  effectClass: "blind",
  summary: "Add an owner to an affiliate",
  request: Owner.CreateOwner,
  response: Answer.of(one(Owner.Owner)),
  docs: "addaffiliateubos"
})

export const get = Operation.make({
  name: "owners.get",
  method: "GET",
  path: "/ubos/{ubo_id}",
  effectClass: "read",
  summary: "Get an owner",
  response: Answer.of(one(Owner.Owner)),
  docs: "getubo"
})

export const update = Operation.make({
  name: "owners.update",
  method: "PATCH",
  path: "/ubos/{ubo_id}",
  effectClass: "convergent",
  summary: "Change an owner",
  request: Owner.UpdateOwner,
  response: acknowledged(Owner.Owner),
  docs: "updateubo"
})

export const listDocuments = Operation.make({
  name: "owners.listDocuments",
  method: "GET",
  path: "/ubos/{ubo_id}/identitydocs",
  effectClass: "read",
  summary: "List an owner's documents",
  response: listed(Owner.IdentityDocument),
  docs: "listidentitydocs"
})

export const addDocument = Operation.make({
  name: "owners.addDocument",
  method: "POST",
  path: "/ubos/{ubo_id}/identitydocs",
  effectClass: "blind",
  summary: "Upload a document of an owner",
  request: Owner.AddIdentityDocument,
  response: Answer.of(one(Owner.IdentityDocument)),
  docs: "addidentitydoc"
})

export const getDocument = Operation.make({
  name: "owners.getDocument",
  method: "GET",
  path: "/identitydocs/{identitydoc_id}",
  effectClass: "read",
  summary: "Get an uploaded document",
  response: Answer.of(one(Owner.IdentityDocument)),
  docs: "getidentitydoc"
})
