// Orders by pure steps that may come in any order. The compiler keeps count of what an order still lacks (`OrderDraft`), one check finds
// everything else that is wrong, and nothing is sent until `Orders.create`. A literal does as well: it is checked by the compiler.
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { pipeArguments } from "effect/Pipeable"
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
import { dropBlank, fieldsOf, hasFields } from "./internal/requests/blank.ts"
import { reveal, unreadable } from "./internal/secrets/reveal.ts"
import { hideCard } from "./internal/secrets/secret.ts"
import * as Issue from "./Issue.ts"
import * as OrderDraft from "./OrderDraft.ts"
import type { Begins, Closed, Draft, Gives, Holds, Method, PaysWith, Word } from "./OrderDraft.ts"
import type { PaymentOptions } from "./PaymentOptions.ts"

export { CreateOrder } from "./CreateOrder.ts"
export type * from "./CreateOrder.ts"
export type { Draft, Step } from "./OrderDraft.ts"
export type { Checked } from "./OrderKind.ts"
export { effectClass } from "./PlacedOrder.ts"

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
export const redirect: Begins<Start, never> = (start) => begin({ type: "redirect", ...fieldsOf(start) })

/** Straight to the payment method, with what it asks for. @category beginnings */
export const direct: Begins<Start, "direct"> = (start) => begin({ type: "direct", ...fieldsOf(start) })

/** A link to send to the customer, valid for 30 days unless {@link expiresIn} says otherwise. @category beginnings */
export const paymentLink: Begins<Start, "paymentlink"> = (start) => begin({ type: "paymentlink", ...fieldsOf(start) })

/**
 * The payment method. Of an id that is known at run time only, the order needs what any of its possible values asks for.
 * `Gateway.unknown` names a method that this library does not know.
 *
 * @category steps
 */
export const gateway = <const Id extends Gateway.Id | Gateway.Unknown>(id: Id): PaysWith<Method<Id>> =>
  withFields({ gateway: id })

/** How much: `Order.amount(Money.eur("10.00"))`. @category steps */
export const amount = (money: { readonly currency: Currency; readonly amount: number }): Gives<"amount" | "currency"> =>
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
): Gives<"payment_options"> => within("payment_options", { notification_method: "POST", ...options })

/** Looks and settings of the payment page. Adds to what is there. @category steps */
export const paymentOptions = (options: PaymentOptions): Gives<"payment_options"> => within("payment_options", options)

/** Who pays. Adds to what is there. @category steps */
export const customer = <const C extends Customer>(
  customer: Closed<C, Customer>
): Gives<Holds<{ readonly customer: C }>[Word]> => within("customer", customer)

/** Where the goods go. Adds to what is there. @category steps */
export const delivery = (delivery: DeliveryAddress): Gives<"delivery"> => within("delivery", delivery)

/** The goods go to the customer's own address; what {@link delivery} says wins. @category steps */
export const deliverToCustomer: Gives<"delivery"> = step((draft) => make({ ...draft, toCustomer: true }))

/**
 * What is bought. Sets `shopping_cart`, its tax tables and the `amount`, by the vendor's rounding rule on exact decimals. An amount
 * set elsewhere must agree, or the order is refused with an account of every line.
 *
 * @category steps
 */
export const cart = (lines: ReadonlyArray<Cart.Line>): Gives<"shopping_cart" | "amount"> =>
  step((draft) => make({ ...draft, lines }))

/** Card data, server to server. Blanks and dashes in the number are taken out. @category steps */
export const card = <Cvc extends string | Redacted.Redacted<string> | undefined = undefined>(card: {
  readonly number: string | Redacted.Redacted<string>
  readonly holder: string
  readonly expiry: { readonly year: number; readonly month: number }
  readonly cvc?: Cvc
}): Gives<CardWord | (Cvc extends undefined ? never : "gateway_info.card_cvc")> =>
  within("gateway_info", {
    card_number: Card.number(card.number),
    card_holder_name: card.holder,
    card_expiry_date: Card.expiry(card.expiry),
    card_cvc: typeof card.cvc === "string" ? Redacted.make(card.cvc, { label: "card_cvc" }) : card.cvc
  })

