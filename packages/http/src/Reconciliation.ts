// The shop's books against MultiSafepay's, over a period, one stretch of time after another: memory holds one stretch, and the end of the
// last one that was done is where to begin again.
//
// The list of transactions is documented in part only, so nothing here relies on its order, on totals, or on how its bounds count: a
// stretch is read whole, by when transactions were made and by when they were completed, and told apart by their ids.
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Difference from "@effect-multisafepay/core/Difference"
import * as Gateway from "@effect-multisafepay/core/Gateway"
import * as LocalTime from "@effect-multisafepay/core/LocalTime"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import type { OrderDetails } from "@effect-multisafepay/core/OrderDetails"
import * as OrderId from "@effect-multisafepay/core/OrderId"
import * as Status from "@effect-multisafepay/core/Status"
import * as Totals from "@effect-multisafepay/core/Totals"
import type { Transaction } from "@effect-multisafepay/core/Transaction"
import * as metrics from "./internal/books.ts"
import { Ledger, type LedgerError, type Period } from "./Ledger.ts"
import { Orders } from "./Orders.ts"
import { Transactions } from "./Transactions.ts"
import { Webhooks } from "./Webhooks.ts"

/**
 * What is compared, and how fast. How many requests a second is `RateLimit`'s matter, as for every call.
 *
 * @category models
 */
export interface Options {
  /** Where to begin, in epoch milliseconds: the `until` of the last stretch that was done. */
  readonly from: number
  /** Where to end, in epoch milliseconds; what was due by then is overdue. By default 15 minutes ago: what is younger may have its notification on the way. */
  readonly until?: number | undefined
  /** How long a stretch is. 6 hours by default. The memory that is needed grows with it, and the number of requests with its opposite. */
  readonly stretch?: Duration.Input | undefined
  /** Rows of a page, 1 to 1000: 1000 by default. */
  readonly limit?: number | undefined
  /** How many orders are read at once. 4 by default. */
  readonly concurrency?: number | undefined
}

/**
 * A stretch of the period that was compared.
 *
 * @category models
 */
export interface Stretch extends Period {
  /**
   * What differs, an order's differences beside each other. Reported once in a run; again, with everything about its order, when there is something
   * new. An order that could not be read is one of them (`NotRead`).
   */
  readonly differences: ReadonlyArray<Difference.Difference>
  /** What moved in it. */
  readonly totals: Totals.Totals
  readonly transactions: number
  readonly orders: number
  /** How many orders had to be read, because the list does not say enough. */
  readonly reads: number
}

/**
 * Compares the books, stretch by stretch. Ends with the period; a failure ends it too, and the last stretch says where to begin again. An order
 * that cannot be read while the list can is no failure but a difference, `NotRead`: nothing about it was compared.
 *
 * What agrees costs four requests per stretch, and two more for every 1000 transactions beyond the first; and one for each order whose card
 * captures may lie outside it.
 *
 * @category comparing
 */
