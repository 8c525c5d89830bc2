// What the intake remembers, so that a notification is handled once and an old one not after a newer one. The store runs the work itself,
// because "handled" must become true together with what your effect did, or not at all.
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Migrator from "effect/sql/Migrator"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import * as Bounded from "./internal/webhooks/bounded.ts"

/**
 * When an order was last modified. MultiSafepay writes Dutch wall-clock seconds without a zone, so during the hour that October repeats
 * a text means one of two instants: at least `from`, at most `to`. In milliseconds; equal nearly always.
 *
 * @category models
 */
export interface Modified {
  readonly from: number
  readonly to: number
}

/** What a notification is about. @category models */
export interface Entry {
  /** A hash of the state that is told, the same for every repetition. Absent where nothing is told yet: an unsigned hint, before the order is read. */
  readonly id?: string | undefined
  /** The order, qualified by its site: work on one key never overlaps. */
  readonly order: string
  readonly modified?: Modified | undefined
  /** MultiSafepay's id of the attempt to pay that the notification is about. An order may have many. */
  readonly transaction?: string | undefined
  /**
   * `paid`: that attempt has brought money or a guarantee, now or once. `failed`: it was declined, expired or cancelled. `unpaid`: it is underway,
   * or void, which may be the end of a payment. `out`: it is none, its money goes out, as that of a refund made in the dashboard, which has its
   * order's id. Absent: it says none of these.
   */
  readonly attempt?: "paid" | "unpaid" | "failed" | "out" | undefined
}

/**
 * Why work is not done: the same content was handled (`Duplicate`), a newer state was (`Stale`), or this is an attempt without money of an
 * order that another transaction has paid (`Superseded`).
 *
 * @category models
 */
export type Skipped = "Duplicate" | "Stale" | "Superseded"

/** @category models */
export type Once = "Handled" | Skipped

/** The store could not be asked or could not remember. The sender (or the queue) repeats. @category errors */
export class WebhookStoreError extends Schema.TaggedError<WebhookStoreError>(
  "@effect-multisafepay/http/WebhookStoreError"
)("WebhookStoreError", { operation: Schema.String, cause: Schema.Defect() }) {
  override get message() {
    return `the webhook store failed to ${this.operation}. The notification is not handled and will be repeated; check the database`
  }
}

/** @category services */
export interface Service {
  /**
   * Runs `work` unless `entry` was handled or overtaken, and remembers it if and only if `work` succeeds. Calls about one order run one
   * after another.
   */
  readonly once: <E, R>(
    entry: Entry,
    work: Effect.Effect<unknown, E, R>
  ) => Effect.Effect<Once, E | WebhookStoreError, R>
  /** Why `once` would skip `entry`, as far as is known by now. Waits for nobody; what it does not know yet, `once` still decides. */
  readonly recall: (entry: Entry) => Effect.Effect<Skipped | undefined, WebhookStoreError>
}

/**
 * The memory of an intake: provide it to the intake's layer. Without one the intake remembers in its own process.
 *
 * @category services
 */
export class WebhookStore extends Context.Service<WebhookStore, Service>()("@effect-multisafepay/http/WebhookStore") {}

/**
 * What a store remembers of an order, beside one notification about it. Times are the earliest they can be, in milliseconds.
 *
 * @category models
 */
export interface Known {
  /** The newest of the whole order, and of the transaction that the notification is about. */
  readonly newest: number | undefined
  readonly newestHere: number | undefined
  /** Whether that transaction, and whether another one, has brought money. */
  readonly paidHere: boolean
  readonly paidElsewhere: boolean
}

/**
 * Why a notification that was not handled before is not to be handled any more, if so. Every store asks this, so a store of your own does too.
 *
 * @category stores
 */
export const judge = (entry: Entry, known: Known): "Stale" | "Superseded" | undefined => {
  // What is told about money is compared with its own transaction only: an abandoned attempt may well have ended later.
  const moves = entry.attempt === "paid" || entry.attempt === "out" || known.paidHere
  if (isOlder(entry.modified, moves ? known.newestHere : known.newest)) return "Stale"
  // What becomes of money that had come (void after a chargeback) is told even then; that an attempt failed never is.
  const without = entry.attempt === "failed" || (entry.attempt === "unpaid" && !known.paidHere)
  return without && known.paidElsewhere ? "Superseded" : undefined
}