type CardWord = "gateway_info" | `gateway_info.card_${"number" | "holder_name" | "expiry_date"}`

/** What the payment method asks for. Adds to what is there. @category steps */
export const gatewayInfo = <const I extends { readonly [field: string]: unknown }>(
  info: I
): Gives<Holds<{ readonly gateway_info: I }>[Word]> => within("gateway_info", info)

/** Stores the payment means for later, or charges a stored one when `id` is given. @category steps */
export const recurring = <Id extends string | undefined = undefined>(options: {
  readonly model: NonNullable<RecurringOrder["recurring_model"]>
  readonly id?: Id
}): Gives<"recurring_model" | (Id extends string ? "recurring_id" : never)> =>
  withFields({ recurring_model: options.model, recurring_id: options.id })

/** Authorise now, capture later (VISA, MASTERCARD, MAESTRO). @category steps */
export const captureManually: Gives<"capture"> = withFields({ capture: "manual" })

/** How long the customer has: 1 second to 365 days. Ignored by direct orders. @category steps */
export const expiresIn = (duration: Duration.Input): Gives<never> =>
  withFields({ seconds_active: Math.round(Duration.toSeconds(duration)) })

/** Any other field, by its wire name. @category steps */
export const set = <const F extends Others>(fields: Closed<F, Others>): Gives<Holds<F>[Word]> => withFields(fields)

/** What {@link set} may say. @category models */
export interface Others extends Partial<Omit<RedirectOrder, "type" | "gateway">> {}

/**
 * Checks the draft. Fails with everything that is wrong, at once; succeeds with an order that encodes to a valid request.
 *
 * @category checks
 */
export const build = (draft: Draft): Effect.Effect<CreateOrder, InvalidOrder> =>
  Effect.suspend(() => {
    const { fields, issues } = settle(draft)
    const unread: Array<Issue.Issue> = []
    return Effect.matchEffect(decode(revealed(fields, unread)), {
      onFailure: ({ issue }) => {
        const found = Issue.fromSchemaIssue(issue).filter(({ path }) => unread.every((one) => one.path !== path))
        return Effect.fail(new InvalidOrder({ issues: [...issues, ...unread, ...found] }))
      },
      onSuccess: (order) => (issues.length === 0 ? Effect.succeed(order) : Effect.fail(new InvalidOrder({ issues })))
    })
  })

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
  Object.entries(Gateway.shortcuts).map(([name, id]) => [
    name,
    (start: Start) => begin({ type: "redirect", ...fieldsOf(start), gateway: id })
  ])
) as unknown as { readonly [Name in keyof Gateway.Shortcuts]: Begins<Start, Gateway.Shortcuts[Name]> }

// The methods people ask for most; the rest are in `via`.

/** Bancontact, on its page. @category beginnings */
export const bancontact = via.bancontact
/** A bank transfer: MultiSafepay tells the customer where to pay. @category beginnings */
export const bankTransfer = via.bankTransfer
/** Any card, on MultiSafepay's page. @category beginnings */
export const creditCard = via.creditCard
/** SEPA direct debit: the customer signs the mandate on a page. @category beginnings */
export const directDebit = via.directDebit
/** iDEAL | Wero, at the customer's bank. @category beginnings */
export const ideal = via.ideal
/** In3: three instalments. Needs {@link customer} and {@link cart}. @category beginnings */
export const in3 = via.in3
/** Klarna, pay later. Needs {@link customer} and {@link cart}; without {@link delivery} there is a warning. @category beginnings */
export const klarna = via.klarna
/** Mastercard, on MultiSafepay's page. @category beginnings */
export const mastercard = via.mastercard
/** PayPal, on its page. @category beginnings */
export const payPal = via.payPal
/** Sofort, which has ended. Needs {@link customer} and {@link urls}. @category beginnings */
export const sofort = via.sofort
/** Visa, on MultiSafepay's page. @category beginnings */
export const visa = via.visa

