// The memory of one process. It forgets when the process ends, when the retention is over, and the oldest first when it is full: then a
// repetition is handled again.
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import type { Entry, Once, Skipped, WebhookStore } from "./model.ts"
import { judge } from "./overtaken.ts"

/** @category models */
export interface MemoryOptions {
  /** How many notifications are remembered, and of how many orders the newest state. 100,000 by default, about 30 MB. */
  readonly capacity?: number | undefined
  /** How long. 7 days by default; MultiSafepay repeats for 45 minutes by itself, and whenever somebody presses the button. */
  readonly retention?: Duration.Input | undefined
}

/**
 * Remembers in this process: enough for one server and effects that bear a repetition after a restart.
 *
 * @category constructors
 */
export const memory = (options: MemoryOptions = {}): Effect.Effect<WebhookStore> =>
  Effect.sync(() => {
    const capacity = Math.max(options.capacity ?? 100_000, 1)
    const retention = Duration.toMillis(options.retention ?? Duration.days(7))
    const handled = makeBounded<true>(capacity, retention)
    const orders = makeBounded<ReadonlyMap<string, Transaction>>(capacity, retention)
    const locks = new Map<string, { readonly semaphore: Semaphore.Semaphore; users: number }>()

    // A lock per order exists only while somebody holds or awaits it.
    const serially = <A, E, R>(order: string, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
      Effect.suspend(() => {
        const lock = locks.get(order) ?? { semaphore: Semaphore.makeUnsafe(1), users: 0 }
        locks.set(order, lock)
        lock.users++
        return Effect.ensuring(
          Semaphore.withPermit(lock.semaphore, effect),
          Effect.sync(() => {
            if (--lock.users === 0) locks.delete(order)
          })
        )
      })

    const skipped = (entry: Entry, now: number): Skipped | undefined => {
      if (entry.id !== undefined && handled.get(entry.id, now)) return "Duplicate"
      const known = orders.get(entry.order, now) ?? new Map<string, Transaction>()
      const here = known.get(entry.transaction ?? "")
      const elsewhere = [...known.values()].filter((transaction) => transaction !== here)
      return judge(entry, {
        newest: latest([...known.values()].map(({ newest }) => newest)),
        newestHere: here?.newest,
        paidHere: here?.paid === true,
        paidElsewhere: elsewhere.some(({ paid }) => paid)
      })
    }

    const remember = (entry: Entry, id: string, now: number): void => {
      handled.set(id, true, now)
      const known = new Map(orders.get(entry.order, now))
      const here = known.get(entry.transaction ?? "")
      known.set(entry.transaction ?? "", {
        newest: latest([here?.newest, entry.modified?.from]),
        paid: here?.paid === true || entry.attempt === "paid"
      })
      orders.set(entry.order, known, now)
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

/** What is remembered of one attempt to pay an order. */
interface Transaction {
  readonly newest: number | undefined
  readonly paid: boolean
}

const latest = (times: ReadonlyArray<number | undefined>): number | undefined =>
  times.reduce((one, other) => (one === undefined || (other !== undefined && other > one) ? other : one), undefined)

interface Bounded<A> {
  readonly get: (key: string, now: number) => A | undefined
  readonly set: (key: string, value: A, now: number) => void
}

// Insertion order of a Map is age here, so what has to go is always at its front.
const makeBounded = <A>(capacity: number, retention: number): Bounded<A> => {
  const entries = new Map<string, { readonly value: A; readonly at: number }>()
  return {
    get: (key, now) => {
      const entry = entries.get(key)
      return entry === undefined || now - entry.at >= retention ? undefined : entry.value
    },
    set: (key, value, now) => {
      entries.delete(key)
      entries.set(key, { value, at: now })
      for (const [oldest, { at }] of entries) {
        if (entries.size <= capacity && now - at < retention) break
        entries.delete(oldest)
      }
    }
  }
}
