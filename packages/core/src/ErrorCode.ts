// The `error_code` of a refused call, as data: what it means, what kind of failure it is, and what to do. The same code
// means different things by call (1006 is "no such order" on a read and "you may already have this order" on a create), so ask
// `classify` with the method and the HTTP status rather than the code alone.
import * as Option from "effect/Option"

/**
 * - `permanent`: the request is wrong; repeating it changes nothing.
 * - `configuration`: the key, the account or the site needs a person.
 * - `decline`: this payer or method was refused; ask for another.
 * - `retry`: the same call may be repeated after a pause.
 * - `ambiguous`: it may have been carried out; read the order before anything else.
 * - `obsolete`: a code of the former XML API.
 * - `unknown`: not documented. Treat it as ambiguous when the call was a write.
 */
export type Class = "permanent" | "configuration" | "decline" | "retry" | "ambiguous" | "obsolete" | "unknown"

/** What a code means for one kind of call, where that differs from its usual meaning. */
export interface Refinement {
  readonly methods?: ReadonlyArray<string>
  readonly statuses?: ReadonlyArray<number>
  readonly meaning: string
  readonly class: Class
  readonly advice: string
}

export interface Entry {
  readonly code: number
  readonly meaning: string
  readonly class: Class
  readonly advice: string
  /** HTTP statuses the vendor documents it with. Empty: none documented. */
  readonly statuses: ReadonlyArray<number>
  readonly refinements?: ReadonlyArray<Refinement>
}

const readTheOrder = "Read the order by its order_id before you repeat or replace anything."
const formerApi = "Belongs to the former XML API; contact the vendor if it appears."

const oneCurrency = "Use the order's currency for every item."

const entry = (
  code: number,
  kind: Class,
  meaning: string,
  advice: string,
  more: Partial<Pick<Entry, "statuses" | "refinements">> = {}
): Entry => ({ code, meaning, class: kind, advice, statuses: [], ...more })

