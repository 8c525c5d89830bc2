// An order in the making. Its type counts down what it still lacks, in whatever order the steps come; what a payment method asks for is
// the catalogue's own column. At run time a draft is only what has been said so far, and `Order.build` and `Orders.create` check it.
import type * as Effect from "effect/Effect"
import type { Pipeable } from "effect/Pipeable"
import { hasProperty } from "effect/Predicate"
import type * as Cart from "./Cart.ts"
import type { CreateOrder } from "./CreateOrder.ts"
import type * as Gateway from "./Gateway.ts"
import type * as Issue from "./Issue.ts"
import type * as OrderGateway from "./OrderGateway.ts"

/** @internal */
export const TypeId = "~@effect-multisafepay/core/OrderDraft"

/**
 * An order in the making: an immutable value, of which nothing is sent.
 *
 * - `Lacks`: the wire names of what it still needs, `"customer" | "amount"`; `never` when it is finished. `"no capture"` is something to
 *   take out, because the method does not have it.
 * - `Said`: the words said so far that decide what is needed: methods, `direct`, `customer.email`. `string` when the compiler does not know.
 *
 * `Draft` alone is a finished one. Of a draft that the running program puts together, `draft as Order.Draft` says that it is: it is
 * checked all the same.
 *
 * @category models
 */
export interface Draft<out Lacks extends string = never, out Said extends string = string> extends Pipeable {
  readonly [TypeId]: Making & { readonly Lacks: (_: never) => Lacks; readonly Said: (_: never) => Said }
  /** Tells a draft from an order, also to the compiler, whose messages then speak of the one that was meant. */
  readonly type: "draft"
  /** What has been said so far, by wire name. Card data in it is redacted. */
  readonly fields: { readonly [name: string]: unknown }
  /** What the cart will be made of, once the currency is known. */
  readonly lines: ReadonlyArray<Cart.Line> | undefined
  /** Whether the goods go to the customer's own address. */
  readonly toCustomer: boolean
}

/**
 * How a draft becomes an order. It comes with the draft, so that a program that has none does not carry carts and exact decimals.
 *
 * @internal
 */
export interface Making {
  /**
   * The order that the draft says, still to be checked by its request like every order; only a cart that does not add up, of which no order
   * can be made, fails here, with all that is wrong.
   */
  readonly order: (draft: Draft) => Effect.Effect<CreateOrder, { readonly issues: ReadonlyArray<Issue.Issue> }>
}

/** Whether a value is a draft, whatever it lacks. @category guards */
export const isDraft = (value: unknown): value is Draft<string> => hasProperty(value, TypeId)

/** Any step of a pipeline, for lists of steps. @category models */
export type Step = (draft: Draft<string>) => Draft<string>

/** A step that says these words. @category models */
export interface Gives<Words extends string> {
  <Lacks extends string, Said extends string>(
    draft: Draft<Lacks, Said>
  ): Draft<Rest<Lacks, Said, Words>, Said | Exclude<Words, Always>>
}

/** A step that chooses a method; of several, it asks for what any of them needs. @category models */
export interface PaysWith<Method extends string> {
  <Lacks extends string, Said extends string>(
    draft: [OnlyOnPage<Method, Said>] extends [never]
      ? Draft<Lacks, Said>
      : `${OnlyOnPage<Method, Said>} needs a page: use Order.redirect`
  ): [OnlyOnPage<Method, Said>] extends [never] ? Chosen<Method, Lacks, Said> : never
}

/** The draft whose method was chosen. @category models */
export type Chosen<Method extends string, Lacks extends string, Said extends string> = string extends Said
  ? Draft<Exclude<Lacks, "gateway"> | Demands<Method, Gateway.Flow>, string>
  : Draft<Rest<Lacks, Exclude<Said, Gateway.Id | Other> | Method, never>, Exclude<Said, Gateway.Id | Other> | Method>

/** A beginning, with as much of the rest as is known. @category models */
export interface Begins<Start, Said extends string> {
  <const S extends Start>(start: Closed<S, Start>): Begun<Said, Holds<S>[Word]>
}

