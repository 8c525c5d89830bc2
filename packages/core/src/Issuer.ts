// A bank the customer could choose before paying. iDEAL asks on its own page since 2025, so that a shop needs none of this any more.
import * as wire from "./internal/wire.ts"

const fields = {
  /** Leading zeros count: `0031`. */
  code: wire.text,
  description: wire.text
}

/**
 * An issuer.
 *
 * @category models
 */
export interface Issuer extends wire.Value<typeof fields, "code"> {}
export const Issuer: wire.Open<Issuer> = wire.object<Issuer>("Issuer", fields, { required: ["code"] })
