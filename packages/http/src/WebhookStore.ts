// What the intake remembers, so that a notification is handled once and an old one not after a newer one. The surprise: the store runs
// the work itself, because "handled" must become true together with what your effect did, or not at all.
export {
  type Entry,
  Message,
  type Modified,
  type Once,
  type Skipped,
  type WebhookQueue,
  type WebhookStore,
  WebhookStoreError
} from "./internal/webhooks/model.ts"
export { memory, type MemoryOptions } from "./internal/webhooks/memory.ts"
export { sql, type SqlOptions } from "./internal/webhooks/sql.ts"
export { queue, type QueueOptions, queueSql, type QueueSqlOptions } from "./internal/webhooks/queue.ts"