export const stretches = (
  options: Options
): Stream.Stream<Stretch, MultiSafepayError | LedgerError, Ledger | Orders | Transactions> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const ledger = yield* Ledger
      const orders = yield* Orders
      const transactions = yield* Transactions
      const now = yield* Clock.currentTimeMillis
      // Whole seconds, as the list has them: a row lies on one side of a bound then.
      const end = wholeSeconds(options.until ?? now - grace)
      const length = Math.max(
        wholeSeconds(Duration.toMillis(Duration.fromInputUnsafe(options.stretch ?? "6 hours"))),
        1000
      )
      const concurrency = options.concurrency ?? 4
      const limit = options.limit ?? 1000
      // Grows with the differences, not with the period.
      const reported = new Set<string>()
      let oldest = 0
      // In the hour that October repeats, a row on a bound cannot be told from one an hour before it, and would count on both sides.
      let counted: ReadonlySet<string> = new Set()

      const list = (by: "created" | "completed", period: Period) =>
        transactions
          .all({
            [`${by}_from`]: period.from / 1000,
            [`${by}_until`]: period.until / 1000,
            limit
          })
          .pipe(
            // The upper bound may count or not. A row that lies on it belongs to the next stretch.
            Stream.filter((row) => !isAtOrAfter(row[by], period.until)),
            Stream.runFold(
              () => new Map<string, Transaction>(),
              (rows, row) => rows.set(row.transaction_id ?? `?${rows.size}`, compact(row))
            )
          )

      const find = (ids: Iterable<string>) =>
        Stream.fromIterable(ids).pipe(
          Stream.rechunk(500),
          Stream.chunks,
          Stream.mapEffect((chunk) => ledger.find(chunk)),
          Stream.runFold(
            () => new Map<string, Difference.Here>(),
            (all, some) => {
              for (const [id, here] of some) all.set(id, here)
              return all
            }
          )
        )

      const read = (order_id: string) =>
        orders.get(order_id).pipe(Effect.catchReason("MultiSafepayError", "NotFound", () => Effect.undefined))

      // One order that cannot be read must not keep a bookkeeper from all the others. Whether it is the order or MultiSafepay is told by another
      // question: where the list is not answered either, the comparison ends and begins again at its mark.
      const notRead = ({ here, id, rows }: Subject, error: MultiSafepayError) =>
        aboutAll.has(error.reason._tag)
          ? Effect.fail(error)
          : transactions.list({ limit: 1 }).pipe(
              Effect.mapError(() => error),
              Effect.as([
                Difference.Difference.NotRead({
                  order_id: id,
                  ...(here === undefined ? {} : { here }),
                  amount: Math.abs(here?.amount ?? rows[0]?.amount ?? 0),
                  currency: here?.currency ?? rows[0]?.currency ?? "",
                  why: error.reason.message
                })
              ])
            )

      const compare = (subject: Subject, period: Period, tally: { reads: number }) =>
        isSettled(subject, period, end)
          ? Effect.succeed([])
          : Effect.map(
              Effect.catchTag(compareRead(subject, tally), "MultiSafepayError", (error) => notRead(subject, error)),
              (found) => {
                const fresh = found.map(nameOf).filter((name) => !reported.has(name))
                for (const name of fresh) reported.add(name)
                return fresh.length === 0 ? [] : found
              }
            )

      const compareRead = Effect.fnUntraced(function* (subject: Subject, tally: { reads: number }) {
        const { id, rows } = subject
        let { here } = subject
        tally.reads++
        let order = yield* read(id)
        // It only looked like the id of a refund or a capture.
        const own = rows[0]?.order_id
        if (here === undefined && order === undefined && own !== undefined && own !== id) order = yield* read(own)
        // A capture that the shop does not know by its own id.
        if (here === undefined && order?.auth_order_id !== undefined) {
          here = (yield* ledger.find([order.auth_order_id])).get(order.auth_order_id)
          if (here !== undefined) {
            tally.reads++
            order = yield* read(here.order_id)
          }
        }
        const captures =
          here?.refunded === undefined || order === undefined ? [] : yield* Effect.forEach(capturesOf(order), read)
        tally.reads += captures.length
        const there =
          order === undefined
            ? undefined
            : { order, payments: rows.filter(isPayment), captures: captures.filter((one) => one !== undefined) }
        return Difference.compare(here, there, end)
      })

      const stretch = Effect.fn("Reconciliation.stretch")(function* (period: Period) {
        const created = yield* list("created", period)
        const completed = yield* list("completed", period)
        const rows = new Map([...created, ...completed])
        const known = yield* find(idsOf(rows.values()))
        const subjects = group(rows.values(), known)
        const tally = { reads: 0 }
        const there = yield* Effect.forEach(subjects.values(), (subject) => compare(subject, period, tally), {
          concurrency
        })
        const here = yield* ledger.within(period).pipe(
          Stream.filter((here) => !subjects.has(here.order_id)),
          Stream.mapEffect((here) => compare({ id: here.order_id, here, rows: [] }, period, tally), { concurrency }),
          Stream.runFold(
            () => new Array<Difference.Difference>(),
            (all, some) => {
              all.push(...some)
              return all
            }
          )
        )
        const moved = Array.from(completed.values()).filter((row) => !counted.has(row.transaction_id ?? ""))
        counted = new Set(completed.keys())
        const done: Stretch = {
          ...period,
          differences: [...there.flat(), ...here],
          totals: Totals.of(moved),
          transactions: rows.size,
          orders: subjects.size,
          reads: tally.reads
        }
        oldest = yield* metrics.compared(done, now, oldest)
        return done
      })

      return Stream.paginate(wholeSeconds(options.from), (from: number) => {
        if (from >= end) return Effect.succeed([[] as Array<Stretch>, Option.none<number>()] as const)
        const until = Math.min(from + length, end)
        return Effect.map(
          stretch({ from, until }),
          (done) => [[done], until < end ? Option.some(until) : Option.none<number>()] as const
        )
      })
    })
  )

