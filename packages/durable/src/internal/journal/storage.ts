// A storage error inside a step is a defect to the workflow, and a defect is a result like any other: one broken connection would fail
// a paid payment for good. The body is run again instead, from its journal, until the storage answers.
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Schedule from "effect/Schedule"

export const isStorageFault = (cause: Cause.Cause<unknown>): boolean =>
  cause.reasons.some((reason) => Cause.isDieReason(reason) && isStorageError(reason.defect))

const isStorageError = (defect: unknown): boolean =>
  Predicate.isTagged(defect, "PersistenceError") ||
  Predicate.isTagged(defect, "SqlError") ||
  Predicate.isTagged(defect, "PersistedQueueError")

const patience = Schedule.min([Schedule.exponential("200 millis"), Schedule.spaced("10 seconds")])

/** Says so once when it takes longer than a restart: a full disk or a missing right lasts until somebody hears of it. */
export const retryStorage = <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.suspend(() => {
    let failures = 0
    return self.pipe(
      Effect.sandbox,
      Effect.tapError((cause) =>
        isStorageFault(cause) && ++failures === 6
          ? Effect.logWarning("the journal cannot be read or written, and a payment waits for it", cause)
          : Effect.void
      ),
      Effect.retry({ while: isStorageFault, schedule: patience }),
      Effect.catch((cause) => Effect.failCause(cause))
    )
  })
