// Why a payment was declined, from the order's `reason_code` and `reason`. It comes with HTTP 200 and `success: true`,
// code 1000 means approved here (and "unknown error" among the API's error codes), and 4999 says everything in its text alone.
import * as Option from "effect/Option"

/**
 * Whether the same card, or the same bank account for a direct debit, may be tried again.
 *
 * - `yes`: at once, a few times.
 * - `later`: after some time, the same day.
 * - `next-day`: not the same day.
 * - `after-change`: once the payer changed something (funds, device, code, restriction).
 * - `with-3ds`: with 3D Secure.
 * - `ask-issuer`: the payer asks the bank first.
 * - `ask-support`: the merchant's set-up, or the vendor's filter, is in the way.
 * - `never`: the issuer will not approve it; ask for another card or method.
 * - `unknown`: not documented.
 */
export type Repeat =
  | "yes"
  | "later"
  | "next-day"
  | "after-change"
  | "with-3ds"
  | "ask-issuer"
  | "ask-support"
  | "never"
  | "unknown"

export interface Entry {
  readonly meaning: string
  readonly mayRetrySameCard: Repeat
  readonly advice: string
}

const askBank = "Ask the payer to contact the bank, or to pay with another card or method."
const otherCard = "Ask for another card or method."
const neverAgain = "Do not try this card again, it will never be approved; ask for another card or method."
const support = "Contact the vendor's support."

const entry = (meaning: string, mayRetrySameCard: Repeat, advice: string): Entry => ({
  meaning,
  mayRetrySameCard,
  advice
})

/** 3001 to 3100: authentication; 4001 to 4999: authorisation. See https://docs.multisafepay.com/docs/card-payment-errors. */
export const cardReasons = {
  "3001": entry("3D Secure: authentication failed", "ask-issuer", askBank),
  "3002": entry("3D Secure: unknown device", "after-change", "Ask the payer to use another device."),
  "3003": entry("3D Secure: device not supported", "after-change", "Ask the payer to use another device."),
  "3004": entry("3D Secure: too many authentications", "later", "Ask the payer to try again later."),
  "3005": entry("3D Secure: expired card", "never", otherCard),
  "3006": entry("3D Secure: invalid card number", "after-change", "Ask the payer to check the card number."),
  "3007": entry("3D Secure: invalid transaction", "never", otherCard),
  "3008": entry("3D Secure: the issuer does not know the card", "never", otherCard),
  "3009": entry("3D Secure: security failure", "never", otherCard),
  "3010": entry("3D Secure: stolen card", "never", otherCard),
  "3011": entry("3D Secure: suspected fraud", "never", otherCard),
  "3012": entry("3D Secure: not permitted to the cardholder", "never", otherCard),
  "3100": entry("3D Secure: could not be started", "ask-issuer", askBank),
  "4001": entry("Do not honor", "ask-issuer", askBank),
  "4002": entry(
    "Insufficient funds",
    "after-change",
    "Ask the payer to add funds or raise the limit, or to use another card."
  ),
  "4003": entry("Suspected fraud, or card blocked for a time", "ask-issuer", askBank),
  "4004": entry("Soft decline: authentication needed", "with-3ds", "Start the payment again with 3D Secure."),
  "4005": entry(
    "Expired card, or invalid or closed account",
    "never",
    "Do not try this card again; ask for another, and update recurring payments."
  ),
  "4999": entry("Declined", "unknown", "Read the order's reason text.")
} as const satisfies { readonly [code: string]: Entry }

/** A documented code of a card payment. */
export type CardCode = keyof typeof cardReasons

