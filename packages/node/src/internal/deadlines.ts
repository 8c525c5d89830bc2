// The deadlines of all requests in flight, on one timer. Those that are equally long, which they nearly all are, pass in the order in which
// they were set, so that a timer for the first is enough; a timer for each is 3 to 4 % of a call that is made alone. Where somebody has
// replaced the clock, as tests do, each has a timer of its own after all: a shared one of another clock would never pass, or not when it should.

/** Calls back after so many milliseconds, unless what it returns is called first. At most 2^31 - 1, as with any timer. */
export type After = (millis: number, passed: () => void) => () => void

interface Deadline {
  readonly due: number
  readonly passed: () => void
}

/** A clock: what it waits with, and what it counts by. */
export interface Time {
  readonly setTimeout: typeof setTimeout
  readonly clearTimeout: typeof clearTimeout
  /** In milliseconds, never set. */
  readonly now: () => number
}

/** The clock as it is now, whatever replaces it later. */
export const currentTime = (): Time => ({
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  now: performance.now.bind(performance)
})

const ownTime = currentTime()

export const make = (time: Time = ownTime): After => {
  /** In the order in which they are due. */
  const set = new Set<Deadline>()
  let length = 0
  /** Due no later than the first of them; it goes on when there is none, and keeps no process alive then. */
  let timer: NodeJS.Timeout | undefined

  const pass = () => {
    try {
      const now = time.now()
      for (const deadline of set) {
        if (deadline.due > now) break
        set.delete(deadline)
        deadline.passed()
      }
    } finally {
      const [next] = set
      time.clearTimeout(timer)
      timer = next === undefined ? undefined : time.setTimeout(pass, Math.max(next.due - time.now(), 1))
    }
  }

  return (millis, passed) => {
    const isOurs = globalThis.setTimeout === time.setTimeout
    if (isOurs && set.size === 0) {
      if (millis !== length) {
        time.clearTimeout(timer)
        timer = undefined
        length = millis
      }
      timer?.ref()
    }
    if (!isOurs || millis !== length) {
      const own = setTimeout(passed, millis)
      return () => clearTimeout(own)
    }
    timer ??= time.setTimeout(pass, millis)
    const deadline = { due: time.now() + millis, passed }
    set.add(deadline)
    return () => {
      if (set.delete(deadline) && set.size === 0) timer?.unref()
    }
  }
}
