// Who really owns an affiliate (ultimate beneficial owner, `ubo` on the wire) and the documents that prove it. Required by law before
// an affiliate may be paid.
import * as Schema from "effect/Schema"
import * as Answer from "../Answer.ts"
import { acknowledged, listed, one } from "../internal/answers/data.ts"
import { optional, partial } from "../internal/requests/optional.ts"
import { closed } from "../internal/requests/closed.ts"
import { Country, Email, textUpTo } from "../internal/requests/text.ts"
import { Upload, uploadFields } from "../internal/requests/upload.ts"
import * as wire from "../internal/answers/wire.ts"
import * as Operation from "../Operation.ts"

const types = ["control_rights", "other", "shareholder", "voting_rights"] as const
const documents = ["id", "passport", "driverslicense", "proof_of_address"] as const

const Mail = Email.check(Schema.isMaxCodePoints(100, { message: "must be at most 100 characters" }))

const owner = {
  birthday: Schema.NonEmptyString,
  country: Country,
  country_of_birth: Country,
  email: Mail,
  job_title: textUpTo(100),
  name: textUpTo(200),
  percentage: Schema.Int,
  title: textUpTo(10),
  type: Schema.Literals(types)
}

const extras = {
  address: optional(textUpTo(100)),
  address_apartment: optional(textUpTo(9)),
  city: optional(textUpTo(50)),
  mobile_phone: optional(textUpTo(24)),
  office_phone: optional(textUpTo(25)),
  state: optional(textUpTo(100)),
  zipcode: optional(textUpTo(10))
}

/**
 * A new owner. `birthday` as `yyyy-MM-dd`, `percentage` a whole number, `type` what makes them one.
 *
 * @see https://docs.multisafepay.com/reference/addaffiliateubos
 * @category schemas
 */
export const CreateOwner = closed("CreateOwner", { ...owner, ...extras })
export interface CreateOwner extends Schema.Schema.Type<typeof CreateOwner> {}

/**
 * Changes to an owner. What is left out stays as it is.
 *
 * @see https://docs.multisafepay.com/reference/updateubo
 * @category schemas
 */
export const UpdateOwner = closed("UpdateOwner", { ...partial(owner), ...extras })
export interface UpdateOwner extends Schema.Schema.Type<typeof UpdateOwner> {}

/** An owner. @category models */
export class Owner extends wire.open<Owner>("Owner")({
  /** Undeclared. */
  id: wire.text,
  name: wire.text,
  title: wire.text,
  type: wire.word(...types),
  percentage: wire.number,
  job_title: wire.text,
  birthday: wire.text,
  country_of_birth: wire.text,
  email: wire.text,
  mobile_phone: wire.text,
  office_phone: wire.text,
  address: wire.text,
  address_apartment: wire.text,
  zipcode: wire.text,
  city: wire.text,
  state: wire.text,
  country: wire.text
}) {}

/**
 * A document of identity to upload: `encoded_content` is the file in Base64, `filename` at most 250 characters.
 *
 * @see https://docs.multisafepay.com/reference/addidentitydoc
 * @category schemas
 */
export const AddIdentityDocument = closed("AddIdentityDocument", {
  document_type: Schema.Literals(documents),
  ...Upload
})
export interface AddIdentityDocument extends Schema.Schema.Type<typeof AddIdentityDocument> {}

const document = { id: wire.text, document_type: wire.word(...documents), ...uploadFields }

/** An uploaded document. @category models */
export class IdentityDocument extends wire.open<IdentityDocument>("IdentityDocument")(document) {}

// The schema says one owner where there is a list.
export const list = Operation.read({
  name: "owners.list",
  path: "/accounts/{account_id}/ubos",
  summary: "List an affiliate's owners",
  response: listed(Owner),
  docs: "partnerlistaccountubos"
})

export const create = Operation.make({
  name: "owners.create",
  method: "POST",
  path: "/accounts/{account_id}/ubos",
  effectClass: "blind",
  summary: "Add an owner to an affiliate",
  request: CreateOwner,
  response: Answer.of(one(Owner)),
  docs: "addaffiliateubos"
})

export const get = Operation.read({
  name: "owners.get",
  path: "/ubos/{ubo_id}",
  summary: "Get an owner",
  response: Answer.of(one(Owner)),
  docs: "getubo"
})

export const update = Operation.make({
  name: "owners.update",
  method: "PATCH",
  path: "/ubos/{ubo_id}",
  effectClass: "convergent",
  summary: "Change an owner",
  request: UpdateOwner,
  response: acknowledged(Owner),
  docs: "updateubo"
})

export const listDocuments = Operation.read({
  name: "owners.listDocuments",
  path: "/ubos/{ubo_id}/identitydocs",
  summary: "List an owner's documents",
  response: listed(IdentityDocument),
  docs: "listidentitydocs"
})

export const addDocument = Operation.make({
  name: "owners.addDocument",
  method: "POST",
  path: "/ubos/{ubo_id}/identitydocs",
  effectClass: "blind",
  summary: "Upload a document of an owner",
  request: AddIdentityDocument,
  response: Answer.of(one(IdentityDocument)),
  docs: "addidentitydoc"
})

export const getDocument = Operation.read({
  name: "owners.getDocument",
  path: "/identitydocs/{identitydoc_id}",
  summary: "Get an uploaded document",
  response: Answer.of(one(IdentityDocument)),
  docs: "getidentitydoc"
})
