// Every operation of the API, as values. A new one is added in the file of its resource and listed here.
import type * as Operation from "./Operation.ts"
import * as orders from "./operations/orders.ts"

export { orders }

/**
 * All operations, in the order of the vendor's reference.
 *
 * @category data
 */
export const all: ReadonlyArray<Operation.Any> = [...Object.values(orders)]