/**
 * The differences of a period, as they are found.
 *
 * @category comparing
 */
export const differences = (
  options: Options
): Stream.Stream<Difference.Difference, MultiSafepayError | LedgerError, Ledger | Orders | Transactions> =>
  Stream.flatMap(stretches(options), ({ differences }) => Stream.fromIterable(differences))

/**
 * Hands every order of a stretch, with its captures, to the handler of notifications that it puts right, once by what they say, and gives back the
 * differences that are left: what a person must decide (`Difference.kinds`), what the handler failed on, and what it has handled before
 * without the books agreeing since. `site` is the site's name where the intake's `keys` tell sites apart.
 *
 * @category healing
 */
export const heal = (
  { differences }: Pick<Stretch, "differences">,
  options?: { readonly site?: string | undefined }
): Effect.Effect<ReadonlyArray<Difference.Difference>, never, Webhooks> =>
  Effect.gen(function* () {
    const webhooks = yield* Webhooks
    const left: Array<Difference.Difference> = []
    for (const [order_id, about] of Map.groupBy(differences, ({ order_id }) => order_id)) {
      const there = about[0]?.there
      const orders = there === undefined || !Difference.heals(about) ? [] : [there.order, ...(there.captures ?? [])]
      const handled = yield* Effect.forEach(orders, (order) =>
        Effect.match(webhooks.handOver({ ...order, order_id: order.order_id ?? order_id }, options), {
          onSuccess: ({ _tag }) => _tag,
          // Logged where it failed.
          onFailure: () => undefined
        })
      )
      if (!handled.includes("Handled") || handled.includes(undefined)) left.push(...about)
    }
    return left
  })

/**
 * What became of a period.
 *
 * @category models
 */
export interface Report extends Omit<Stretch, "differences"> {
  /** What somebody has to look at. */
  readonly left: ReadonlyArray<Difference.Difference>
  /** How many differences were found, healed ones included. */
  readonly found: number
}

/**
 * Compares a period and says what became of it. `each` is done with every stretch and gives what is left of its differences: `heal`, or
 * anything that also writes down `until`, the mark to begin at when this is cut short. Without it everything is left.
 *
 * @example
 * Reconciliation.run({ from: yesterday }, Reconciliation.heal)
 *
 * @category running
 */
export const run = <E = never, R = never>(
  options: Options,
  each: (stretch: Stretch) => Effect.Effect<ReadonlyArray<Difference.Difference>, E, R> = ({ differences }) =>
    Effect.succeed(differences)
): Effect.Effect<Report, MultiSafepayError | LedgerError | E, Ledger | Orders | Transactions | R> =>
  stretches(options).pipe(
    Stream.mapEffect((stretch) => Effect.map(each(stretch), (left) => ({ stretch, left }))),
    Stream.runFold(
      (): Report => ({
        from: options.from,
        until: options.from,
        left: [],
        found: 0,
        totals: Totals.empty,
        transactions: 0,
        orders: 0,
        reads: 0
      }),
      (report, { left, stretch }) => ({
        from: report.from,
        until: stretch.until,
        left: left.length === 0 ? report.left : [...report.left, ...left],
        found: report.found + stretch.differences.length,
        totals: Totals.merge(report.totals, stretch.totals),
        transactions: report.transactions + stretch.transactions,
        orders: report.orders + stretch.orders,
        reads: report.reads + stretch.reads
      })
    )
  )

/** An order of either side, with what the list says about it. */
interface Subject {
  readonly id: string
  readonly here: Difference.Here | undefined
  readonly rows: ReadonlyArray<Transaction>
}

/** What is not the fault of an order. */
const aboutAll: ReadonlySet<string> = new Set(["Unauthorized", "RateLimited"])

const nameOf = ({ _tag, amount, order_id }: Difference.Difference): string => JSON.stringify([_tag, order_id, amount])

const capturesOf = (order: OrderDetails): ReadonlyArray<string> =>
  order.related_transactions?.flatMap(({ order_id, type }) =>
    type === "capture" && order_id !== undefined && order_id !== order.order_id ? [order_id] : []
  ) ?? []

const wholeSeconds = (millis: number): number => Math.floor(millis / 1000) * 1000

const grace = Duration.toMillis("15 minutes")

