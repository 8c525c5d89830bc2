// An order in the making: pure steps that may come in any order, then one check that finds everything that is wrong. A draft is an
// immutable value; nothing is sent until `Orders.create`. A literal does as well as a draft: it is checked by the compiler.
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { type Pipeable, pipeArguments } from "effect/Pipeable"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Card from "./Card.ts"
import * as Cart from "./Cart.ts"
import { CreateOrder } from "./CreateOrder.ts"
import type { RecurringOrder, RedirectOrder } from "./CreateOrder.ts"
import type { Currency } from "./Currency.ts"
import type { Customer } from "./Customer.ts"
import type { DeliveryAddress } from "./DeliveryAddress.ts"
import * as Gateway from "./Gateway.ts"
import { orderWarnings } from "./internal/orders/warnings.ts"
import { isPlain } from "./internal/requests/blank.ts"
import { reveal, unreadable } from "./internal/secrets/reveal.ts"
import { hideCard } from "./internal/secrets/secret.ts"
import * as Issue from "./Issue.ts"
import type { EffectClass } from "./Operation.ts"
import type { PaymentOptions } from "./PaymentOptions.ts"

export { CreateOrder } from "./CreateOrder.ts"
export type * from "./CreateOrder.ts"

/**
 * An order in the making.
 *
 * @category models
 */
export interface Draft extends Pipeable {
  /** What has been said so far, by wire name. Card data in it is redacted. */
  readonly fields: { readonly [name: string]: unknown }
  /** What the cart will be made of, once the currency is known. */
  readonly lines: ReadonlyArray<Cart.Line> | undefined
}

/** A step of a pipeline. @category models */
export type Step = (draft: Draft) => Draft

/**
 * What a draft begins with. Everything else may be given here too, by its wire name.
 *
 * @category models
 */
export interface Start extends Partial<Omit<RedirectOrder, "type" | "gateway" | "order_id">> {
  readonly order_id: string
}

/**
 * An order that breaks rules: all of them, by wire path, without the values.
 *
 * @category errors
 */
export class InvalidOrder extends Schema.TaggedError<InvalidOrder>("@effect-multisafepay/core/InvalidOrder")(
  "InvalidOrder",
  {
    issues: Schema.Array(Issue.Issue)
  }
) {
  override get message() {
    return `the order breaks ${this.issues.length === 1 ? "a rule" : `${this.issues.length} rules`}:${Issue.renderAll(this.issues)}`
  }
}

/** The customer pays on a page; without a gateway, on one that offers every method. @category beginnings */
export const redirect = (start: Start): Draft => make({ type: "redirect", ...start })

/** Straight to the payment method, with what it asks for. @category beginnings */
export const direct = (start: Start): Draft => make({ type: "direct", ...start })

/** A link to send to the customer, valid for 30 days unless {@link expiresIn} says otherwise. @category beginnings */
export const paymentLink = (start: Start): Draft => make({ type: "paymentlink", ...start })

/** The payment method; `Gateway.unknown` names one that this library does not know. @category steps */
export const gateway = (id: Gateway.Id | Gateway.Unknown): Step => withFields({ gateway: id })

/** How much: `Order.amount(Money.eur("10.00"))`. @category steps */
export const amount = (money: { readonly currency: Currency; readonly amount: number }): Step =>
  withFields({ currency: money.currency, amount: money.amount })

/**
 * Where notifications go and where the customer returns to. Asks for notifications by POST, because those are signed; GET ones
 * prove nothing.
 *
 * @category steps
 */
export const urls = (
  options: Pick<
    PaymentOptions,
    "notification_url" | "redirect_url" | "cancel_url" | "close_window" | "notification_method"
  >
): Step => within("payment_options", { notification_method: "POST", ...options })

/** Looks and settings of the payment page. Adds to what is there. @category steps */
export const paymentOptions = (options: PaymentOptions): Step => within("payment_options", options)

/** Who pays. Adds to what is there. @category steps */
export const customer = (customer: Customer): Step => within("customer", customer)

/** Where the goods go. Adds to what is there. @category steps */
export const delivery = (delivery: DeliveryAddress): Step => within("delivery", delivery)

/**
 * What is bought. Sets `shopping_cart`, its tax tables and the `amount`, by the vendor's rounding rule on exact decimals. An amount
 * set elsewhere must agree, or the order is refused with an account of every line.
 *
 * @category steps
 */
