// A link that logs somebody in to an affiliate's dashboard without a password. Whoever has it is the affiliate: it is a secret.
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import { optional } from "./internal/optional.ts"
import { closed } from "./internal/request.ts"
import { textLike } from "./internal/text.ts"
import * as wire from "./internal/wire.ts"

/**
 * How long the link works: a number with a unit (`y`, `w`, `d`, `h`, `m`, `s`), such as `5m`; seconds without one.
 *
 * @see https://docs.multisafepay.com/reference/partnercreateloginurl
 * @category schemas
 */
export const CreateLoginUrl = closed("CreateLoginUrl", {
  expires_in: optional(textLike(/^\d+[ywdhms]?$/, "must be a number and a unit, such as 5m or 7d"))
})
export interface CreateLoginUrl extends Schema.Schema.Type<typeof CreateLoginUrl> {}

const fields = { url: wire.secret("login_url") }

/**
 * The link. Bare text in the vendor's schema, an object in its example: always an object here.
 *
 * @category models
 */
export interface LoginUrl extends wire.Value<typeof fields, "url"> {}
const Link: wire.Open<LoginUrl> = wire.object<LoginUrl>("LoginUrl", fields, { required: ["url"] })
export const LoginUrl: Schema.Codec<LoginUrl, unknown> = Schema.Unknown.pipe(
  Schema.decodeTo(Link, {
    decode: SchemaGetter.transform(
      (raw: unknown) => (typeof raw === "string" ? { url: raw } : raw) as Schema.JsonObject
    ),
    encode: SchemaGetter.transform((object: Schema.JsonObject): unknown => object)
  })
)