/** The texts of 4999. The first line whose words occur in the reason decides, so the longer phrases come first. */
export const declinedTexts: ReadonlyArray<Entry & { readonly texts: ReadonlyArray<string> }> = [
  {
    texts: ["not permitted to acquirer", "acquirer or terminal"],
    ...entry("Not set up for this payment method", "ask-support", support)
  },
  {
    texts: ["invalid merchant", "service provider"],
    ...entry("The issuer restricts the merchant", "ask-issuer", askBank)
  },
  {
    texts: [
      "invalid transaction",
      "invalid issuer",
      "not permitted to cardholder",
      "not permitted to the cardholder",
      "stop payment",
      "revocation of"
    ],
    ...entry("The issuer will never approve it", "never", neverAgain)
  },
  {
    texts: ["re-enter transaction", "file temporarily unavailable", "system error", "unable to route"],
    ...entry("Temporary error", "yes", "Try again; contact the vendor's support when it keeps failing.")
  },
  {
    texts: ["inoperative", "issuer unavailable", "cannot verify pin"],
    ...entry("The issuer could not be reached or could not check", "later", "Try again the same day.")
  },
  {
    texts: ["pin tries exceeded"],
    ...entry("Too many PIN tries", "next-day", "Do not try again on the same day.")
  },
  {
    texts: ["additional customer authentication", "additional authentication"],
    ...entry("Authentication needed", "with-3ds", "Start the payment again with 3D Secure.")
  },
  {
    texts: ["timed out (acs)", "authentication cancelled", "authentication canceled"],
    ...entry("3D Secure was not finished", "yes", "Ask the payer to try again and to finish the authentication.")
  },
  {
    texts: ["declined by multisafepay"],
    ...entry("Stopped by the vendor's fraud filter", "ask-support", support)
  },
  {
    texts: ["3d secure-authenticated cards", "3d secure authenticated cards"],
    ...entry("Only cards with 3D Secure are accepted", "ask-support", support)
  },
  {
    texts: ["duplicate transmission"],
    ...entry("Sent twice", "never", "Do not repeat it; read the order, the first one may have been paid.")
  },
  {
    texts: ["restricted card", "cannot be completed", "non-existent account", "account blocked"],
    ...entry(
      "Card or account restricted",
      "after-change",
      "Try again, unchanged, once the payer has had the restriction removed."
    )
  },
  {
    texts: ["insufficient funds", "over credit limit"],
    ...entry(
      "Insufficient funds",
      "after-change",
      "Ask the payer to add funds or raise the limit, or to use another card."
    )
  },
  {
    texts: ["cvv", "card type verification", "invalid pin"],
    ...entry("Wrong code", "after-change", "Ask the payer for the right code, and watch for fraud.")
  },
  {
    texts: [
      "refer to the card issuer",
      "refer to card issuer",
      "pick up",
      "invalid amount",
      "invalid card",
      "not enrolled",
      "pin not changed"
    ],
    ...entry("The issuer wants to be asked", "ask-issuer", askBank)
  },
  {
    texts: ["format error"],
    ...entry("The data may be malformed", "after-change", "Check the data of the order.")
  }
]

const account = "Ask the payer for the right bank account, or for another method."
const noMandate = "Do not debit this account again without a new mandate."
const bankRefuses = "Ask the payer for another bank account or method."
const wrongFile = "Contact the vendor: the debit itself was malformed."