/** @category models */
export interface MemoryOptions {
  /** How many notifications are remembered, and of how many orders the newest state. 100,000 by default, about 45 MB. */
  readonly capacity?: number | undefined
  /** How long. 7 days by default; MultiSafepay repeats for 45 minutes by itself, and whenever somebody presses the button. */
  readonly retention?: Duration.Input | undefined
}

/**
 * Remembers in this process: enough for one server and effects that bear a repetition after a restart.
 *
 * @category stores
 */
export const makeMemory = (options: MemoryOptions = {}): Effect.Effect<Service> =>
  Effect.sync(() => {
    const capacity = Math.max(options.capacity ?? 100_000, 1)
    const retention = Duration.toMillis(options.retention ?? Duration.days(7))
    const handled = Bounded.make<true>(capacity, retention)
    const orders = Bounded.make<ReadonlyArray<Transaction>>(capacity, retention)
    const locks = new Map<string, { readonly semaphore: Semaphore.Semaphore; users: number }>()

    // A lock per order exists only while somebody holds or awaits it.
    const serially = <A, E, R>(order: string, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
      Effect.acquireUseRelease(
        Effect.sync(() => {
          const lock = locks.get(order) ?? { semaphore: Semaphore.makeUnsafe(1), users: 0 }
          locks.set(order, lock)
          lock.users++
          return lock
        }),
        ({ semaphore }) => Semaphore.withPermit(semaphore, effect),
        (lock) =>
          Effect.sync(() => {
            if (--lock.users === 0) locks.delete(order)
          })
      )

    const skipped = (entry: Entry, now: number): Skipped | undefined => {
      if (entry.id !== undefined && handled.get(entry.id, now)) return "Duplicate"
      const known = orders.get(entry.order, now) ?? []
      const here = known.find(isOf(entry))
      return judge(entry, {
        newest: latest(known),
        newestHere: here?.newest,
        paidHere: here?.paid === true,
        paidElsewhere: known.some((one) => one !== here && one.paid)
      })
    }

    const remember = (entry: Entry, id: string, now: number): void => {
      handled.set(id, true, now)
      const known = orders.get(entry.order, now) ?? []
      const here = known.find(isOf(entry))
      const told = { id: entry.transaction, newest: entry.modified?.from, paid: entry.attempt === "paid" }
      const both = here === undefined ? told : { ...told, newest: latest([here, told]), paid: here.paid || told.paid }
      // `concat` allocates what is needed; a spread leaves room for sixteen more, which is 13 MB more for 100,000 orders.
      orders.set(entry.order, known.filter((one) => one !== here).concat(both), now)
    }

    return {
      recall: (entry) => Effect.map(Clock.currentTimeMillis, (now) => skipped(entry, now)),
      once: (entry, work) =>
        serially(
          entry.order,
          Effect.gen(function* (): Effect.fn.Return<Once, Effect.Error<typeof work>, Effect.Services<typeof work>> {
            const why = skipped(entry, yield* Clock.currentTimeMillis)
            if (why !== undefined) return why
            yield* work
            if (entry.id !== undefined) remember(entry, entry.id, yield* Clock.currentTimeMillis)
            return "Handled"
          })
        )
    }
  })

/**
 * `makeMemory` as a layer: what an intake has when no store is provided.
 *
 * @category stores
 */
export const layerMemory = (options?: MemoryOptions): Layer.Layer<WebhookStore> =>
  Layer.effect(WebhookStore, makeMemory(options))

/** What is remembered of one attempt to pay an order. */
interface Transaction {
  readonly id: string | undefined
  readonly newest: number | undefined
  readonly paid: boolean
}

const isOf =
  (entry: Entry) =>
  ({ id }: Transaction): boolean =>
    id === entry.transaction

const latest = (known: ReadonlyArray<Transaction>): number | undefined =>
  known.reduce<number | undefined>(
    (newest, one) => (newest === undefined || (one.newest !== undefined && one.newest > newest) ? one.newest : newest),
    undefined
  )

/** @category models */
export interface SqlOptions {
  /**
   * `multisafepay_webhooks` by default; created when it is missing. Two intakes with a key each need a table each, or a paid order of one site
   * hides the failed attempts of the other's order of that id; one intake whose `keys` tell sites apart does not.
   */
  readonly table?: string | undefined
  /** How long a handled notification is remembered. 90 days by default. */
  readonly retention?: Duration.Input | undefined
}

/**
 * Remembers in a database, for any number of processes. PostgreSQL and SQLite.
 *
 * Your effect runs inside a transaction of this `SqlClient`: what it writes through the same client is committed together with the mark
 * that the notification was handled, or not at all. It holds one connection of the pool meanwhile. What it does elsewhere (mail, other
 * services) may be repeated after a crash between doing it and the commit.
 *
 * @category stores
 */
export const makeSql = (
  options: SqlOptions = {}
): Effect.Effect<Service, WebhookStoreError, SqlClient.SqlClient | Scope.Scope> =>
  Effect.gen(function* () {
    const client = yield* SqlClient.SqlClient
    const sql = client.withoutTransforms()
    const name = options.table ?? "multisafepay_webhooks"
    const table = sql(name)
    const retention = Duration.toMillis(options.retention ?? Duration.days(90))
    yield* Effect.mapError(migrate(name), storeError("create its table"))

    // Released by the database when the transaction ends, however it ends. SQLite has one writer at a time anyway, once it writes.
    const lock = (order: string) =>
      sql.onDialectOrElse({
        pg: () =>
          Effect.flatMap(
            sql<{ readonly isolation: string }>`
              SELECT current_setting('transaction_isolation') AS isolation,
                pg_advisory_xact_lock(hashtextextended(${`${name}\n${order}`}, 0))`,
            ([row]) => (row?.isolation === "read committed" ? Effect.void : seeWhatIsNew(order))
          ),
        orElse: () => Effect.asVoid(sql`DELETE FROM ${table} WHERE order_key = '' AND id = ''`)
      })

    // Above `read committed` a transaction goes on seeing what was there before it waited for the lock: an old state would pass for news.
    // Writing a row that was written meanwhile fails there, and a new transaction sees all.
    const seeWhatIsNew = Effect.fnUntraced(function* (order: string): Effect.fn.Return<void, SqlError | Blind> {
      const now = yield* Clock.currentTimeMillis
      yield* Effect.mapError(
        sql`INSERT INTO ${table} (id, order_key, handled_at) VALUES ('lock', ${order}, ${now})
          ON CONFLICT (order_key, id) DO UPDATE SET handled_at = excluded.handled_at`,
        (error) => (error.reason._tag === "SerializationError" ? new Blind(error) : error)
      )
    })

    const prune = Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      yield* sql`DELETE FROM ${table} WHERE handled_at < ${now - retention}`
    }).pipe(Effect.catchCause((cause) => Effect.logWarning("Old webhook marks could not be removed", cause)))
    yield* Effect.forkScoped(Effect.repeat(prune, Schedule.spaced(Duration.hours(1))))

    const skipped = Effect.fnUntraced(function* (entry: Entry): Effect.fn.Return<Skipped | undefined, SqlError> {
      const transaction = entry.transaction ?? ""
      const rows = yield* sql<{
        readonly known: number
        readonly newest: number | string | null
        readonly newest_here: number | string | null
        readonly paid_here: number
        readonly paid_elsewhere: number
      }>`
        SELECT COUNT(CASE WHEN id = ${entry.id ?? ""} THEN 1 END) AS known,
          MAX(modified) AS newest,
          MAX(CASE WHEN transaction_id = ${transaction} THEN modified END) AS newest_here,
          COUNT(CASE WHEN attempt = 'paid' AND transaction_id = ${transaction} THEN 1 END) AS paid_here,
          COUNT(CASE WHEN attempt = 'paid' AND transaction_id <> ${transaction} THEN 1 END) AS paid_elsewhere
        FROM ${table} WHERE order_key = ${entry.order}`
      const row = rows[0]
      if (row === undefined) return undefined
      if (Number(row.known) > 0) return "Duplicate"
      return judge(entry, {
        newest: timeOf(row.newest),
        newestHere: timeOf(row.newest_here),
        paidHere: Number(row.paid_here) > 0,
        paidElsewhere: Number(row.paid_elsewhere) > 0
      })
    })

    return {
      recall: (entry) => Effect.mapError(skipped(entry), storeError("recall")),
      once: (entry, work) =>
        Effect.gen(function* (): Effect.fn.Return<
          Once,
          SqlError | Blind | Theirs<Effect.Error<typeof work>>,
          Effect.Services<typeof work>
        > {
          yield* lock(entry.order)
          const why = yield* skipped(entry)
          if (why !== undefined) return why
          yield* Effect.mapError(work, (error) => new Theirs(error))
          if (entry.id === undefined) return "Handled"
          const now = yield* Clock.currentTimeMillis
          yield* sql`INSERT INTO ${table} (id, order_key, modified, transaction_id, attempt, handled_at)
            VALUES (${entry.id}, ${entry.order}, ${entry.modified?.from ?? null}, ${entry.transaction ?? ""},
              ${entry.attempt ?? null}, ${now})`
          return "Handled"
        }).pipe(
          client.withTransaction,
          // Of all that wait for an order one gets through each time.
          Effect.retry({ while: (error) => error instanceof Blind, times: 1000 }),
          Effect.mapError((error) =>
            error instanceof Theirs ? error.error : storeError("remember")(error instanceof Blind ? error.cause : error)
          )
        )
    }
  })

