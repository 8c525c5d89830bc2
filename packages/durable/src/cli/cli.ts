// `multisafepay-payments`: what `Operator` does, from a shell. It opens the database itself, beside the processes that run payments.
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Argument from "effect/cli/Argument"
import * as CliError from "effect/cli/CliError"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as SqliteClient from "@effect-multisafepay/sqlite/SqliteClient"
import * as Operator from "../Operator.ts"

/** No database was named, or there is none. */
export class NoDatabase extends Schema.TaggedError<NoDatabase>("@effect-multisafepay/durable/NoDatabase")(
  "NoDatabase",
  { reason: Schema.String }
) {
  override get message() {
    return this.reason
  }
  override get [CliError.userMessage]() {
    return this.message
  }
}

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
      if (yield* fs.exists(file.value)) return SqliteClient.layer({ filename: file.value })
      return yield* new NoDatabase({ reason: `there is no file ${file.value}` })
    }
    if (Option.isSome(databaseUrl)) {
      // Not needed for a file, and then perhaps not installed.
      const pg = yield* Effect.tryPromise({
        try: () => import("@effect/sql-pg/PgClient"),
        catch: () => new NoDatabase({ reason: "install @effect/sql-pg to look after payments in PostgreSQL" })
      })
      return pg.layer({ url: databaseUrl.value, maxConnections: 2 })
    }
    return yield* new NoDatabase({
      reason: "say which payments are meant: --file payments.db, or --database-url postgres://..."
    })
  })
)

const stuck = Command.make("stuck", {}, () =>
  Effect.gen(function* () {
    const problems = yield* Operator.stuck
    for (const { kind, order_id, reason } of problems) {
      yield* Console.log(`${kind}\t${Option.getOrElse(order_id, () => "?")}\t${reason}`)
    }
    yield* Console.error(problems.length === 0 ? "nothing is stuck" : `${problems.length} need a look`)
  }).pipe(Effect.provide(database))
).pipe(Command.withDescription("Lists payments that do not get on by themselves: kind, order id, reason"))

const days = Flag.Int("older-than-days").pipe(
  Flag.withSchema(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))),
  Flag.withDescription("How long ago a payment must have ended"),
  Flag.withDefault(90)
)

const prune = Command.make("prune", { days }, ({ days }) =>
  Effect.flatMap(Operator.prune(`${days} days`), (n) => Console.log(`${n} payments deleted`)).pipe(
    Effect.provide(database)
  )
).pipe(Command.withDescription("Deletes payments that have ended"))

const forget = Command.make("forget", { order: Argument.String("order-id") }, ({ order }) =>
  Effect.andThen(Operator.forget(order), Console.log(`${order} is forgotten; it may be started again`)).pipe(
    Effect.provide(database)
  )
).pipe(Command.withDescription("Deletes what is known about one payment that is broken for good"))

export const cli = Command.withSubcommands(root, [stuck, prune, forget])