/** All codes the vendor documents. See https://docs.multisafepay.com/reference/error-reference. */
export const catalogue = {
  1000: entry(1000, "ambiguous", "Unknown error", readTheOrder, {
    statuses: [404, 410],
    refinements: [
      {
        methods: ["GET", "HEAD"],
        statuses: [410],
        meaning: "Nothing there: no such token, or a customer without tokens",
        class: "permanent",
        advice: "Take a missing list of tokens as an empty one."
      },
      {
        methods: ["DELETE"],
        statuses: [404, 410],
        meaning: "Token not removed: it is no longer there",
        class: "permanent",
        advice: "List the customer's tokens; when it is absent, it is removed."
      },
      {
        methods: ["PATCH"],
        statuses: [404, 410],
        meaning: "Not changed: not found, or not in a state that allows it",
        class: "permanent",
        advice: "Read it; when it already is what you asked for, the change is done."
      },
      { statuses: [404, 410], meaning: "Not found", class: "permanent", advice: "Check the id in the path." }
    ]
  }),
  1001: entry(
    1001,
    "permanent",
    "Invalid amount",
    "Send a whole number of the smallest unit, 1 or more; 0 only to check a card.",
    {
      statuses: [422],
      refinements: [
        {
          statuses: [422],
          meaning: "Invalid expires_in of a login URL",
          class: "permanent",
          advice: "Send expires_in within the documented bounds."
        }
      ]
    }
  ),
  1002: entry(1002, "permanent", "Invalid or unsupported currency", "Use an ISO 4217 code that the gateway takes."),
  1003: entry(1003, "permanent", "Invalid account id", "Check the account id in the path.", { statuses: [404] }),
  1004: entry(1004, "obsolete", "Invalid website id", formerApi),
  1005: entry(1005, "obsolete", "Invalid security code", formerApi),
  1006: entry(1006, "permanent", "Invalid order id", "Check the order id.", {
    statuses: [404],
    refinements: [
      {
        methods: ["POST"],
        meaning:
          "The order id is taken by a completed order of this site, is longer than 50 characters, or does not exist",
        class: "ambiguous",
        advice:
          "When it was to be placed, read it by its order_id: an earlier attempt of yours may have created it. Else check the id, and whether the key belongs to its site and environment."
      },
      {
        meaning: "No order with this id",
        class: "permanent",
        advice: "Check the order id and whether the key belongs to its site and environment."
      }
    ]
  }),
  1007: entry(
    1007,
    "permanent",
    "Invalid ip_address or forwarded_ip",
    "Send the payer's own IP address in customer.ip_address, and leave forwarded_ip out when there is none."
  ),
  1008: entry(1008, "permanent", "Invalid description", "Send a description of 1 to 200 characters."),
  1009: entry(1009, "unknown", "Not defined by the vendor", "Read the error text; ask the vendor."),
  // The schema allows 500 characters, the error page 100.
  1010: entry(1010, "permanent", "Invalid var1, var2 or var3", "Keep each of them within 100 characters."),
  1011: entry(1011, "obsolete", "Invalid customer account id", formerApi),
  1012: entry(1012, "obsolete", "Invalid customer security code", formerApi),
  1013: entry(1013, "obsolete", "Invalid MD5 signature", formerApi),
  1014: entry(1014, "ambiguous", "Unspecified error", readTheOrder),
  1015: entry(1015, "configuration", "Account id missing or unknown", "Check the account the API key belongs to."),
  1016: entry(1016, "permanent", "Required data missing", "Add the fields that the error text names."),
  1017: entry(
    1017,
    "decline",
    "Balance of the MultiSafepay wallet too low",
    "Ask the payer to top up the wallet, or for another payment method."
  ),
  1018: entry(1018, "permanent", "Invalid country code", "Send the country as two letters of ISO 3166-1."),
  1019: entry(
    1019,
    "configuration",
    "Site inactive or blocked",
    "Activate the site in the dashboard, or ask the vendor.",
    { statuses: [404] }
  ),
  1020: entry(1020, "configuration", "Account blocked", "Ask the vendor."),
  1021: entry(
    1021,
    "ambiguous",
    "The bank could not start this direct transaction",
    "Read the order; when there is no transaction, try again later or send the payer to the payment page."
  ),
  1022: entry(
    1022,
    "ambiguous",
    "The transaction cannot be started, often because the provider has one already (ERR_EXISTS)",
    "Read the order: a transaction probably exists. Do not create it again with the same order_id."
  ),
  1023: entry(
    1023,
    "configuration",
    "Gateway not available",
    "Enable the gateway for the site, or use a redirect order; a direct order needs a gateway, and a component needs its own token instead of the API key.",
    { statuses: [404] }
  ),
  1024: entry(
    1024,
    "decline",
    "Transaction refused",
    "Do not repeat it unchanged: read the order's reason and offer another payment method."
  ),
  1025: entry(1025, "permanent", "Several currencies in the cart", oneCurrency),
  1026: entry(1026, "permanent", "The cart's currency differs from the order's", oneCurrency),
  1027: entry(
    1027,
    "permanent",
    "The cart's total differs from the amount",
    "Build cart and amount together, by the vendor's rounding rule."
  ),
  1028: entry(1028, "permanent", "Invalid rate in a tax table", "Send the rate as a decimal number: 0.21 is 21 %."),
  1029: entry(
    1029,
    "permanent",
    "The tax rate of an item does not match its tax table",
    "Give the item a tax_table_selector that checkout_options defines."
  ),
  1030: entry(1030, "permanent", "Invalid or unsupported currency of an item", oneCurrency),
  1031: entry(
    1031,
    "permanent",
    "Invalid price of an item",
    "Send unit_price as a decimal number of the main unit, without tax."
  ),
  1032: entry(
    1032,
    "configuration",
    "Invalid API key",
    "Check the key, and that a test key goes to the test environment and a live key to the live one.",
    { statuses: [401] }
  ),
  1033: entry(
    1033,
    "retry",
    "Refund information could not be read",
    "Repeat the read; do not repeat a refund because of it.",
    {
      refinements: [
        {
          methods: ["POST", "PATCH", "PUT", "DELETE"],
          meaning: "Refund information could not be read",
          class: "ambiguous",
          advice: "Read the order's related transactions before you refund again."
        }
      ]
    }
  ),
  1034: entry(
    1034,
    "ambiguous",
    "Refund refused: above the amount paid, balance too low, already refunded or cancelled, or the same amount within 5 minutes",
    "Read amount_refunded and the related transactions first: this can be the guard against your own repeat, and it ends after 5 minutes."
  ),
  1035: entry(1035, "obsolete", "Invalid MD5 signature", formerApi),
  1036: entry(1036, "permanent", "Invalid iDEAL issuer", "Leave issuer_id out: iDEAL no longer needs it."),
  5001: entry(
    5001,
    "permanent",
    "The cart was not validated when the order was created",
    "Set checkout_options.validate_cart."
  ),
  9999: entry(9999, "ambiguous", "Unknown error", readTheOrder)
} as const satisfies { readonly [code: number]: Entry }