const decode = Schema.decodeUnknownEffect(CreateOrder)

// As it stands on the wire, where secrets are text: the codec reads them there, by their own rules, and redacts them again.
const revealed = (fields: Draft["fields"], issues: Array<Issue.Issue>): unknown =>
  dropBlank(fields, (value, path) => {
    if (!Redacted.isRedacted(value)) return value
    const text = reveal(value)
    if (text === undefined) issues.push({ path, message: unreadable })
    return text ?? value
  })

/** What a draft is, without what makes it one. */
interface Content extends Pick<Draft, "fields" | "lines" | "toCustomer"> {}

function make({ fields, lines, toCustomer }: Content): Draft<string> {
  return {
    [OrderDraft.TypeId]: said,
    type: "draft",
    fields: withoutPlainCards(fields),
    lines,
    toCustomer,
    pipe() {
      // oxlint-disable-next-line prefer-rest-params -- how every Pipeable of Effect is written
      return pipeArguments(this, arguments)
    }
  }
}

const said: Draft[typeof OrderDraft.TypeId] = {
  Lacks: (_) => _,
  Said: (_) => _,
  order: (draft) => {
    const { fields, issues } = settle(draft)
    return issues.length === 0 ? Effect.succeed(fields as unknown as CreateOrder) : build(draft)
  }
}

// What the words of a beginning or a step come to is for the compiler to count: here any draft is a draft.
const begin = (fields: object): never => make({ fields: { ...fields }, lines: undefined, toCustomer: false }) as never

function step(next: OrderDraft.Step): never {
  return next as never
}

// `gatewayInfo` takes anything, a card as well: a draft may be logged, so what it keeps is redacted.
const withoutPlainCards = (fields: Draft["fields"]): Draft["fields"] => {
  const info = fieldsOf(fields["gateway_info"])
  const hidden = hideCard(info)
  return hidden === info ? fields : { ...fields, gateway_info: hidden }
}

function withFields(fields: Draft["fields"]): never {
  return step((draft) => make({ ...draft, fields: { ...draft.fields, ...fieldsOf(fields) } }))
}

function within(name: string, part: object): never {
  return step((draft) => make({ ...draft, fields: { ...draft.fields, [name]: merged(draft.fields[name], part) } }))
}

const merged = (one: unknown, other: unknown): object => ({
  ...fieldsOf(one),
  ...fieldsOf(other)
})

/** The fields of an order, and what is wrong with its cart. */
interface Settled {
  readonly fields: Draft["fields"]
  readonly issues: ReadonlyArray<Issue.Issue>
}

// What a draft says, with what had to wait for the other steps: the customer's address, and the cart, whose rounding needs the currency.
const settle = (draft: Draft): Settled =>
  withCart(draft.toCustomer ? { ...draft, fields: deliveredToCustomer(draft.fields) } : draft)

const deliveredToCustomer = (fields: Draft["fields"]): Draft["fields"] => {
  const { customer } = fields
  if (!hasFields(customer)) return fields
  const address = Object.fromEntries(
    addressFields.flatMap((name) => (name in customer ? [[name, customer[name]]] : []))
  )
  return { ...fields, delivery: merged(address, fields["delivery"]) }
}

const addressFields: ReadonlyArray<keyof Customer> = [
  "first_name",
  "last_name",
  "company_name",
  "address1",
  "address2",
  "house_number",
  "zip_code",
  "city",
  "state",
  "country",
  "phone",
  "email"
]

const withCart = (draft: Content): Settled => {
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
    checkout_options: merged(checkout_options, draft.fields["checkout_options"])
  }
  if (typeof given !== "number" || given === total) return { fields, issues: [] }
  const mismatch = Cart.check({ ...made.success, amount: given })
  return { fields, issues: mismatch === undefined ? [] : [{ path: "amount", message: mismatch.message }] }
}