/**
 * `makeSql` as a layer.
 *
 * @category stores
 */
export const layerSql = (options?: SqlOptions): Layer.Layer<WebhookStore, WebhookStoreError, SqlClient.SqlClient> =>
  Layer.effect(WebhookStore, makeSql(options))

// PostgreSQL hands a BIGINT over as text.
const timeOf = (column: number | string | null): number | undefined => (column === null ? undefined : Number(column))

// The transaction adds SqlError to the failures; an SqlError of the user's own effect is not the store's.
class Theirs<E> {
  readonly error: E
  constructor(error: E) {
    this.error = error
  }
}

// A transaction that does not see what was committed since it began, before it has done anything.
class Blind {
  readonly cause: SqlError
  constructor(cause: SqlError) {
    this.cause = cause
  }
}

const storeError = (operation: string) => (cause: unknown) => new WebhookStoreError({ operation, cause })

const migrate = (name: string) =>
  Migrator.make({})({
    table: `${name}_migrations`,
    loader: Migrator.fromRecord({
      "0001_create": Effect.gen(function* () {
        const sql = (yield* SqlClient.SqlClient).withoutTransforms()
        yield* sql`CREATE TABLE IF NOT EXISTS ${sql(name)} (
          id TEXT NOT NULL,
          order_key TEXT NOT NULL,
          modified BIGINT NULL,
          handled_at BIGINT NOT NULL,
          PRIMARY KEY (order_key, id)
        )`
        yield* sql`CREATE INDEX IF NOT EXISTS ${sql(`${name}_handled_at`)} ON ${sql(name)} (handled_at)`
      }),
      "0002_attempts": Effect.gen(function* () {
        const sql = (yield* SqlClient.SqlClient).withoutTransforms()
        yield* sql`ALTER TABLE ${sql(name)} ADD COLUMN transaction_id TEXT NULL`
        yield* sql`ALTER TABLE ${sql(name)} ADD COLUMN attempt TEXT NULL`
      })
    })
  })

// Only what lies wholly before another counts as older; equal seconds never do, because two changes fit into one.
const isOlder = (modified: Modified | undefined, newest: number | undefined): boolean =>
  modified !== undefined && newest !== undefined && modified.to < newest
