// Which kind of order a literal means to be, for the compiler: the counterpart of `kindOf`. Compared with one kind instead of all of them,
// a wrong order is told in one line that names the field, and a right one costs a fraction of the work.
import type * as CreateOrder from "./CreateOrder.ts"
import type * as Gateway from "./Gateway.ts"
import type { Draft } from "./OrderDraft.ts"
import type * as OrderGateway from "./OrderGateway.ts"

/**
 * What a given order has to be: the kind that its `type`, its `gateway` and a few tell-tale fields name, or a draft that lacks nothing. When it
 * lacks something, the field that names the kind is asked to be the words that say so, which no value is.
 *
 * Of an order whose type is a parameter the compiler cannot tell: a function that is generic in it says `CreateOrder` instead.
 *
 * @category models
 */
export type Checked<O> =
  O extends Draft<infer Missing>
    ? [Missing] extends [never]
      ? O
      : string extends Missing
        ? Draft
        : "a draft that lacks nothing"
    : [keyof O & Demands[number]] extends [never]
      ? // An editor that lists what may be written, and whoever takes the place of `orders.create`, look here: every kind.
        CreateOrder.CreateOrder | Draft
      : Kind<O, Of<O, "type">, Of<O, "gateway">>

/** An order of this kind, of which one field is asked to be what is wrong with the whole. @category models */
export type Unfinished<Kind, Field extends PropertyKey, Words extends string> = {
  readonly [K in keyof Kind]?: K extends Field ? Words : Kind[K]
}

type Of<O, Field extends string> = O[Field & keyof O]

// Of `any` nothing can be told: it may be of any kind.
type Kind<O, Type, Id> = 0 extends 1 & (Type | Id | Of<O, "gateway_info">)
  ? CreateOrder.CreateOrder
  : O extends { readonly gateway_info: { readonly terminal_id: unknown } }
    ? Whole<
        O,
        O extends { readonly type: "unreferenced_refund" } ? CreateOrder.UnreferencedRefund : CreateOrder.TerminalOrder
      >
    : [Type] extends ["redirect" | undefined]
      ? Redirect<O, Id>
      : [Type] extends ["direct"]
        ? Direct<O, Id>
        : [Type] extends ["paymentlink"]
          ? [Id] extends [OrderGateway.Page | undefined]
            ? Whole<O, CreateOrder.PaymentLinkOrder>
            : Other<O, Id>
          : [Type] extends ["checkout"]
            ? Whole<O, CreateOrder.FastCheckoutOrder>
            : [Type] extends ["unreferenced_refund"]
              ? Whole<O, CreateOrder.UnreferencedRefund>
              : CreateOrder.CreateOrder

type Redirect<O, Id> = [Id] extends [OrderGateway.PlainRedirect | undefined]
  ? Whole<O, CreateOrder.RedirectOrder>
  : [Id] extends [OrderGateway.Page]
    ? Whole<O, OnPage<Id>>
    : [Id] extends [Gateway.Id]
      ? NoInfer<Unfinished<CreateOrder.RedirectOrder, "gateway", `${Id} has no page: use type direct`>>
      : Other<O, Id>

// One of several methods: an order that any of them takes.
type OnPage<Id> = Id extends OrderGateway.PayLaterRedirect
  ? CreateOrder.RedirectPayLaterOrder
  : Id extends OrderGateway.Sofort
    ? CreateOrder.RedirectSofortOrder
    : CreateOrder.RedirectOrder

type Direct<O, Id> = O extends { readonly payment_data: object }
  ? Whole<O, CreateOrder.ComponentOrder>
  : O extends { readonly recurring_id: string }
    ? O extends { readonly gateway_info: { readonly card_number: unknown } }
      ? DirectTo<O, Id>
      : Whole<O, CreateOrder.RecurringOrder>
    : DirectTo<O, Id>

type DirectTo<O, Id> = [Id] extends [OrderGateway.PlainDirect | undefined]
  ? Whole<O, CreateOrder.DirectOrder>
  : [Id] extends [Gateway.IdWithFlow<"direct">]
    ? Whole<O, WithoutPage<O, Id>>
    : [Id] extends [OrderGateway.Page]
      ? NoInfer<Unfinished<CreateOrder.DirectOrder, "gateway", `${Id} needs a page: use type redirect`>>
      : Other<O, Id>

type WithoutPage<O, Id> = Id extends OrderGateway.Card
  ? O extends { readonly recurring_model: string }
    ? CreateOrder.RecurringCardOrder
    : CreateOrder.DirectCardOrder
  : Id extends OrderGateway.PayLaterDirect
    ? CreateOrder.DirectPayLaterOrder
    : Id extends OrderGateway.TokenWallet
      ? CreateOrder.DirectWalletOrder
      : Id extends OrderGateway.DirectDebit
        ? CreateOrder.DirectDebitOrder
        : Id extends OrderGateway.CardWithoutCvc
          ? CreateOrder.DirectMaestroOrder
          : Id extends OrderGateway.ByPhone
            ? CreateOrder.DirectPhoneOrder
            : Id extends OrderGateway.ByName
              ? CreateOrder.DirectTrustlyOrder
              : CreateOrder.DirectOrder

// A method that the catalogue does not have, said so or misspelt.
type Other<O, Id> = [Id] extends [Gateway.Unknown] ? Whole<O, CreateOrder.OpenOrder> : CreateOrder.CreateOrder

// Words cannot refuse `any`: then the kind itself has to.
type Whole<O, Kind> = [Missing<O, Kind>] extends [never]
  ? Kind
  : 0 extends 1 & Of<O, Telling<keyof O> & string>
    ? Kind
    : NoInfer<Unfinished<Kind, Telling<keyof O>, Lacks<Missing<O, Kind>>>>

// A condition, so that the compiler looks at no kind before it knows the order.
type Missing<O, Kind> = O extends unknown ? Exclude<Demanded<Kind>, keyof O> : never

type Demanded<Kind> = Kind extends unknown
  ? { [K in keyof Kind]-?: undefined extends Kind[K] ? never : K }[keyof Kind]
  : never

// Where an editor underlines what is wrong.
type Telling<Said extends PropertyKey> = "gateway" extends Said
  ? "gateway"
  : "type" extends Said
    ? "type"
    : "order_id" extends Said
      ? "order_id"
      : Said

type Lacks<Missing> = List<Missing, Demands> extends `, ${infer Fields}` ? `this order lacks ${Fields}` : never

type List<Missing, Fields> = Fields extends readonly [infer Field extends string, ...infer Rest]
  ? `${Field extends Missing ? `, ${Field}` : ""}${List<Missing, Rest>}`
  : ""

/** All that any kind demands, in the order in which a message lists it. @category models */
export type Demands = [
  "order_id",
  "description",
  "amount",
  "currency",
  "type",
  "gateway",
  "payment_options",
  "customer",
  "shopping_cart",
  "checkout_options",
  "gateway_info",
  "payment_data",
  "recurring_model",
  "recurring_id"
]