// One condition around it all: else the compiler works out every word for a start that it does not know yet.
/** A draft of which so much is said. @category models */
export type Begun<Said extends string, Words extends string> = [Words] extends [infer W extends string]
  ? Draft<Rest<Always, Said, W>, Said | Exclude<W, Always>>
  : never

/** What a draft lacks when these words are said as well. @category models */
export type Rest<Lacks extends string, Said extends string, Words extends string> = string extends Said
  ? Exclude<Lacks, Words>
  :
      | { [A in Always]: A extends Exclude<Lacks, Words> ? A : never }[Always]
      | Brief<Exclude<Needs<Said | Words>, Said | Words>>
      | `no ${Extract<Refuses<Said | Words>, Said | Words>}`

/** What every order needs beside its id. */
type Always = "amount" | "currency" | "description"

/** A method that the catalogue does not have. */
type Other = "another method"

/** The word for a method. @category models */
export type Method<Id> = Id extends Gateway.Id ? Id : Other

/** Everything that decides whether an order lacks something. @category models */
export type Word = Always | Demands<Gateway.Id, Gateway.Flow> | Optional | "customer.reference" | "recurring_id"

/** What not every kind of order can have. */
type Optional = Series | "capture" | "gateway_info.card_number"
type Series = "recurring_model" | "recurring_id"

/** What the catalogue demands for these methods. */
type Demands<Id extends string, Flow extends Gateway.Flow> = (typeof Gateway.catalogue)[Extract<
  Id,
  Gateway.Id
>]["requires"][Flow][number]

type Needs<Said extends string> = "paymentlink" extends Said
  ? never
  : "direct" extends Said
    ? "recurring_id" extends Said
      ? "customer" | "customer.reference"
      : NeedsDirect<Said>
    : Demands<Said, "redirect">

type NeedsDirect<Said extends string> = [Extract<Said, Gateway.Id | Other>] extends [never]
  ? "gateway"
  : "recurring_model" extends Said
    ? // The security code proves that the customer is there, which in a series nobody is.
      Exclude<Demands<Said, "direct">, "gateway_info.card_cvc">
    : Demands<Said, "direct">

/** What an order of this kind does not have. */
type Refuses<Said extends string> = Other extends Said
  ? never
  : "paymentlink" extends Said
    ? "gateway_info.card_number"
    : "direct" extends Said
      ? RefusesDirect<Extract<Said, Gateway.Id>, Said>
      : "gateway_info.card_number" | RefusesOnPage<Extract<Said, Gateway.Id>>

type RefusesOnPage<Id> = Id extends OrderGateway.PayLaterRedirect
  ? Series | "capture"
  : Id extends OrderGateway.Sofort
    ? "capture"
    : never

type RefusesDirect<Id, Said> = Id extends OrderGateway.Card | OrderGateway.CardWithoutCvc
  ? never
  : Id extends OrderGateway.TokenWallet
    ? "gateway_info.card_number"
    : Id extends OrderGateway.PayLaterDirect | OrderGateway.ByPhone | OrderGateway.ByName
      ? Optional
      : "recurring_id" extends Said
        ? Id extends Gateway.IdWithRecurring
          ? never
          : "recurring_id"
        : Exclude<Optional, Series>

/** Without `customer` nobody need hear of `customer.email`. */
type Brief<Path extends string> = Exclude<Path, `${Path}.${string}`>

/** Those of the methods that keep a direct order from being placed. @category models */
export type OnlyOnPage<Method extends string, Said> = string extends Said
  ? never
  : "direct" extends Said
    ? Exclude<Method, Gateway.IdWithFlow<"direct"> | Other>
    : never

/** By word, whether a value is sure to have it: a field that may be `undefined` is not. @category models */
export type Holds<T> = {
  readonly [W in Word]: W extends `${infer Parent}.${infer Field}`
    ? T extends { readonly [_ in Parent]: { readonly [_ in Field]: {} } }
      ? W
      : never
    : T extends { readonly [_ in W]: {} }
      ? W
      : never
}

/** The shape: `T` is only there to be inferred from what is given, which an editor and the compiler compare with the shape. @category models */
export type Closed<T, Shape> = [T] extends [never] ? T : Shape