export const cart =
  (lines: ReadonlyArray<Cart.Line>): Step =>
  (draft) =>
    make(draft.fields, lines)

/** Card data, server to server. Blanks in the number are taken out. @category steps */
export const card = (card: {
  readonly number: string | Redacted.Redacted<string>
  readonly holder: string
  readonly expiry: { readonly year: number; readonly month: number }
  readonly cvc?: string | Redacted.Redacted<string> | undefined
}): Step =>
  within("gateway_info", {
    card_number: Card.number(card.number),
    card_holder_name: card.holder,
    card_expiry_date: Card.expiry(card.expiry),
    card_cvc: typeof card.cvc === "string" ? Redacted.make(card.cvc, { label: "card_cvc" }) : card.cvc
  })

/** What the payment method asks for. Adds to what is there. @category steps */
export const gatewayInfo = (info: { readonly [field: string]: unknown }): Step => within("gateway_info", info)

/** Stores the payment means for later, or charges a stored one when `id` is given. @category steps */
export const recurring = (options: {
  readonly model: NonNullable<RecurringOrder["recurring_model"]>
  readonly id?: string | undefined
}): Step => withFields({ recurring_model: options.model, recurring_id: options.id })

/** Authorise now, capture later (VISA, MASTERCARD, MAESTRO). @category steps */
export const captureManually: Step = (draft) => withFields({ capture: "manual" })(draft)

/** How long the customer has: 1 second to 365 days. Ignored by direct orders. @category steps */
export const expiresIn = (duration: Duration.Input): Step =>
  withFields({ seconds_active: Math.round(Duration.toSeconds(duration)) })

/** Any other field, by its wire name. @category steps */
export const set = (fields: Partial<Omit<RedirectOrder, "type" | "gateway">>): Step => withFields(fields)

/**
 * Checks the draft. Fails with everything that is wrong, at once; succeeds with an order that encodes to a valid request.
 *
 * @category checks
 */
export const build = (draft: Draft): Effect.Effect<CreateOrder, InvalidOrder> =>
  Effect.suspend(() => {
    const { fields, issues } = withCart(draft)
    const unread: Array<Issue.Issue> = []
    return Effect.matchEffect(decode(revealed(fields, "", unread)), {
      onFailure: ({ issue }) => {
        const found = Issue.fromSchemaIssue(issue).filter(({ path }) => unread.every((one) => one.path !== path))
        return Effect.fail(new InvalidOrder({ issues: [...issues, ...unread, ...found] }))
      },
      onSuccess: (order) => (issues.length === 0 ? Effect.succeed(order) : Effect.fail(new InvalidOrder({ issues })))
    })
  })

/**
 * What placing this order may do: most orders charge nobody until the customer acts and may be placed again after a lost answer; one
 * that carries a card, a token, an account or a buyer on credit charges at once, and one that sends a mail at creation cannot be
 * taken back. A direct order for an unknown gateway is taken for one that charges.
 *
 * @category guards
 */
export const effectClass = (order: CreateOrder): EffectClass => {
  const { gateway, gateway_info, payment_data, recurring, recurring_id, second_chance, type } = order as Fields
  const entry: Gateway.Entry | undefined = typeof gateway === "string" ? gatewayOf(gateway) : undefined
  const unknown = typeof gateway === "string" && gateway !== "" && entry === undefined
  const chargesNow =
    payment_data !== undefined ||
    (typeof recurring_id === "string" && recurring_id !== "") ||
    has(recurring, "id") ||
    (type === "direct" && (unknown || entry?.onDirect === "charges")) ||
    ["card_number", "payment_token", "terminal_id"].some((field) => has(gateway_info, field))
  const mailsNow =
    has(second_chance, "send_mail") ||
    has(second_chance, "send_email") ||
    (type === "direct" && entry?.onDirect === "mails")
  return chargesNow || mailsNow ? "guarded" : "reconcilable"
}

type Fields = Partial<Record<string, unknown>>

const has = (part: unknown, field: string): boolean => {
  const value = typeof part === "object" && part !== null ? (part as Fields)[field] : undefined
  return value !== undefined && value !== "" && value !== false
}

