// A map that forgets: what is older than the retention, and the oldest first when it is full.

export interface Bounded<A> {
  readonly get: (key: string, now: number) => A | undefined
  readonly set: (key: string, value: A, now: number) => void
}

// Insertion order of a Map is age here, so what has to go is always at its front.
export const make = <A>(capacity: number, retention: number): Bounded<A> => {
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