/** Reasons of a refused or reversed direct debit, in the words of ISO 20022. See https://docs.multisafepay.com/docs/direct-debit. */
export const debitReasons = {
  AC01: entry("Account number is wrong", "after-change", account),
  AC04: entry("Account is closed", "never", account),
  AC06: entry("Account is blocked", "ask-issuer", bankRefuses),
  AC13: entry("Account is not one of a consumer", "never", bankRefuses),
  AG01: entry("Account does not allow direct debits", "never", bankRefuses),
  AG02: entry("Wrong bank operation code", "ask-support", wrongFile),
  AM04: entry("Insufficient funds", "later", "Agree with the payer on a day, then debit again."),
  AM05: entry("Debited twice", "never", "Do not repeat it: the first debit counts."),
  BE04: entry("Creditor's address is missing", "ask-support", support),
  BE05: entry("Creditor id is not recognised", "ask-support", support),
  CNOR: entry("Creditor's bank is not registered", "ask-support", support),
  CUST: entry("Recalled at the customer's request", "never", noMandate),
  DNOR: entry("Payer's bank takes no direct debits", "never", bankRefuses),
  DUPL: entry("Recalled as a duplicate", "never", "Do not repeat it: the first debit counts."),
  ED05: entry("Settlement failed", "later", "Try again later."),
  FF01: entry("File format is invalid", "ask-support", wrongFile),
  FF05: entry("Type of direct debit is wrong", "ask-support", wrongFile),
  FOCR: entry("Returned after a recall", "never", "Do not repeat it: the recall was asked for."),
  MD01: entry("No mandate", "never", noMandate),
  MD02: entry("Mandate data is missing or wrong", "after-change", "Correct the mandate, then debit again."),
  MD06: entry("Disputed by the payer", "never", noMandate),
  MD07: entry("Payer has died", "never", noMandate),
  MS02: entry("Refused by the payer, no reason given", "ask-issuer", "Ask the payer."),
  MS03: entry("Refused by the bank, no reason given", "ask-issuer", askBank),
  RC01: entry("Bank code (BIC) is wrong", "after-change", account),
  RR01: entry(
    "Regulation: payer's account or identification missing",
    "after-change",
    "Send the payer's full details."
  ),
  RR02: entry("Regulation: payer's name or address missing", "after-change", "Send the payer's full name and address."),
  RR03: entry("Regulation: creditor's name or address missing", "ask-support", support),
  RR04: entry("Regulation", "ask-issuer", askBank),
  SL01: entry(
    "Payer's bank offers a service that blocks it",
    "ask-issuer",
    "Ask the payer to allow this creditor at the bank."
  ),
  TM01: entry("After the bank's cut-off time", "later", "Try again on the next banking day.")
} as const satisfies { readonly [code: string]: Entry }

/** A documented code of a direct debit. */
export type DebitCode = keyof typeof debitReasons

/** Why a payment was declined. `code` is undefined when the order has a text only. */
export interface DeclineReason extends Entry {
  readonly code: CardCode | DebitCode | (string & {}) | undefined
  /** Whether the code is documented. */
  readonly isKnown: boolean
  /** The order's own words, empty when it has none. */
  readonly text: string
}

/** The part of an order that tells a decline. */
export interface Subject {
  readonly status?: string | null | undefined
  readonly reason?: string | null | undefined
  readonly reason_code?: string | number | null | undefined
}

// An order that went through keeps the text of its approval ("SUCCESS"); one that is under way shows steps ("3D Secure Authorization").
const notDeclined: ReadonlySet<string> = new Set(["completed", "shipped", "refunded", "partial_refunded", "reserved"])

/**
 * Why this order was declined; none when it was not, or when it does not say. Codes arrive as strings or numbers; `""`, `null` and 1000
 * (approved) are no reason. A code that is not documented survives with `isKnown: false`.
 */
export const fromOrder = (order: Subject): Option.Option<DeclineReason> => {
  const status = (order.status ?? "").toLowerCase()
  const text = (order.reason ?? "").trim()
  const code = `${order.reason_code ?? ""}`.trim().toUpperCase()
  if (notDeclined.has(status) || code === "1000") return Option.none()
  if (code !== "") return Option.some(fromCode(code, text))
  return status === "declined" && text !== ""
    ? Option.some({ ...fromText(text), code: undefined, isKnown: false, text })
    : Option.none()
}

/** The reason of a code, with the text that refines 4999. */
export const fromCode = (code: string, text = ""): DeclineReason => {
  const known = get(code)
  return {
    ...(code === "4999" || Option.isNone(known) ? fromText(text) : known.value),
    code,
    isKnown: Option.isSome(known),
    text
  }
}

/** The line of a code, of a card or a direct debit. */
export const get = (code: string): Option.Option<Entry> =>
  Object.hasOwn(cardReasons, code)
    ? Option.some(cardReasons[code as CardCode])
    : Object.hasOwn(debitReasons, code)
      ? Option.some(debitReasons[code as DebitCode])
      : Option.none()

const fromText = (text: string): Entry => {
  const words = text.toLowerCase().replace(/\s+/g, " ")
  const { advice, mayRetrySameCard, meaning } =
    declinedTexts.find(({ texts }) => texts.some((phrase) => words.includes(phrase))) ?? unexplained
  return { advice, mayRetrySameCard, meaning }
}

const unexplained: Entry = entry("Declined", "unknown", "Offer another card or method; read the order's reason text.")