const gatewayOf = (id: string): Gateway.Entry | undefined => Option.getOrUndefined(Gateway.get(id))

/**
 * The vendor's recommendations that this order does not follow: a country or currency the method is not meant for, an IP address
 * left out; and what is refused or lost further down the road: VAT rates a provider does not take, lines without an id, a line in another
 * currency, more than ten decimals, shares above the amount, a capture the method does not have, no address for notifications. Never a
 * reason to refuse it.
 *
 * @category guards
 */
export const warnings = (order: CreateOrder): ReadonlyArray<Gateway.Warning> => [
  ...Gateway.warnings(order),
  ...orderWarnings(order)
]

/**
 * Redirect drafts by payment method, one for each of the catalogue's shortcuts: `Order.via.ideal({ ... })`.
 *
 * @category beginnings
 */
export const via = Object.fromEntries(
  Object.entries(Gateway.shortcuts).map(([name, id]) => [name, (start: Start) => gateway(id)(redirect(start))])
) as { readonly [Name in keyof Gateway.Shortcuts]: (start: Start) => Draft }

/** The methods people ask for most, by their own names; the rest are in {@link via}. @category beginnings */
export const {
  bancontact,
  bankTransfer,
  creditCard,
  directDebit,
  ideal,
  in3,
  klarna,
  mastercard,
  payPal,
  sofort,
  visa
} = via

const decode = Schema.decodeUnknownEffect(CreateOrder)

// As it stands on the wire, where secrets are text: the codec reads them there, by their own rules, and redacts them again.
const revealed = (value: unknown, path: string, issues: Array<Issue.Issue>): unknown => {
  if (Redacted.isRedacted(value)) {
    const text = reveal(value)
    if (text === undefined) issues.push({ path, message: unreadable })
    return text ?? value
  }
  if (Array.isArray(value)) return value.map((one, at) => revealed(one, `${path}[${at}]`, issues))
  if (!isPlain(value)) return value
  const under = path === "" ? "" : `${path}.`
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, revealed(one, `${under}${key}`, issues)]))
}

const make = (fields: Draft["fields"], lines?: ReadonlyArray<Cart.Line>): Draft => ({
  fields: withoutPlainCards(fields),
  lines,
  pipe() {
    // oxlint-disable-next-line prefer-rest-params -- how every Pipeable of Effect is written
    return pipeArguments(this, arguments)
  }
})

// `gatewayInfo` takes anything, a card as well: a draft may be logged, so what it keeps is redacted.
const withoutPlainCards = (fields: Draft["fields"]): Draft["fields"] => {
  const info = fields["gateway_info"]
  if (!isPlain(info)) return fields
  const hidden = hideCard(info)
  return hidden === info ? fields : { ...fields, gateway_info: hidden }
}

const withFields =
  (fields: Draft["fields"]): Step =>
  (draft) =>
    make({ ...draft.fields, ...fields }, draft.lines)

const within =
  (name: string, part: object): Step =>
  (draft) =>
    make({ ...draft.fields, [name]: { ...(draft.fields[name] as object | undefined), ...part } }, draft.lines)

// The cart waits until now because its rounding needs the currency, which any later step may set.
const withCart = (draft: Draft): { readonly fields: Draft["fields"]; readonly issues: ReadonlyArray<Issue.Issue> } => {
  if (draft.lines === undefined) return { fields: draft.fields, issues: [] }
  const made = Cart.make(draft.lines, { currency: (draft.fields["currency"] ?? "EUR") as Currency })
  // A stand-in, so that nobody is told that the cart and the amount are missing as well.
  if (Result.isFailure(made)) {
    return { fields: { amount: 1, shopping_cart: { items: [] }, ...draft.fields }, issues: made.failure.issues }
  }
  const { amount: total, checkout_options, shopping_cart } = made.success
  const given = draft.fields["amount"]
  const fields = {
    ...draft.fields,
    amount: given ?? total,
    shopping_cart,
    checkout_options: { ...checkout_options, ...(draft.fields["checkout_options"] as object | undefined) }
  }
  if (typeof given !== "number" || given === total) return { fields, issues: [] }
  const mismatch = Cart.check({ ...made.success, amount: given })
  return { fields, issues: mismatch === undefined ? [] : [{ path: "amount", message: mismatch.message }] }
}
