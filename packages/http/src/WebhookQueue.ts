// The queue between the answer to MultiSafepay and your effect, on Effect's PersistedQueue: offers are told apart by content, also after
// they were handled, and what a dead process had taken is taken by another one.
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PersistedQueue from "effect/persistence/PersistedQueue"
import * as Predicate from "effect/Predicate"
import type * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type * as SqlClient from "effect/sql/SqlClient"
import { WebhookStoreError } from "./WebhookStore.ts"

/**
 * A verified notification on its way through a queue. `body` is the signed text, personal data included, so it is stored in clear.
 *
 * @category models
 */
export const Message = Schema.Struct({
  body: Schema.String,
  order_id: Schema.String,
  kind: Schema.Literals(["order", "pretransaction"]),
  site: Schema.String,
  /** Unix seconds. */
  timestamp: Schema.Finite
})
export interface Message extends Schema.Schema.Type<typeof Message> {}

/**
 * What came out of the queue is no message: another version wrote it, or somebody changed it. It is tried like one whose handler fails, because
 * the other version may be there too, and is parked in the end.
 *
 * @category errors
 */
export class UnreadableMessage extends Schema.TaggedError<UnreadableMessage>(
  "@effect-multisafepay/http/UnreadableMessage"
)("UnreadableMessage", {
  /** Empty where the row does not tell it. */
  order_id: Schema.String,
  cause: Schema.Defect()
}) {
  override get message() {
    return "a notification in the queue cannot be read: another version of this package wrote it, or its row was changed. Start that version, or mend the row"
  }
}

/** @category services */
export interface Service {
  /** Succeeds when the message is safe. A second offer of an `id` does nothing, also after the first was handled. */
  readonly offer: (id: string, message: Message) => Effect.Effect<void, WebhookStoreError>
  /**
   * Takes one message, waiting for it, and settles it by what `work` does, which fails of an `UnreadableMessage`. Fails with what `work` failed
   * with.
   */
  readonly take: <A, E, R>(
    work: (id: string, message: Message | UnreadableMessage, attempt: number) => Effect.Effect<A, E, R>
  ) => Effect.Effect<A, E | WebhookStoreError, R>
  /** How many messages this process works on at once; 0 leaves the work to other processes. */
  readonly workers: number
  /** After this many attempts a message is parked. */
  readonly maxAttempts: number
}

/**
 * Durable hand-over from the request to a worker. An intake to whose layer one is provided answers as soon as a notification is safe in it,
 * and its workers run your effect.
 *
 * @category services
 */
export class WebhookQueue extends Context.Service<WebhookQueue, Service>()("@effect-multisafepay/http/WebhookQueue") {}

/** @category models */
export interface Options {
  /**
   * `multisafepay-webhooks` by default. Processes with the same name share the work: two sites whose notifications go to different effects need
   * a name each, or one is given the other's.
   */
  readonly name?: string | undefined
  /** How many notifications this process works on at once. 4 by default; 0 only takes them in. */
  readonly workers?: number | undefined
  /** After this many attempts a notification is parked. 150 by default, which with the pauses of `retry` are half a day. */
  readonly maxAttempts?: number | undefined
  /** The pause after each failed attempt, whose number is the input. By default from 1 second, doubling, up to 5 minutes. */
  readonly retry?: Schedule.Schedule<unknown, number> | undefined
}

// MultiSafepay has its OK and repeats no more: an hour in which the shop's database or another service is away must not be the end of it.
const patience = 150

/**
 * A queue on the `PersistedQueueFactory` there is: SQL, Redis, or memory.
 *
 * @category queues
 */
