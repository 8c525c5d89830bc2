// `multisafepay-payments`: what `Operator` does, from a shell. It opens the database itself, beside the processes that run payments.
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Runtime from "effect/Runtime"
import * as Schema from "effect/Schema"
import * as Argument from "effect/cli/Argument"
import * as CliError from "effect/cli/CliError"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import type * as SqlClient from "effect/sql/SqlClient"
import * as SqlError from "effect/sql/SqlError"
import * as SqliteClient from "@effect-multisafepay/sqlite/SqliteClient"
import * as History from "../History.ts"
import { makeIndexes } from "../internal/journal/tables.ts"
import * as Operator from "../Operator.ts"

/** Nothing could be asked: the command is misspelt, no database was named, or it does not answer. Exit code 4: 1 to 3 are answers. */
class NotAsked extends Schema.TaggedError<NotAsked>("@effect-multisafepay/durable/NotAsked")("NotAsked", {
  message: Schema.String
}) {
  override readonly [Runtime.errorExitCode] = 4
  override get [CliError.userMessage]() {
    return this.message
  }
}

const notAsked = (message: string) => new NotAsked({ message })

const root = Command.make("multisafepay-payments").pipe(
  Command.withDescription("Looks after durable payments"),
  Command.withSharedFlags({
    file: Flag.String("file").pipe(Flag.withDescription("The file of the local engine"), Flag.optional),
    databaseUrl: Flag.Redacted("database-url").pipe(
      Flag.withDescription("PostgreSQL of the cluster engine; MULTISAFEPAY_PAYMENTS_DATABASE_URL does the same"),
      Flag.withFallbackConfig(Config.Redacted("MULTISAFEPAY_PAYMENTS_DATABASE_URL")),
      Flag.optional
    )
  })
)

const database = Layer.unwrap(
  Effect.gen(function* () {
    const { databaseUrl, file } = yield* root
    if (Option.isSome(file)) {
      const fs = yield* FileSystem.FileSystem
      // SQLite would make it.
      if (yield* fs.exists(file.value)) {
        // Where the processes of an earlier release run, they are not there yet.
        return Layer.provideMerge(makeIndexes, SqliteClient.layer({ filename: file.value }))
      }
      return yield* notAsked(`there is no file ${file.value}`)
    }
    if (Option.isSome(databaseUrl)) {
      // Not needed for a file, and then perhaps not installed.
      const pg = yield* Effect.tryPromise({
        try: () => import("@effect/sql-pg/PgClient"),
        catch: () => notAsked("install @effect/sql-pg to look after payments in PostgreSQL")
      })
      return pg.layer({ url: databaseUrl.value, maxConnections: 2 })
    }
    return yield* notAsked("say which payments are meant: --file payments.db, or --database-url postgres://...")
  })
)

/** What an operator can use of a failed statement or connection is said by the innermost cause. */
const innermost = (error: Error): string => (error.cause instanceof Error ? innermost(error.cause) : error.message)

/** Runs on the database that was named. */
const onDatabase = <A, E, R>(self: Effect.Effect<A, E, R>) =>
  self.pipe(
    Effect.provide(database),
    Effect.mapError((error) =>
      SqlError.isSqlError(error) ? notAsked(`the payments could not be read: ${innermost(error)}`) : error
    )
  )

const json = Flag.Boolean("json").pipe(Flag.withDescription("Print JSON"), Flag.withDefault(false))

/** What a script wants to know of and a person has been told: nothing more is printed. */
class Finding extends Schema.TaggedError<Finding>("@effect-multisafepay/durable/Finding")("Finding", {
  code: Schema.Finite
}) {
  override readonly [Runtime.errorReported] = false
  override get [Runtime.errorExitCode]() {
    return this.code
  }
}

const print = (value: unknown) => Console.log(JSON.stringify(value, undefined, 2))
const time = (milliseconds: number) => DateTime.formatIso(DateTime.makeUnsafe(milliseconds))

const stuck = Command.make("stuck", { json }, ({ json }) =>
  Effect.gen(function* () {
    const problems = yield* Operator.stuck
    if (json) yield* print(problems.map((one) => ({ ...one, order_id: Option.getOrNull(one.order_id) })))
    else {
      for (const { kind, order_id, reason } of problems) {
        yield* Console.log(`${kind}\t${Option.getOrElse(order_id, () => "?")}\t${reason}`)
      }
      yield* Console.error(problems.length === 0 ? "nothing is stuck" : `${problems.length} need a look`)
    }
    if (problems.length > 0) return yield* new Finding({ code: 1 })
  }).pipe(onDatabase)
).pipe(
  Command.withDescription(
    "Lists payments that do not get on by themselves: kind, order id, reason. Exit code 1 when there are any"
  )
)

const day = (name: string) => Flag.optional(Flag.Date(name))

const list = Command.make(
  "list",
  {
    json,
    state: Flag.Literals("state", History.State.literals).pipe(Flag.optional),
    from: day("from").pipe(Flag.withDescription("Started at or after this time")),
    to: day("to").pipe(Flag.withDescription("Started before this time")),
    limit: Flag.Int("limit").pipe(Flag.withSchema(Schema.Int.check(Schema.isGreaterThan(0))), Flag.withDefault(100))
  },
  ({ from, json, limit, state, to }) =>
    Effect.gen(function* () {
      const entries = yield* History.list({
        state: Option.getOrUndefined(state),
        from: Option.getOrUndefined(from)?.getTime(),
        to: Option.getOrUndefined(to)?.getTime(),
        limit
      })
      if (json) return yield* print(entries)
      for (const { order_id, outcome, reason, since, started, state } of entries) {
        yield* Console.log([time(started), order_id, outcome?.result ?? state, time(since), reason ?? ""].join("\t"))
      }
    }).pipe(onDatabase)
).pipe(Command.withDescription("Lists the newest payments: start, order id, state or result, since when, reason"))