/** A documented code. */
export type Code = keyof typeof catalogue

/** All documented codes, in order. */
export const codes: ReadonlyArray<Code> = Object.keys(catalogue).map(Number) as Array<Code>

/** Whether the vendor documents this code. */
export const isKnown = (code: number): code is Code => Object.hasOwn(catalogue, code)

/** The line of a code; none for a code that is not documented. */
export const get = (code: number): Option.Option<Entry> =>
  isKnown(code) ? Option.some(catalogue[code]) : Option.none()

/** A code as one call received it. */
export interface Call {
  /** The answer's `error_code`, when it had one. */
  readonly code?: number | undefined
  /** HTTP method. Without it, a write is assumed. */
  readonly method?: string | undefined
  /** HTTP status. */
  readonly status?: number | undefined
}

export interface Classified {
  readonly code: number | undefined
  readonly class: Class
  readonly meaning: string
  readonly advice: string
}

/**
 * What a refused call means and what to do about it. Codes first, then the HTTP status, since the newer endpoints answer without a
 * code. A read that may be repeated is `retry` where a write would be `ambiguous`.
 */
export const classify = (call: Call): Classified => {
  const method = call.method?.toUpperCase()
  const found =
    call.code === undefined
      ? byStatus(call.status)
      : Option.getOrElse(byCode(call.code, method, call.status), () => undocumented)
  const isRead = method === "GET" || method === "HEAD"
  return {
    code: call.code,
    meaning: found.meaning,
    ...(isRead && (found.class === "ambiguous" || found.class === "unknown")
      ? { class: "retry", advice: "Repeat the read after a pause; it changes nothing." }
      : { class: found.class, advice: found.advice })
  }
}

type Verdict = Pick<Refinement, "meaning" | "class" | "advice">

const undocumented: Verdict = {
  meaning: "Not a documented code",
  class: "unknown",
  advice: `${readTheOrder} The error text may say more.`
}

const byCode = (code: number, method: string | undefined, status: number | undefined): Option.Option<Verdict> =>
  Option.map(
    get(code),
    (entry) =>
      entry.refinements?.find(
        ({ methods, statuses }) =>
          (methods === undefined || methods.includes(method ?? "POST")) &&
          (statuses === undefined || (status !== undefined && statuses.includes(status)))
      ) ?? entry
  )

// The vendor documents neither 429 nor any 5xx; a proxy in between may still send them.
const byStatus = (status: number | undefined): Verdict => {
  switch (status) {
    case 401:
    case 403:
      return {
        meaning: "Not allowed",
        class: "configuration",
        advice: "Check the API key, its environment and what it may do."
      }
    case 404:
    case 410:
      return { meaning: "Not found", class: "permanent", advice: "Check the id in the path." }
    case 429:
      return { meaning: "Too many calls", class: "retry", advice: "Repeat it after the time in Retry-After." }
    case 501:
      return { meaning: "Not implemented", class: "permanent", advice: "Check the path and the method." }
    default:
      return status !== undefined && status >= 400 && status < 500
        ? { meaning: "The request was refused", class: "permanent", advice: "Correct what the answer names." }
        : { meaning: "The answer does not say what happened", class: "unknown", advice: readTheOrder }
  }
}
