// The shop's own books, as `Reconciliation` asks them: two questions over whatever tables the shop keeps.
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import * as Stream from "effect/Stream"
import type { Here } from "@effect-multisafepay/core/Difference"
import * as Issue from "@effect-multisafepay/core/Issue"

/** The shop's books could not be read, or `issues` says what a row of them does not tell as it should. @category errors */
export class LedgerError extends Schema.TaggedError<LedgerError>("@effect-multisafepay/http/LedgerError")(
  "LedgerError",
  { cause: Schema.Defect(), issues: Schema.optional(Schema.Array(Issue.Issue)) }
) {
  override get message() {
    const why = this.issues === undefined ? "could not be read" : "have a row that cannot be compared"
    return `the shop's own books ${why}, so they were not compared any further. Begin again at the last mark${Issue.renderAll(this.issues ?? [])}`
  }
}

/** From (inclusive) until (exclusive), in epoch milliseconds. @category models */
export interface Period {
  readonly from: number
  readonly until: number
}

/** @category services */
export interface Service {
  /**
   * The orders these ids belong to, by the id that was asked for; an id that the shop does not know is left out. At most 500 ids at once.
   *
   * Asked for are the ids of orders, and of the refunds and captures that became orders of their own at MultiSafepay: those of
   * `OrderId.child` are asked for by their order as well, so a shop that names them so needs no more than its table of orders.
   */
  readonly find: (ids: ReadonlyArray<string>) => Effect.Effect<ReadonlyMap<string, Here>, LedgerError>
  /** The orders that the shop has booked as paid in a period, and the open ones that were due in it. */
  readonly within: (period: Period) => Stream.Stream<Here, LedgerError>
}

/** @category services */
export class Ledger extends Context.Service<Ledger, Service>()("@effect-multisafepay/http/Ledger") {}

const whole = { message: "must be a whole number in the smallest unit: 1000 is EUR 10.00" }

const Whole = Schema.Union([
  Schema.Int,
  Schema.String.check(Schema.isPattern(/^-?\d{1,15}$/, whole)).pipe(
    Schema.decodeTo(Schema.Int, SchemaTransformation.transform({ decode: Number, encode: String }))
  ),
  Schema.BigInt.pipe(Schema.decodeTo(Schema.Int, SchemaTransformation.transform({ decode: Number, encode: BigInt })))
]).annotate(whole)

const Id = Schema.Union([
  Schema.String,
  Schema.Int.pipe(Schema.decodeTo(Schema.String, SchemaTransformation.transform({ decode: String, encode: Number }))),
  Schema.BigInt.pipe(Schema.decodeTo(Schema.String, SchemaTransformation.transform({ decode: String, encode: BigInt })))
])

const Flag = Schema.Union([Schema.Boolean, Schema.BooleanFromBit])

// NULL is what a shop does not keep, as is a column that is not there.
const optional = <S extends Schema.Top>(schema: S) => Schema.optional(Schema.NullOr(schema))

const Row = Schema.Struct({
  order_id: Id,
  amount: Whole,
  currency: Schema.String.pipe(
    Schema.decodeTo(
      Schema.String,
      SchemaTransformation.transform({ decode: (text) => text.trim().toUpperCase(), encode: (text) => text })
    )
  ),
  state: Schema.Literals(["open", "paid", "over"]).annotate({ message: "must be open, paid or over" }),
  due: optional(
    Schema.Union([
      Whole,
      Schema.Date.pipe(
        Schema.decodeTo(
          Schema.Int,
          SchemaTransformation.transform({
            decode: (date) => date.getTime(),
            encode: (millis) => DateTime.toDate(DateTime.makeUnsafe(millis))
          })
        )
      )
    ])
  ),
  transaction_id: optional(Id),
  refunded: optional(Whole),
  captured: optional(Whole),
  shipped: optional(Flag),
  chargedBack: optional(Flag)
})

/**
 * A `Here` as databases hand it over: whole numbers may be text or bigints, flags 0 and 1, `due` a date, ids numbers, and NULL what the shop
 * does not keep. Other columns are passed over.
 *
 * @category models
 */
export type Row = typeof Row.Encoded

/**
 * A ledger from two queries. `find` may answer in any order; an answer belongs to the id that is its `order_id`.
 *
 * @example
 * Ledger.layer({
 *   find: (ids) => sql`SELECT id AS order_id, amount, currency, state FROM orders WHERE ${sql.in("id", ids)}`,
 *   within: ({ from, until }) => sql`SELECT ... WHERE paid_at >= ${from} AND paid_at < ${until}`.stream
 * })
 *
 * @category layers
 */
export const layer = <E, R, E2, R2>(queries: {
  readonly find: (ids: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<Row>, E, R>
  readonly within: (period: Period) => Stream.Stream<Row, E2, R2>
}): Layer.Layer<Ledger, never, R | R2> =>
  Layer.effect(
    Ledger,
    Effect.map(Effect.context<R | R2>(), (context) =>
      Ledger.of({
        find: (ids) =>
          Effect.suspend(() => queries.find(ids)).pipe(
            Effect.catchDefect((cause) => Effect.fail(cause)),
            Effect.mapError((cause) => new LedgerError({ cause })),
            Effect.flatMap((rows) => Effect.forEach(rows, toHere)),
            Effect.map((found) => new Map(found.map((here) => [here.order_id, here]))),
            Effect.provideContext(context)
          ),
        within: (period) =>
          Stream.suspend(() => queries.within(period)).pipe(
            Stream.catchDefect((cause) => Stream.fail(cause)),
            Stream.mapError((cause) => new LedgerError({ cause })),
            Stream.mapEffect(toHere),
            Stream.provideContext(context)
          )
      })
    )
  )

const decode = Schema.decodeUnknownEffect(Row, { errors: "all" })

const toHere = (row: Row): Effect.Effect<Here, LedgerError> =>
  decode(row).pipe(
    Effect.map(
      (read) => Object.fromEntries(Object.entries(read).filter(([, value]) => value !== null)) as unknown as Here
    ),
    Effect.mapError((cause) => {
      const id = String(row.order_id ?? "?")
      const issues = Issue.fromSchemaIssue(cause.issue).map(({ message, path }) => ({
        path: `${id}: ${path}`,
        message
      }))
      return new LedgerError({ cause, issues })
    })
  )