const order = Argument.String("order-id")

/** Exit code 2: the order is none of ours. */
const unknown = (order_id: string) =>
  Effect.andThen(Console.error(`there is no payment of ${order_id}`), Effect.fail(new Finding({ code: 2 })))

const show = Command.make("show", { order, json }, ({ json, order }) =>
  Effect.gen(function* () {
    const found = yield* History.of(order)
    if (Option.isNone(found)) return yield* unknown(order)
    const { last_error, next_timer, outcome, reason, since, started, state, steps } = found.value
    if (json) return yield* print(found.value)
    yield* Console.log(`${order}: ${outcome?.result ?? state} since ${time(since)}, started ${time(started)}`)
    const facts = { reason: reason ?? outcome?.reason, "last error": last_error }
    for (const [name, fact] of Object.entries(facts)) if (fact !== undefined) yield* Console.log(`${name}: ${fact}`)
    if (next_timer !== undefined) yield* Console.log(`looks again: ${time(next_timer)}`)
    for (const { answer, at, name } of steps) {
      yield* Console.log([at === undefined ? "" : time(at), name, JSON.stringify(answer)].join("\t"))
    }
  }).pipe(onDatabase)
).pipe(
  Command.withDescription(
    "Shows one payment: its state, tries, last error, next timer and all steps. Exit code 2 when there is none"
  )
)

/** What changes one payment, or tells that it could not. */
const change = <E>(
  name: string,
  description: string,
  run: (order_id: string) => Effect.Effect<boolean, E, SqlClient.SqlClient>,
  said: { readonly done: string; readonly not: string }
) =>
  Command.make(name, { order, json }, ({ json, order }) =>
    Effect.gen(function* () {
      const done = yield* run(order)
      if (json) yield* print({ order_id: order, done })
      else yield* done ? Console.log(`${order} ${said.done}`) : Console.error(`${order} ${said.not}`)
      if (!done) return yield* new Finding({ code: 2 })
    }).pipe(onDatabase)
  ).pipe(Command.withDescription(description))

const resume = change("resume", "Makes a suspended payment go on, at the next poll of its process", Operator.resume, {
  done: "goes on",
  not: "is not suspended"
})

const cancel = change(
  "cancel",
  "Cancels what can be cancelled: the unpaid order or the reserved amount",
  Operator.cancel,
  {
    done: "is to be cancelled",
    not: "has ended, or was never started"
  }
)

const sweep = Command.make("sweep", { json }, ({ json }) =>
  Effect.flatMap(Operator.sweep, (resumed) =>
    json ? print({ resumed }) : Console.log(`${resumed} payments go on`)
  ).pipe(onDatabase)
).pipe(Command.withDescription("Makes all suspended payments go on"))

const days = Flag.Int("older-than-days").pipe(
  Flag.withSchema(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))),
  Flag.withDescription("How long ago a payment must have ended"),
  Flag.withDefault(90)
)

const prune = Command.make("prune", { days, json }, ({ days, json }) =>
  Effect.flatMap(Operator.prune(`${days} days`), (deleted) =>
    json ? print({ deleted }) : Console.log(`${deleted} payments deleted`)
  ).pipe(onDatabase)
).pipe(Command.withDescription("Deletes payments that have ended"))

const force = Flag.Boolean("force").pipe(
  Flag.withDescription("Also when the payment is neither broken nor ended"),
  Flag.withDefault(false)
)

const forget = Command.make("forget", { order, force, json }, ({ force, json, order }) =>
  Effect.gen(function* () {
    const forgotten = yield* Operator.forget(order, { force })
    if (json) yield* print({ order_id: order, forgotten })
    if (!forgotten) return yield* json ? Effect.fail(new Finding({ code: 2 })) : unknown(order)
    if (!json) yield* Console.log(`${order} is forgotten; it may be started again`)
  }).pipe(
    Effect.catchTag("StillAlive", (error) =>
      Effect.andThen(Console.error(error.message), Effect.fail(new Finding({ code: 3 })))
    ),
    onDatabase
  )
).pipe(
  Command.withDescription(
    "Deletes what is known about one payment that is broken for good. Exit code 2 when there was nothing, 3 when it gets on by itself"
  )
)

const cli = Command.withSubcommands(root, [list, show, stuck, resume, cancel, sweep, prune, forget])

// What a script reads from a command is its result, never the help that comes with what was written wrongly.
const presenter = CliOutput.layerPresenter({
  present: (event) =>
    event._tag === "InvalidInvocation"
      ? Console.consoleWith((console) =>
          Effect.provideService(CliOutput.defaultPresenter.present(event), Console.Console, {
            ...console,
            log: console.error
          })
        )
      : CliOutput.defaultPresenter.present(event)
})

/** Runs a command line (without the program's own name). Its failures carry exit codes. */
export const run = (version: string) => {
  const command = Command.runWith(cli, { version })
  return (args: ReadonlyArray<string>) =>
    command(args).pipe(
      Effect.catchTag("ShowHelp", ({ errors }) =>
        errors.length === 0 ? Effect.void : Effect.fail(new Finding({ code: 4 }))
      ),
      Effect.provide(presenter)
    )
}

/** The command as a program. */
export const main = (version: string, args: ReadonlyArray<string>): void =>
  NodeRuntime.runMain(run(version)(args).pipe(Effect.provide(NodeServices.layer)))
