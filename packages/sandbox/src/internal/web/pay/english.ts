// The payment page in English, which is what every other language has to say as well.
import type * as Gateway from "@effect-multisafepay/core/Gateway"

/** By gateway id: methods that a language has words of its own for. What is missing goes by the product's name. */
export type MethodNames = { readonly [id in Gateway.Id]?: string } & { readonly [id: string]: string }

const methods: MethodNames = { CREDITCARD: "Credit card" }

type Said = readonly [title: string, says: string]

export const english = {
  mark: { title: "Sandbox", text: "A test page: no money moves here.", skip: "Skip to the payment" },
  pay: (amount: string) => `Pay ${amount}`,
  summary: { title: "Your order", amount: "Amount", to: "To", description: "Description", order: "Order" },
  site: (id: number) => `Test shop, site ${id}`,
  chooser: {
    title: "How would you like to pay?",
    lead: "Every method leads to a page where you decide how the payment ends.",
    none: "No method of this shop takes this order: its amount, its currency or the customer's country is in the way.",
    other: "Choose another method",
    with: (method: string) => `Pay with ${method}`
  },
  categories: { banking: "Bank", card: "Card", wallet: "Wallet", bnpl: "Pay later", prepaid: "Gift and prepaid cards" },
  methods,
  card: {
    title: "Card details",
    schemes: "Cards taken",
    number: "Card number",
    expiry: "Expiry date",
    expiryHint: "MM/YY, any month to come",
    cvc: "Security code",
    cvcHint: "3 or 4 digits, such as 123",
    holder: "Name on the card",
    optional: "(optional)",
    testTitle: "Test cards",
    testLead: "The number decides what happens. It is neither stored nor logged; do not type a real one.",
    numberColumn: "Number",
    effectColumn: "What happens"
  },
  account: { title: "Account details", iban: "IBAN", testTitle: "Test accounts", submit: "Continue" },
  giftCard: {
    title: "Gift card",
    number: "Gift card number",
    numberHint: "One of those below",
    code: "Security code",
    codeHint: "4 digits; any will do",
    submit: "Use this gift card",
    testTitle: "Test gift cards",
    testLead: "A card pays what it has. What is left of the order is paid with another method.",
    creditColumn: "Credit",
    rest: (amount: string) => `${amount} is left to pay. Choose another method for it.`
  },
  effects: {
    paid: "Paid",
    reviewThenPaid: "Under review, paid after 3 minutes",
    reviewThenVoid: "Under review, void after 3 minutes",
    threeDSecureFailed: "Declined: 3-D Secure failed",
    insufficientFunds: "Declined: insufficient funds",
    paidIn2: "Paid after 2 minutes",
    expiredIn2: "Expired after 2 minutes",
    declinedIn2: "Declined after 2 minutes",
    unclearedIn2ThenPaid: "Uncleared after 2 minutes, paid a minute later",
    unclearedIn2ThenDeclined: "Uncleared after 2 minutes, declined a minute later"
  },
  outcomes: {
    title: "Or choose how it ends",
    lead: "One click, without any details.",
    reason: "Reason",
    decline: "Decline"
  },
  choices: {
    paid: ["Paid", "The payment succeeds."],
    authorised: ["Authorised", "The card is authorised; the shop captures later."],
    threeDSecure: ["3-D Secure check", "The bank asks first. Accept or refuse on the next page."],
    insufficientFunds: ["Insufficient funds", "The bank declines with code 4002."],
    declined: ["Declined", "The bank or the provider refuses."],
    cancelled: ["Cancelled", "You leave without paying."],
    expired: ["Expired", "The time to pay runs out."],
    uncleared: ["Uncleared", "Under review, or on its way. Settle it later."],
    unclearedThenPaid: ["Uncleared, then paid", "Cleared after 3 minutes of the sandbox's clock."]
  } satisfies { readonly [name: string]: Said },
  mistakes: {
    title: "The payment was not sent",
    numberMissing: "Type a card number.",
    numberWrong: "This is not a card number: 12 to 19 digits, the last of which is a check digit.",
    brand: "This number belongs to another brand of card.",
    expiry: "Type the expiry date as MM/YY.",
    expired: "The expiry date has passed.",
    cvc: "Type the 3 or 4 digits of the security code.",
    iban: "Type an IBAN, such as one of the test accounts.",
    giftNumber: "Invalid card number: type one of the test gift cards.",
    giftEmpty: "This gift card has no credit left.",
    giftCode: "Type the 4 digits of the security code.",
    outcome: "This cannot happen to the order as it is now."
  },
  challenge: {
    title: "3-D Secure check",
    lead: "This is where your bank would ask whether it is really you.",
    accept: "Yes, it is me",
    refuse: "No, refuse"
  },
  states: {
    paid: ["This order is paid", "You can close this page or go back to the shop."],
    authorised: ["This order is authorised", "The shop collects the money when it sends the order."],
    processing: ["The payment is being processed", "It is under review or on its way; the shop is told how it ends."],
    closed: ["This order is closed", "Nothing can be paid any more."],
    gone: ["This payment link has expired", "Ask the shop for a new one."],
    unknown: ["No such payment", "The address is incomplete, or the sandbox has been reset."]
  } satisfies { readonly [name: string]: Said },
  again: {
    declined: "The last attempt was declined. You can try again.",
    expired: "The last attempt ran out of time. You can try again.",
    cancelled: "The last attempt was cancelled. You can try again."
  },
  processing: { settle: "Let the money arrive", reject: "Reject the payment" },
  leave: "Cancel the payment",
  back: "Back to the shop",
  invalidReturn: "The order has no address to go back to that a browser may be sent to."
}

export type Words = typeof english

/** What a test card or account does. */
export type Effect = keyof Words["effects"]

/** A way to end the payment at a push of a button. */
export type Choice = keyof Words["choices"]

export type Mistake = Exclude<keyof Words["mistakes"], "title">

/** What a page says that is no form. */
export type State = keyof Words["states"]
