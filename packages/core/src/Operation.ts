// One call of the API as a value: what it is named, where it goes, what it sends and answers, and what it may do to money.
// The client interprets these values over HTTP, the sandbox answers them, a test compares them with the vendor's OpenAPI file.
import * as Predicate from "effect/Predicate"
import type * as Schema from "effect/Schema"

const TypeId = "~@effect-multisafepay/core/Operation"

/**
 * What repeating an operation may do, which decides what happens when its answer is lost:
 *
 * - `read`: nothing; it is repeated.
 * - `reconcilable`: it has a handle by which the result can be looked up (`order_id`, `refund_order_id`, `new_order_id`); it is looked
 *   up before anything is repeated.
 * - `guarded`: it charges at once; it is looked up, and never repeated unless the caller asks.
 * - `convergent`: repeating it leads to the same state; it may be repeated, then is read to confirm.
 * - `blind`: no handle, no way to tell; it is never repeated and its outcome stays unknown.
 *
 * @category models
 */
export type EffectClass = "read" | "reconcilable" | "guarded" | "convergent" | "blind"

/** @category models */
export type Method = "GET" | "POST" | "PATCH" | "DELETE"

/** Any operation. `request` and `query` are undefined where the API takes none. @category models */
export interface Any {
  readonly [TypeId]: typeof TypeId
  /** `resource.verb`, such as `orders.create`: the name in spans, metrics and errors. */
  readonly name: string
  readonly method: Method
  /** Path below the base address, with `{placeholders}`: a template of low cardinality, safe as a span attribute. */
  readonly path: `/${string}`
  readonly effectClass: EffectClass
  readonly summary: string
  readonly query: Schema.Constraint | undefined
  readonly request: Schema.Constraint | undefined
  /** The whole body of a 2xx answer, envelope included. */
  readonly response: Schema.Constraint
  /** The vendor's page. */
  readonly docs: string
  /** Where the operation is known from when it is not in the vendor's published documents. */
  readonly undocumented: string | undefined
}

/** An operation with its exact schemas. @category models */
export interface Operation<
  Path extends `/${string}`,
  Query extends Schema.Constraint | undefined,
  Request extends Schema.Constraint | undefined,
  Response extends Schema.Constraint
> extends Any {
  readonly path: Path
  readonly query: Query
  readonly request: Request
  readonly response: Response
}

/** The placeholders of a path template: `PathParams<"/orders/{order_id}">` is `{ readonly order_id: string }`. @category models */
export type PathParams<Path extends string> = { readonly [K in Placeholder<Path>]: string }

type Placeholder<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never

/** What every operation says of itself. `docs` is the last part of the address of the vendor's reference page. @category models */
export interface Definition<
  Path extends `/${string}`,
  Query extends Schema.Constraint | undefined,
  Response extends Schema.Constraint
> {
  readonly name: string
  readonly path: Path
  readonly summary: string
  readonly query?: Query
  readonly response: Response
  readonly docs: string
  readonly undocumented?: string
}

/** An operation value. @category constructors */
export const make = <
  const Path extends `/${string}`,
  Response extends Schema.Constraint,
  Query extends Schema.Constraint | undefined = undefined,
  Request extends Schema.Constraint | undefined = undefined
>({
  docs,
  query,
  request,
  undocumented,
  ...rest
}: Definition<Path, Query, Response> & {
  readonly method: Method
  readonly effectClass: EffectClass
  readonly request?: Request
}): Operation<Path, Query, Request, Response> => ({
  [TypeId]: TypeId,
  ...rest,
  query: query as Query,
  request: request as Request,
  docs: `https://docs.multisafepay.com/reference/${docs}`,
  undocumented
})

/** One that only reads: a GET without a body, repeated freely. @category constructors */
export const read = <
  const Path extends `/${string}`,
  Response extends Schema.Constraint,
  Query extends Schema.Constraint | undefined = undefined
>(
  definition: Definition<Path, Query, Response>
): Operation<Path, Query, undefined, Response> => make({ ...definition, method: "GET", effectClass: "read" })

/** Whether a value is an operation. @category guards */
export const isOperation = (value: unknown): value is Any => Predicate.hasProperty(value, TypeId)
