// What goes on outside the event loop and will come back to it: only Node.js itself knows. Elsewhere nothing is seen.
import type { HookCallbacks } from "node:async_hooks"

export interface Watch {
  /** Runs a function when nothing can go on any more but timers, or when the watch is over; the result takes that back. */
  readonly whenStill: (run: () => void) => () => void
  readonly stop: () => void
}

// Each ends with one callback: the thread pool's, the file system's, those of names and connections. `Immediate` is what fibers go on by.
const ending = /^(?!HTTP).*REQ(?:UEST|CALLBACK|PROMISE|WRAP)?$|^(?:QUERY|TCPCONNECT|PIPECONNECT)WRAP$|^Immediate$/

const connection = /^(?:TCP|PIPE)WRAP$/

/** Watches from now on. `isWaited` tells what it cannot see: what had begun before. */
export const watch = (isWaited: () => boolean): Watch => {
  const underway = new Set<number>()
  // Callers of servers in this process: whoever waits for an answer is the other end. A connection that we begin is told apart at once,
  // and one that is used again is announced by another object than its handle.
  const accepted = new Map<number, Handle>()
  const begun = new Map<number, Handle>()
  let isOwn = false
  let isOver = false
  const unhook = hook({
    init: (id, type, trigger, resource) => {
      if (isOwn) return
      if (ending.test(type)) underway.add(id)
      if (connection.test(type) && isHandle(resource)) accepted.set(id, resource)
      const ours = type.endsWith("CONNECTWRAP") ? accepted.get(trigger) : undefined
      if (ours !== undefined && accepted.delete(trigger)) begun.set(trigger, ours)
    },
    before: (id) => void underway.delete(id),
    destroy: (id) => {
      underway.delete(id)
      accepted.delete(id)
      begun.delete(id)
    }
  })
  // Those of before are only counted, so ours must not be among them: it would be taken for one of before that has just been closed.
  const older = () => activeConnections() - inUse(accepted) - inUse(begun)
  let before = older()
  const isStill = () => {
    const now = older()
    before = Math.min(before, now)
    return underway.size === 0 && inUse(begun) === 0 && now <= before
  }
  const whenStill = (run: () => void) => {
    let again: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      // What is under way when the watch ends is never seen to end: whoever looked on would look for ever.
      if (isOver || (isStill() && !isWaited())) run()
      else again = setTimeout(look, 1)
    }
    // By then the promises of this turn have settled, and what they began is under way.
    isOwn = true
    const first = setImmediate(look)
    isOwn = false
    return () => {
      clearImmediate(first)
      clearTimeout(again)
    }
  }
  const stop = () => {
    isOver = true
    unhook()
  }
  return { whenStill, stop }
}

interface Handle {
  readonly hasRef: () => boolean
}

const inUse = (some: ReadonlyMap<number, Handle>): number => [...some.values()].filter((one) => one.hasRef()).length

const isHandle = (resource: object): resource is Handle => "hasRef" in resource && typeof resource.hasRef === "function"

const hook = (callbacks: HookCallbacks): (() => void) => {
  const created = globalThis.process?.getBuiltinModule?.("node:async_hooks").createHook(callbacks).enable()
  return () => void created?.disable()
}

// A pool lets go of the connections that it keeps for later, or no process would end: those that hold it back are waited for by somebody.
const activeConnections = (): number =>
  (globalThis.process?.getActiveResourcesInfo?.() ?? []).filter((one) => /^(?:TCPSocket|Pipe)Wrap$/.test(one)).length
