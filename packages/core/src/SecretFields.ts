// Which fields of the API hold what nobody else may see, by their names. The one list: schemas redact by it, errors blot by it, and the
// sandbox's record leaves it out.

/** What a card is paid with. @category data */
export const card = ["card_number", "card_cvc", "cvc", "cvv"] as const

/** Whoever has one of these can act in somebody's name, or read a document. @category data */
export const credentials = [
  "api_key",
  "apikey",
  "api_token",
  "authorization",
  "base64",
  "encoded_content",
  "encrypted_payment_data",
  "events_token",
  "login_url",
  "password",
  "payload",
  "payment_token",
  "session",
  "token"
] as const

/** Bank accounts: their owners' business, and no secret from the bank. @category data */
export const accounts = ["iban", "account_holder_iban", "account_id_iban"] as const

/** What is printed on a card beside its number. @category data */
export const cardholder = ["card_expiry_date", "card_holder_name"] as const

/** What tells who somebody is. @category data */
export const personal = ["account_id", "content", "contents", "email", "file"] as const

/** A field that is never shown. @category models */
export type SecretField = (typeof card)[number] | (typeof credentials)[number]