const isAtOrAfter = (text: string | undefined, instant: number): boolean =>
  text !== undefined && Option.exists(LocalTime.parse(text), (moment) => DateTime.toEpochMillis(moment) >= instant)

// What is kept of a row while its stretch is compared.
const compact = (row: Transaction): Transaction => {
  const { customer: _customer, description: _description, dispute: _dispute, ...rest } = row
  return {
    ...(rest.transaction_id === undefined ? {} : { transaction_id: rest.transaction_id }),
    ...(rest.order_id === undefined ? {} : { order_id: rest.order_id }),
    ...(rest.type === undefined ? {} : { type: rest.type }),
    ...(rest.payment_method === undefined ? {} : { payment_method: rest.payment_method }),
    ...(rest.amount === undefined ? {} : { amount: rest.amount }),
    ...(rest.currency === undefined ? {} : { currency: rest.currency }),
    ...(rest.debit_credit === undefined ? {} : { debit_credit: rest.debit_credit }),
    ...(rest.status === undefined ? {} : { status: rest.status }),
    ...(rest.financial_status === undefined ? {} : { financial_status: rest.financial_status }),
    ...(rest.created === undefined ? {} : { created: rest.created }),
    ...(rest.completed === undefined ? {} : { completed: rest.completed }),
    ...(rest.costs === undefined ? {} : { costs: rest.costs })
  }
}

const idsOf = (rows: Iterable<Transaction>): ReadonlySet<string> => {
  const ids = new Set<string>()
  for (const { order_id } of rows) {
    if (order_id === undefined) continue
    ids.add(order_id)
    const parent = OrderId.parent(order_id)
    if (Option.isSome(parent)) ids.add(parent.value)
  }
  return ids
}

// By the shop's order where it knows one. Fees and payouts belong to none.
const group = (
  rows: Iterable<Transaction>,
  known: ReadonlyMap<string, Difference.Here>
): ReadonlyMap<string, Subject> => {
  const subjects = new Map<
    string,
    { readonly id: string; here: Difference.Here | undefined; rows: Array<Transaction> }
  >()
  for (const row of rows) {
    if (row.order_id === undefined) continue
    const parent = Option.getOrUndefined(OrderId.parent(row.order_id))
    const here = known.get(row.order_id) ?? (parent === undefined ? undefined : known.get(parent))
    const id = here?.order_id ?? parent ?? row.order_id
    const subject = subjects.get(id) ?? { id, here, rows: [] }
    subject.rows.push(row)
    subjects.set(id, subject)
  }
  return subjects
}

const isPayment = (row: Transaction): boolean => row.type === undefined || row.type === "payment"

const isSecured = (row: Transaction): boolean => Status.isSecured(Difference.fromTransaction(row).order)

// Of a card payment that was captured in part the list says the amount that was authorised. Its captures lie between its beginning and its end:
// where that is not in this stretch, or still to come, only the order tells them.
const mayBePart = (row: Transaction, { from, until }: Period): boolean =>
  Option.exists(Gateway.get(row.payment_method ?? ""), ({ capture }: Gateway.Entry) => capture === "manual") &&
  approved.has(Status.normalize(row.status ?? "")) &&
  (Status.normalize(row.financial_status ?? "") !== "completed" ||
    !isAtOrAfter(row.created, from) ||
    isAtOrAfter(row.completed, until))

const approved: ReadonlySet<string> = new Set(["completed", "shipped", "partial_refunded"])

/** Whether the list says enough: then the order need not be read. */
const isSettled = ({ here, id, rows }: Subject, period: Period, end: number): boolean => {
  if (here === undefined) return !rows.some((row) => isSecured(row) || row.debit_credit === "D")
  // Only the shop knows it: worth a look when it counts on the money, or has waited too long.
  if (rows.length === 0) return Difference.compare(here, undefined, end).length === 0
  // What was given back, captured or reversed is told by the order, as is what happened under other ids.
  if ((here.refunded ?? 0) !== 0 || (here.captured ?? 0) !== 0 || here.chargedBack === true) return false
  if (!rows.every((row) => isPayment(row) && row.order_id === id && row.debit_credit !== "D")) return false
  const paid = rows.filter(isSecured)
  const row = paid[0] ?? rows.at(-1)
  if (row === undefined || paid.length > 1) return false
  if (mayBePart(row, period)) return false
  return Difference.compare(here, { ...Difference.fromTransaction(row), payments: paid }, end).length === 0
}
