// What each error code asks of whoever called: all that a call reads of it. What the vendor says of a code stands in `documented.ts`,
// which a program that only calls leaves out; the compiler holds that every code is in both.

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

/** What kind of failure a code is, and what to do about it. */
export interface Ruling {
  readonly class: Class
  readonly advice: string
  readonly refinements?: ReadonlyArray<Refinement>
}

/** The rule of every write that may have been carried out. */
export const readTheOrder = "Read the order by its order_id before you repeat or replace anything."
const formerApi = "Belongs to the former XML API; contact the vendor if it appears."

const oneCurrency = "Use the order's currency for every item."

export const rulings = {
  1000: {
    class: "ambiguous",
    advice: readTheOrder,
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
  },
  1001: {
    class: "permanent",
    advice: "Send a whole number of the smallest unit, 1 or more; 0 only to check a card.",
    refinements: [
      {
        statuses: [422],
        meaning: "Invalid expires_in of a login URL",
        class: "permanent",
        advice: "Send expires_in within the documented bounds."
      }
    ]
  },
  1002: { class: "permanent", advice: "Use an ISO 4217 code that the gateway takes." },
  1003: { class: "permanent", advice: "Check the account id in the path." },
  1004: { class: "obsolete", advice: formerApi },
  1005: { class: "obsolete", advice: formerApi },
  1006: {
    class: "permanent",
    advice: "Check the order id.",
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
  },
  1007: {
    class: "permanent",
    advice: "Send the payer's own IP address in customer.ip_address, and leave forwarded_ip out when there is none."
  },
  1008: { class: "permanent", advice: "Send a description of 1 to 200 characters." },
  1009: { class: "unknown", advice: "Read the error text; ask the vendor." },
  // The schema allows 500 characters, the error page 100.
  1010: { class: "permanent", advice: "Keep each of them within 100 characters." },
  1011: { class: "obsolete", advice: formerApi },
  1012: { class: "obsolete", advice: formerApi },
  1013: { class: "obsolete", advice: formerApi },
  1014: { class: "ambiguous", advice: readTheOrder },
  1015: { class: "configuration", advice: "Check the account the API key belongs to." },
  1016: { class: "permanent", advice: "Add the fields that the error text names." },
  1017: { class: "decline", advice: "Ask the payer to top up the wallet, or for another payment method." },
  1018: { class: "permanent", advice: "Send the country as two letters of ISO 3166-1." },
  1019: { class: "configuration", advice: "Activate the site in the dashboard, or ask the vendor." },
  1020: { class: "configuration", advice: "Ask the vendor." },
  1021: {
    class: "ambiguous",
    advice: "Read the order; when there is no transaction, try again later or send the payer to the payment page."
  },
  1022: {
    class: "ambiguous",
    advice: "Read the order: a transaction probably exists. Do not create it again with the same order_id."
  },
  1023: {
    class: "configuration",
    advice:
      "Enable the gateway for the site, or use a redirect order; a direct order needs a gateway, and a component needs its own token instead of the API key."
  },
  1024: {
    class: "decline",
    advice: "Do not repeat it unchanged: read the order's reason and offer another payment method."
  },
  1025: { class: "permanent", advice: oneCurrency },
  1026: { class: "permanent", advice: oneCurrency },
  1027: { class: "permanent", advice: "Build cart and amount together, by the vendor's rounding rule." },
  1028: { class: "permanent", advice: "Send the rate as a decimal number: 0.21 is 21 %." },
  1029: { class: "permanent", advice: "Give the item a tax_table_selector that checkout_options defines." },
  1030: { class: "permanent", advice: oneCurrency },
  1031: { class: "permanent", advice: "Send unit_price as a decimal number of the main unit, without tax." },
  1032: {
    class: "configuration",
    advice: "Check the key, and that a test key goes to the test environment and a live key to the live one."
  },
  1033: {
    class: "retry",
    advice: "Repeat the read; do not repeat a refund because of it.",
    refinements: [
      {
        methods: ["POST", "PATCH", "PUT", "DELETE"],
        meaning: "Refund information could not be read",
        class: "ambiguous",
        advice: "Read the order's related transactions before you refund again."
      }
    ]
  },
  1034: {
    class: "ambiguous",
    advice:
      "Read amount_refunded and the related transactions first: this can be the guard against your own repeat, and it ends after 5 minutes."
  },
  1035: { class: "obsolete", advice: formerApi },
  1036: { class: "permanent", advice: "Leave issuer_id out: iDEAL no longer needs it." },
  5001: { class: "permanent", advice: "Set checkout_options.validate_cart." },
  9999: { class: "ambiguous", advice: readTheOrder }
} as const satisfies { readonly [code: number]: Ruling }

/** A documented code. */
export type Code = keyof typeof rulings
