// A sandbox's file: an SQLite database with the state as rows, and the journal of what came after. Every few thousand entries the rows
// that changed are written and the journal is emptied, in one transaction. A commit is with the operating system when it counts, which a
// killed process cannot take back (`synchronous` NORMAL); a power cut may take the last ones.
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { SqlError } from "effect/sql/SqlError"
import * as ExactJson from "@effect-multisafepay/core/ExactJson"
import * as SqliteClient from "@effect-multisafepay/sqlite/SqliteClient"
import type { Notice } from "../../Notice.ts"
import type { Rule } from "../../Fault.ts"
import { SandboxOptionsError } from "../../SandboxError.ts"
import type { Received } from "../../Received.ts"
import type { SandboxEvent } from "../../SandboxEvent.ts"
import { StorageFailure } from "./defect.ts"
import * as Agenda from "../state/Agenda.ts"
import { type Entry, type Journal, type Kept, replay, type Start } from "./Journal.ts"
import * as Json from "../state/Json.ts"
import type { Settings } from "../state/Settings.ts"
import { assemble, inTime } from "./snapshot.ts"
import * as rows from "./rows.ts"
import * as State from "../state/State.ts"
import { type Position, within } from "./Time.ts"

// "MSPs": says whose file it is, to `file` as well.
const applicationId = 0x4d535073
const version = 2
/** Entries of the journal after which the rows are brought up to date. */
const patience = 5_000

/**
 * Opens or makes the file and works out where the sandbox stopped. The file stays locked until the scope ends or the process does.
 * Fails when another sandbox has it, and when it is damaged or not a sandbox's.
 */
export const open = (path: string, settings: Settings): Effect.Effect<Kept, SandboxOptionsError, Scope.Scope> =>
  Effect.gen(function* () {
    if (path.trim() === "")
      return yield* new SandboxOptionsError({ option: "data", problem: "must be the path of a file" })
    const context = yield* Layer.build(
      SqliteClient.layer({ filename: path, disableWAL: true, synchronous: "NORMAL", busyTimeout: 500 })
    )
    const sql = Context.get(context, SqliteClient.SqliteClient)
    yield* claim(sql, path)
    const { start, written } = yield* load(sql, path, settings)
    return { ...start, attach: (current) => journal(sql, path, current, written) } satisfies Kept
  }).pipe(
    Effect.withTracerEnabled(false),
    Effect.catchTag("SqlError", (error) => Effect.fail(problem(path, complaint(error))))
  )

type Sql = SqliteClient.SqliteClient

const claim = (sql: Sql, path: string): Effect.Effect<void, SqlError | SandboxOptionsError> =>
  Effect.gen(function* () {
    yield* sql`PRAGMA locking_mode = EXCLUSIVE`
    yield* sql`PRAGMA journal_mode = WAL`
    yield* sql.withTransaction(
      Effect.gen(function* () {
        const [owner] = yield* sql<{ readonly application_id: number }>`PRAGMA application_id`
        const [made] = yield* sql<{ readonly user_version: number }>`PRAGMA user_version`
        const [tables] = yield* sql<{ readonly n: number }>`SELECT count(*) AS n FROM sqlite_schema`
        if (owner?.application_id === 0 && made?.user_version === 0 && tables?.n === 0) {
          yield* sql`CREATE TABLE kept (kind TEXT NOT NULL, id NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID`
          yield* sql`CREATE TABLE journal (nr INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL)`
          yield* sql.unsafe(`PRAGMA application_id = ${applicationId}`)
          yield* sql.unsafe(`PRAGMA user_version = ${version}`)
        } else if (owner?.application_id !== applicationId) {
          return yield* problem(path, "belongs to another program. Choose another file")
        } else if (made?.user_version !== version) {
          return yield* problem(path, "was written by another version of the sandbox. Use that one, or another file")
        }
      })
    )
  })

/** What is not of a kind of its own. */
interface Rest {
  readonly next: number
  readonly random: number
  readonly rules: ReadonlyArray<Rule>
  readonly settings: Settings
  readonly position: Position
  readonly at: number
}

/** Where the file's sandbox goes on, and the state that its rows hold, undefined when it has none. */
const load = (
  sql: Sql,
  path: string,
  settings: Settings
): Effect.Effect<
  { readonly start: Start; readonly written: State.State | undefined },
  SqlError | SandboxOptionsError
> =>
  Effect.gen(function* () {
    // Each is read as it comes: of a hundred thousand orders the texts alone are 400 MB.
    const rows = yield* sql<KeptRow<string>>`SELECT * FROM kept ORDER BY kind, id`.stream.pipe(
      Stream.mapArrayEffect((some) =>
        Effect.try({
          try: () => Arr.map(some, (row): KeptRow<unknown> => ({ ...row, value: parse(row.value) })),
          catch: () => problem(path, damaged)
        })
      ),
      Stream.runCollect
    )
    const entries = yield* sql<{ entry: string }>`SELECT entry FROM journal ORDER BY nr`
    const now = yield* Clock.currentTimeMillis
    return yield* Effect.try({
      try: () => {
        const restored = restore(rows, settings, now)
        const begin = entries.reduce((start, { entry }) => replay(start, parse(entry) as Entry), restored)
        return {
          // Ids follow from the seed: the file keeps its own, so that none comes twice.
          start: { ...begin, settings: { ...settings, seed: begin.settings.seed } },
          written: rows.length === 0 ? undefined : restored.state
        }
      },
      catch: () => problem(path, damaged)
    })
  })

