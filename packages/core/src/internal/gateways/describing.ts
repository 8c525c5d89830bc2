// What the tables of descriptions have in common: the lines that each must have, and the few values that several lines share.
import type { Category, Description, Statuses } from "./entry.ts"
import type { ordering } from "./ordering.ts"

/** A description of every gateway of a category, and of no other. */
export type Descriptions<C extends Category> = {
  readonly [I in keyof Gateways as Gateways[I]["category"] extends C ? I : never]: Description
}

type Gateways = typeof ordering

/** Refund order from reserved to completed, the usual course. */
export const reservedRefund = {
  start: ["reserved", "reserved"],
  end: ["completed", "completed"]
} as const satisfies Statuses["refund"]

/** Refund order that starts as initialized. */
export const initializedRefund = {
  start: ["initialized", "initialized"],
  end: ["completed", "completed"]
} as const satisfies Statuses["refund"]

/** Countries of the Single Euro Payments Area, the European Payments Council's list. */
export const sepa: ReadonlyArray<string> =
  "AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE SI SK SM VA".split(
    " "
  )

/** Currencies of Visa, Mastercard and Maestro. */
export const cardCurrencies: ReadonlyArray<string> =
  "AED AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EUR GBP HKD HRK HUF ILS INR ISK JPY KRW MXN MYR NOK NZD PEN PHP PLN RON RUB SEK SGD THB TRY TWD UAH USD VEF ZAR".split(
    " "
  )
