// The customer as answers tell it, which is not the customer of a request: `phone` became `phone1` and `phone2`, the country has a
// name, and values are tidied (a zip code comes back without its space), so do not compare them with what was sent.
import * as wire from "./internal/answers/wire.ts"

/**
 * `customer` of an order answer. Every field may be missing: an unfinished iDEAL order knows the locale and nothing else.
 *
 * @see https://docs.multisafepay.com/reference/getorder
 * @category models
 */
export class Payer extends wire.open<Payer>("Payer")({
  address1: wire.text,
  address2: wire.text,
  city: wire.text,
  /** Chamber of Commerce number of a company. */
  cocnumber: wire.text,
  company_name: wire.text,
  country: wire.text,
  country_name: wire.text,
  email: wire.text,
  first_name: wire.text,
  house_number: wire.text,
  ip_address: wire.text,
  last_name: wire.text,
  locale: wire.text,
  phone: wire.text,
  phone1: wire.text,
  phone2: wire.text,
  reference: wire.text,
  state: wire.text,
  zip_code: wire.text
}) {}