interface KeptRow<Value> {
  readonly kind: string
  readonly id: number | string
  readonly value: Value
}

const restore = (rows: ReadonlyArray<KeptRow<unknown>>, settings: Settings, now: number): Start => {
  if (rows.length === 0) return { state: State.make(settings.seed), settings, position: { offset: 0 }, at: 0 }
  const kinds = Map.groupBy(rows, (row) => row.kind)
  const values = (kind: string): ReadonlyArray<unknown> => (kinds.get(kind) ?? []).map(({ value }) => value)
  const rest = values("rest")[0] as Rest
  const timers = (kinds.get("timer") ?? []).map(({ id, value }) => [Number(id), inTime(value as State.Timer)] as const)
  const state = assemble(
    {
      next: rest.next,
      random: rest.random,
      rules: rest.rules,
      spent: (kinds.get("spent") ?? []).map(({ id }) => String(id)),
      orders: values("order") as ReadonlyArray<State.Order>,
      tokens: values("token") as ReadonlyArray<State.Token>,
      notices: values("notice") as ReadonlyArray<Notice>,
      received: values("received") as ReadonlyArray<Received>,
      events: values("event") as ReadonlyArray<SandboxEvent>
    },
    Agenda.from(timers),
    now
  )
  return { state, settings: rest.settings, position: rest.position, at: within(rest.at) }
}

const journal = (sql: Sql, path: string, current: () => Start, held: State.State | undefined): Journal => {
  const turns = Semaphore.makeUnsafe(1)
  let pending: Array<Entry> = []
  let isWriting = false
  // At the first write the journal of the last process goes into the rows.
  let isAnew = true
  let length = 0
  /** What the rows hold; undefined when all are to be written. */
  let written = held

  const renew = () => {
    isAnew = true
    written = undefined
  }

  const note = (entries: ReadonlyArray<Entry>) =>
    sql`INSERT INTO journal (entry) SELECT value FROM json_each(${JSON.stringify(entries.map(print))})`

  const settle = (start: Start) =>
    Effect.gen(function* () {
      const { at, position, settings, state } = start
      const rest: Rest = { next: state.next, random: state.random, rules: state.rules, settings, position, at }
      const before = written
      const changed: ReadonlyArray<rows.Row> = [...rows.changed(state, before), ["rest", 0, rest]]
      const gone = [...rows.gone(state, before)]
      // Said now, since `renew` may be called while it is written.
      written = state
      isAnew = false
      yield* sql.withTransaction(
        Effect.gen(function* () {
          if (before === undefined) yield* sql`DELETE FROM kept`
          for (const some of chunks(gone)) {
            yield* sql`DELETE FROM kept WHERE (kind, id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(${JSON.stringify(some)}))`
          }
          for (const [n, some] of chunks(changed).entries()) {
            // A long write goes in pieces: between them the process hears that connections were closed, and new ones are made.
            if (n > 0) yield* Effect.yieldNow
            const values = JSON.stringify(some.map(([kind, id, value]) => [kind, id, print(value)]))
            yield* sql`INSERT OR REPLACE INTO kept SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(${values})`
          }
          yield* sql`DELETE FROM journal`
        })
      )
      length = 0
    }).pipe(Effect.onError(() => Effect.sync(renew)))

  const write = (limit: number) =>
    Effect.suspend(() => {
      const entries = pending
      if (entries.length === 0 && !isAnew && length < limit) return Effect.void
      pending = []
      isWriting = true
      length += entries.length
      const start = current()
      return (isAnew || length >= limit ? settle(start) : note(entries)).pipe(
        Effect.tapError(() => Effect.sync(() => void (pending = [...entries, ...pending]))),
        Effect.ensuring(Effect.sync(() => void (isWriting = false)))
      )
    }).pipe(
      // Nothing is acknowledged that is not safe: whoever waits for it fails.
      Effect.mapError((cause) => new StorageFailure({ path, cause })),
      Effect.orDie,
      Effect.uninterruptible,
      Effect.withTracerEnabled(false)
    )
  const flush = turns.withPermit(write(patience))

  return {
    append: (entry) => void pending.push(entry),
    renew,
    flush: Effect.suspend(() => (pending.length === 0 && !isWriting && !isAnew ? Effect.void : flush)),
    compact: turns.withPermit(write(1))
  }
}

const chunks = <A>(all: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.ceil(all.length / 500) }, (_, n) => all.slice(n * 500, n * 500 + 500))

const print = (value: unknown): string => Json.print(Json.from(value), false)

// How deep it nests was looked at when it came in.
const parse = (text: string): unknown => Result.getOrThrow(ExactJson.parseResult(text))

const problem = (path: string, what: string) =>
  new SandboxOptionsError({ option: "data", problem: `file ${path} ${what}` })

const damaged = "is damaged. Choose another file, or delete it to start with an empty sandbox"

const complaint = ({ reason }: SqlError): string => {
  switch (codeOf(reason.cause)) {
    case 5:
    case 6:
      return "is in use by another sandbox. Stop that one, or choose another file"
    case 14:
      return "cannot be opened. It must be a file, its directory must exist, and this user must be allowed to write there"
    case 8:
      return "cannot be written by this user"
    case 11:
    case 26:
      return "is not a sandbox's file, or is damaged. Choose another file, or delete it to start with an empty sandbox"
    default:
      return `cannot be used (${reason.message})`
  }
}

const codeOf = (cause: unknown): number =>
  typeof cause === "object" && cause !== null && "errcode" in cause ? Number(cause.errcode) & 0xff : 0
