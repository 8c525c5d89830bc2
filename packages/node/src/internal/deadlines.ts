// The deadlines of all requests in flight, on one timer. Those that are equally long, which they nearly all are, pass in the order in which
// they were set, so that a timer for the first is enough; a timer for each is 3 to 4 % of a call that is made alone.

/** Calls back after so many milliseconds, unless what it returns is called first. At most 2^31 - 1, as with any timer. */
export type After = (millis: number, passed: () => void) => () => void

interface Deadline {
  /** On the clock that is never set. */
  readonly due: number
  readonly passed: () => void
}

export const make = (): After => {
  /** In the order in which they are due. */
  const set = new Set<Deadline>()
  let length = 0
  /** Due no later than the first of them; it goes on when there is none, and keeps no process alive then. */
  let timer: NodeJS.Timeout | undefined

  const pass = () => {
    try {
      const now = performance.now()
      for (const deadline of set) {
        if (deadline.due > now) break
        set.delete(deadline)
        deadline.passed()
      }
    } finally {
      const [next] = set
      clearTimeout(timer)
      timer = next === undefined ? undefined : setTimeout(pass, Math.max(next.due - performance.now(), 1))
    }
  }

  return (millis, passed) => {
    if (set.size === 0) {
      if (millis !== length) {
        clearTimeout(timer)
        timer = undefined
        length = millis
      }
      timer?.ref()
    }
    if (millis !== length) {
      const own = setTimeout(passed, millis)
      return () => clearTimeout(own)
    }
    timer ??= setTimeout(pass, millis)
    const deadline = { due: performance.now() + millis, passed }
    set.add(deadline)
    return () => {
      if (set.delete(deadline) && set.size === 0) timer?.unref()
    }
  }
}
