// Whether an order whose last attempt failed can be tried again.
import { possible } from "../internal/machine/outcomes.ts"
import type * as State from "../internal/State.ts"

export const mayPay = (order: State.Order, now: number): boolean => possible(order, now).includes("completed")
