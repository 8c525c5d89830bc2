// Hosts in network namespaces on one switch, and what can happen to the lines between them.
import { execFileSync } from "node:child_process"

const ip = (...args: ReadonlyArray<string>) => execFileSync("ip", args, { stdio: "pipe" })
const quietly = (...args: ReadonlyArray<string>) => {
  try {
    ip(...args)
  } catch {
    // It was not there.
  }
}

export interface Hosts<Name extends string> {
  readonly network: string
  readonly namespaceOf: (name: Name) => string
  readonly addressOf: (name: Name) => string
  /** Nothing that the first sends gets to the second; nobody is told. */
  readonly lose: (from: Name, to: Name) => void
  /** Nothing gets from one to the other, either way. */
  readonly cut: (one: Name, other: Name) => void
  /** All lines are as they were. */
  readonly mend: () => void
  readonly remove: () => void
}

/** Hosts with these names, or a reason why there are none. */
export const makeHosts = <Name extends string>(names: ReadonlyArray<Name>): Hosts<Name> | string => {
  const prefix = `msp${process.pid}`
  const sw = `${prefix}-sw`
  const at = (name: Name) => names.indexOf(name) + 1
  const namespaceOf = (name: Name) => `${prefix}-${name}`
  const addressOf = (name: Name) => `10.99.0.${at(name)}`
  const inside = (name: Name, ...args: ReadonlyArray<string>) => ip("-n", namespaceOf(name), ...args)
  const mended: Array<() => void> = []

  const remove = () => {
    for (const name of names) quietly("netns", "del", namespaceOf(name))
    quietly("netns", "del", sw)
  }
  try {
    ip("netns", "add", sw)
    ip("-n", sw, "link", "add", "br0", "type", "bridge")
    ip("-n", sw, "link", "set", "br0", "up")
    for (const name of names) {
      const port = `p${at(name)}`
      ip("netns", "add", namespaceOf(name))
      inside(name, "link", "add", "eth0", "type", "veth", "peer", "name", port, "netns", sw)
      ip("-n", sw, "link", "set", port, "master", "br0", "up")
      inside(name, "link", "set", "lo", "up")
      inside(name, "addr", "add", `${addressOf(name)}/24`, "dev", "eth0")
      inside(name, "link", "set", "eth0", "up")
    }
  } catch (error) {
    remove()
    return `hosts need network namespaces (Linux, root, iproute2): ${String(error).split("\n")[0]}`
  }

  const lose = (from: Name, to: Name) => {
    // To an address on the switch that nobody has.
    const neighbour = [addressOf(to), "dev", "eth0"]
    inside(from, "neigh", "replace", ...neighbour, "lladdr", "02:00:00:00:00:99", "nud", "permanent")
    mended.push(() => inside(from, "neigh", "del", ...neighbour))
  }
  return {
    network: "10.99.0.0/24",
    namespaceOf,
    addressOf,
    lose,
    cut: (one, other) => {
      lose(one, other)
      lose(other, one)
    },
    mend: () => {
      for (const one of mended.splice(0)) one()
    },
    remove
  }
}