export const make = (options: Options = {}): Effect.Effect<Service, never, PersistedQueue.PersistedQueueFactory> =>
  Effect.map(
    PersistedQueue.make({
      name: options.name ?? "multisafepay-webhooks",
      // Effect parks what its schema cannot read, and tells nobody.
      schema: Schema.Json,
      maxAttempts: options.maxAttempts ?? patience,
      ...(options.retry === undefined ? {} : { retrySchedule: options.retry })
    }),
    (persisted): Service => ({
      workers: options.workers ?? 4,
      maxAttempts: options.maxAttempts ?? patience,
      offer: (id, message) =>
        Effect.mapError(
          Effect.asVoid(persisted.offer({ ...message }, { id })),
          (cause) => new WebhookStoreError({ operation: "queue a notification", cause })
        ),
      take: (work) =>
        Effect.mapError(
          persisted.take((json, { id, attempts }) =>
            Effect.flatMap(read(json), (message) =>
              Effect.mapError(work(id, message, attempts), (error) => new Theirs(error))
            )
          ),
          (error) =>
            error instanceof Theirs
              ? error.error
              : new WebhookStoreError({ operation: "take a notification from the queue", cause: error })
        )
    })
  )

/**
 * `make` as a layer.
 *
 * @category queues
 */
export const layer = (options?: Options): Layer.Layer<WebhookQueue, never, PersistedQueue.PersistedQueueFactory> =>
  Layer.effect(WebhookQueue, make(options))

/** @category models */
export interface SqlOptions extends Options {
  /** `multisafepay_webhook_queue` by default; created when it is missing. */
  readonly table?: string | undefined
  /** How often an idle worker looks for work of other processes. 1 second by default; it sees its own process's at once. */
  readonly pollInterval?: Duration.Input | undefined
  /**
   * After this long without a sign of life a process counts as dead and its messages are taken by others. 30 seconds by default, with a
   * sign every third of it; longer than your effect's longest block of the event loop.
   */
  readonly lockExpiration?: Duration.Input | undefined
  /** How long a handled id is remembered, and with it that the notification is a repetition. 90 days by default. Parked ones stay. */
  readonly retention?: Duration.Input | undefined
}

/**
 * A queue in a database, for any number of processes. PostgreSQL, SQLite, MySQL and SQL Server.
 *
 * @category queues
 */
export const makeSql = (
  options: SqlOptions = {}
): Effect.Effect<Service, WebhookStoreError, SqlClient.SqlClient | Scope.Scope> =>
  Effect.gen(function* () {
    const lockExpiration = Duration.fromInputUnsafe(options.lockExpiration ?? Duration.seconds(30))
    const store = yield* PersistedQueue.makeStoreSql({
      tableName: options.table ?? "multisafepay_webhook_queue",
      pollInterval: options.pollInterval,
      lockExpiration,
      lockRefreshInterval: Duration.times(lockExpiration, 1 / 3)
    }).pipe(Effect.mapError((cause) => new WebhookStoreError({ operation: "create its queue", cause })))
    const withStore = Layer.succeed(PersistedQueue.PersistedQueueStore, store)
    yield* Layer.build(
      Layer.provide(PersistedQueue.layerCleanup({ timeToLive: options.retention ?? Duration.days(90) }), withStore)
    )
    return yield* Effect.provide(make(options), Layer.provide(PersistedQueue.layer, withStore))
  })

/**
 * `makeSql` as a layer.
 *
 * @category queues
 */
export const layerSql = (options?: SqlOptions): Layer.Layer<WebhookQueue, WebhookStoreError, SqlClient.SqlClient> =>
  Layer.effect(WebhookQueue, makeSql(options))

const decode = Schema.decodeUnknownEffect(Message)

const read = (json: Schema.Json): Effect.Effect<Message | UnreadableMessage> =>
  Effect.catch(decode(json), (cause) => {
    const told = Predicate.hasProperty(json, "order_id") ? json.order_id : ""
    return Effect.succeed(new UnreadableMessage({ cause, order_id: typeof told === "string" ? told : "" }))
  })

// What the worker failed with, to be told from what the queue failed with.
class Theirs<E> {
  readonly error: E
  constructor(error: E) {
    this.error = error
  }
}
