// Places for calls that nobody has vouched for yet. Anybody can take one and let it wait, so these are no notification's places, and when
// they run out the body that has been arriving for longest gives its place up: MultiSafepay sends a notification in one go.
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Refused from "../../WebhookRefused.ts"

export interface Limits {
  readonly count: number
  readonly bytes: number
}

export interface Place {
  /** Runs while the body arrives; ends early when the place is needed for another. */
  readonly arriving: <A, E, R>(body: Effect.Effect<A, E, R>) => Effect.Effect<A, E | Refused.WebhookRefused, R>
  /** So many bytes more are held. */
  readonly grow: (bytes: number) => void
}

export interface Unverified {
  /** Runs with a place, which is free again at the end. */
  readonly withPlace: <A, E, R>(
    use: (place: Place) => Effect.Effect<A, E, R>
  ) => Effect.Effect<A, E | Refused.WebhookRefused, R>
}

export const make = (limits: Limits, refuse: Refused.Refuse): Unverified => {
  // A Set keeps the order of insertion, so the oldest is at its front.
  const arriving = new Set<Held>()
  let count = 0
  let bytes = 0

  const leave = (held: Held): void => {
    arriving.delete(held)
    if (held.gone) return
    held.gone = true
    count--
    bytes -= held.bytes
  }

  const displaceOldest = (): boolean => {
    const [oldest] = arriving
    if (oldest === undefined) return false
    leave(oldest)
    Deferred.doneUnsafe(oldest.displaced, Effect.fail(refuse(new Refused.BodyIncomplete({ why: "displaced" }))))
    return true
  }

  const enter = (): Held | undefined => {
    if (count >= limits.count && !displaceOldest()) return undefined
    const held: Held = { bytes: 0, gone: false, displaced: Deferred.makeUnsafe() }
    count++
    return held
  }

  const placeOf = (held: Held): Place => ({
    arriving: (body) =>
      Effect.suspend(() => {
        arriving.add(held)
        return Effect.ensuring(
          Effect.raceFirst(body, Deferred.await(held.displaced)),
          Effect.sync(() => arriving.delete(held))
        )
      }),
    grow: (more) => {
      if (held.gone) return
      held.bytes += more
      bytes += more
      while (bytes > limits.bytes && displaceOldest());
    }
  })

  return {
    withPlace: <A, E, R>(use: (place: Place) => Effect.Effect<A, E, R>) =>
      Effect.acquireUseRelease(
        Effect.sync(enter),
        (held): Effect.Effect<A, E | Refused.WebhookRefused, R> =>
          held === undefined ? Effect.fail(refuse(new Refused.Busy({ why: "unverified" }))) : use(placeOf(held)),
        (held) => Effect.sync(() => void (held !== undefined && leave(held)))
      )
  }
}

interface Held {
  bytes: number
  gone: boolean
  readonly displaced: Deferred.Deferred<never, Refused.WebhookRefused>
}
