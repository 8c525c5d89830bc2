// What `multisafepay-books` does once its command line is understood. Asked for help it does not load this, which is most of the library.
import { pathToFileURL } from "node:url"
import * as ClosingBalances from "@effect-multisafepay/http/ClosingBalances"
import type { Ledger } from "@effect-multisafepay/http/Ledger"
import * as Reconciliation from "@effect-multisafepay/http/Reconciliation"
import * as Webhooks from "@effect-multisafepay/http/Webhooks"
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Runtime from "effect/Runtime"
import * as Schema from "effect/Schema"
import * as CliError from "effect/cli/CliError"
import * as LocalTime from "@effect-multisafepay/core/LocalTime"
import * as Totals from "@effect-multisafepay/core/Totals"
import * as NodeMultiSafepay from "../NodeMultiSafepay.ts"
import * as print from "./print.ts"

/** Why it ends with something else than 0. */
class Failure extends Schema.TaggedError<Failure>("@effect-multisafepay/node/cli/Failure")("Failure", {
  code: Schema.Finite,
  message: Schema.String
}) {
  override readonly [Runtime.errorExitCode] = this.code
  override get [CliError.userMessage]() {
    return this.message
  }
}

const usage = (message: string) => new Failure({ code: 2, message })

/** `7d`, `12h`, `30m`, or a moment of Dutch time. */
const moment = (text: string, now: number): Effect.Effect<number, Failure> => {
  const match = /^(\d+)([mhdw])$/.exec(text)
  if (match !== null) return Effect.succeed(now - Number(match[1]) * (units[match[2] ?? ""] ?? 0))
  return Option.match(LocalTime.parse(text), {
    onNone: () => Effect.fail(usage(`"${text}" is no time: say 7d, 12h, 30m, 2026-03-01 or 2026-03-01T08:00:00`)),
    onSome: (instant) => Effect.succeed(DateTime.toEpochMillis(instant))
  })
}

const units: { readonly [unit: string]: number } = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

type Books = Layer.Layer<Ledger | Webhooks.Webhooks, unknown>

const load = (path: string): Effect.Effect<Books, Failure> =>
  Effect.tryPromise({
    try: (): Promise<{ readonly default?: unknown }> => import(pathToFileURL(path).href),
    catch: (cause) => usage(`${path} could not be loaded: ${cause instanceof Error ? cause.message : String(cause)}`)
  }).pipe(
    Effect.flatMap((module) =>
      Layer.isLayer(module.default)
        ? Effect.succeed(module.default as Books)
        : Effect.fail(usage(`${path} must export a layer as its default: Ledger.layer({ find, within })`))
    )
  )

/** What the flags say. */
export interface Wanted {
  readonly ledger: string
  readonly since: string
  readonly until: string
  readonly heal: boolean
  readonly totals: boolean
  readonly json: boolean
  readonly csv: boolean
}

/** Compares the books and prints what is left; ends with a `Failure` unless they agree. */
export const compare = ({ csv, heal, json, ledger, since, totals, until }: Wanted) =>
  Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const start = yield* moment(since, now)
    // Totals are of whole days, or no balance could stand beside them.
    const from = totals
      ? Option.getOrElse(Option.map(LocalTime.parse(day(start)), DateTime.toEpochMillis), () => start)
      : start
    const end = yield* moment(until, now)
    if (from >= end) return yield* usage("--since must be before --until")
    const books = yield* load(ledger)
    let mark = from
    const report = yield* Effect.gen(function* () {
      const context = yield* Effect.context<Ledger>()
      if (heal && Option.isNone(Context.getOption(context, Webhooks.Webhooks))) {
        return yield* usage("--heal needs a Webhooks layer beside the Ledger: Webhooks.layerService({ keys, handler })")
      }
      return yield* Reconciliation.run({ from, until: end }, (stretch) =>
        Effect.gen(function* () {
          const left = heal
            ? yield* Effect.flatMap(Webhooks.Webhooks, (webhooks) =>
                Effect.provideService(Reconciliation.heal(stretch), Webhooks.Webhooks, webhooks)
              )
            : stretch.differences
          mark = stretch.until
          yield* Console.error(
            `${text(mark)}  ${stretch.transactions} transactions, ${stretch.differences.length} differences`
          )
          return left
        })
      )
    }).pipe(
      Effect.provide(books),
      Effect.catchDefect((defect) => Effect.fail(defect)),
      Effect.mapError((error) =>
        error instanceof Failure
          ? error
          : new Failure({
              code: 3,
              message: `nothing was compared beyond ${text(mark)}, begin there again (--since): ${error instanceof Error ? error.message : String(error)}`
            })
      )
    )

    const rows = totals ? print.totalRows(report.totals) : print.differenceRows(report.left)
    const balances = totals && !csv ? yield* closing(from, end) : []
    const days = totals && !csv ? print.dayRows(Totals.days(report.totals, balances, day(from))) : []
    if (json) {
      const period = { from: text(report.from), until: text(report.until) }
      const body = totals ? { totals: rows, days } : { differences: rows }
      yield* Console.log(JSON.stringify({ ...period, ...body }, null, 2))
    } else if (csv) {
      if (rows.length > 0) yield* Console.log(print.csv(rows))
    } else {
      if (rows.length > 0) yield* Console.log(print.table(rows))
      if (balances.length > 0) yield* Console.log(`\n${print.table(days)}`)
    }
    const healed = report.found - report.left.length
    const { length } = report.left
    if (length > 0) {
      const message = `${length} differences are left${healed === 0 ? "" : `, ${healed} were healed`}`
      return yield* new Failure({ code: 1, message })
    }
    yield* Console.error(
      `the books agree: ${report.orders} orders, ${report.transactions} transactions${healed === 0 ? "" : `, ${healed} differences healed`}`
    )
  }).pipe(
    Effect.provide(NodeMultiSafepay.layer),
    Effect.catchTag("ConfigurationError", ({ message }) => new Failure({ code: 3, message }))
  )

// Those of the days that are over by the end of the period, and of the ten before it: a day on which nothing moved may have none. A site's key
// may not read them; whatever the reason, the comparison stands without them.
const closing = (from: number, until: number) =>
  Effect.flatMap(ClosingBalances.ClosingBalances, (balances) =>
    balances.list({ from: day(from - 10 * 86_400_000), until: day(until) })
  ).pipe(
    Effect.map(({ data }) => data),
    Effect.catch(({ reason }) =>
      Effect.as(
        Console.error(
          reason._tag === "Unauthorized"
            ? "no closing balances: this key may not read them; the account's key may"
            : `no closing balances: ${reason.message}`
        ),
        []
      )
    )
  )

const text = (instant: number): string => LocalTime.format(DateTime.makeUnsafe(instant))
const day = (instant: number): string => text(instant).slice(0, 10)
