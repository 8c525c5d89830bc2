// The kernel's own TCP: a card order has gone out on an open connection and is carried out, its acknowledgement never comes back, and then
// the host cannot be reached. Linux ends the connection with the very code that a connection in the making ends with.
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { afterAll, assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"

const ip = (...args: ReadonlyArray<string>) => execFileSync("ip", args, { stdio: "pipe" })
const names = { client: `msp-c-${process.pid}`, server: `msp-s-${process.pid}` }
const inside = (name: string, ...args: ReadonlyArray<string>) => ip("netns", "exec", name, ...args)

const remove = () => {
  for (const name of Object.values(names)) {
    try {
      ip("netns", "del", name)
    } catch {
      // Was never made.
    }
  }
}

/** Two network namespaces with a cable between them, or why there are none. */
const missing = ((): string | undefined => {
  try {
    for (const name of Object.values(names)) ip("netns", "add", name)
    ip("link", "add", "msp0", "netns", names.client, "type", "veth", "peer", "name", "msp0", "netns", names.server)
    inside(names.client, "ip", "addr", "add", "10.99.0.1/24", "dev", "msp0")
    inside(names.server, "ip", "addr", "add", "10.99.0.2/24", "dev", "msp0")
    for (const name of Object.values(names)) {
      inside(name, "ip", "link", "set", "lo", "up")
      inside(name, "ip", "link", "set", "msp0", "up")
    }
    // Give up after twelve seconds, not after a quarter of an hour, but not before the host is gone; and find out sooner that it is.
    inside(names.client, "sysctl", "-qw", "net.ipv4.tcp_retries2=5")
    for (const setting of ["mcast_solicit=1", "ucast_solicit=1", "retrans_time_ms=100"]) {
      inside(names.client, "sysctl", "-qw", `net.ipv4.neigh.msp0.${setting}`)
    }
    return undefined
  } catch (error) {
    return String(error).split("\n")[0]
  }
})()
if (missing !== undefined) {
  remove()
  console.log(`skipped: a network that breaks needs network namespaces of its own (Linux, root, iproute2): ${missing}`)
}

const started = (namespace: string, file: string, ...args: ReadonlyArray<string>) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const path = fileURLToPath(new URL(`support/${file}`, import.meta.url))
      const child = spawn("ip", ["netns", "exec", namespace, process.execPath, path, ...args])
      const lines: Array<string> = []
      child.stdout.on("data", (data) => lines.push(...String(data).split("\n").filter(Boolean)))
      child.stderr.on("data", (data) => lines.push(`stderr: ${String(data)}`))
      return { child, lines }
    }),
    ({ child }) => ended(child)
  )

const ended = (child: ChildProcess) =>
  Effect.callback<void>((resume) => {
    if (child.exitCode !== null || child.signalCode !== null) return resume(Effect.void)
    child.once("exit", () => resume(Effect.void))
    child.kill("SIGKILL")
  })

/** Waits for a line that begins so, as long as somebody may still write it. */
const line = (
  { child, lines }: { readonly child: ChildProcess; readonly lines: ReadonlyArray<string> },
  words: string
) =>
  Effect.suspend(() => {
    if (lines.some((one) => one.startsWith(words))) return Effect.succeed(true)
    return child.exitCode === null && child.signalCode === null
      ? Effect.succeed(false)
      : Effect.die(`no "${words}" but ${JSON.stringify(lines)}`)
  }).pipe(Effect.repeat({ until: (there) => there, schedule: Schedule.spaced("20 millis") }))

describe("a host that cannot be reached any more", () => {
  afterAll(remove)

  for (const transport of ["undici", "the transport of the node package"]) {
    it.live.skipIf(missing !== undefined)(
      `does not get a second card order from a network that comes back, over ${transport}`,
      () =>
        Effect.gen(function* () {
          const server = yield* started(names.server, "chargingServer.ts", "10.99.0.2", "8080")
          yield* line(server, "listening")
          const client = yield* started(names.client, "chargingClient.ts", "http://10.99.0.2:8080", transport)
          yield* line(client, "connected")

          // The way back is dead: the order arrives, its acknowledgement does not.
          inside(names.server, "ip", "route", "add", "blackhole", "10.99.0.1/32")
          client.child.stdin.write("order\n")
          yield* line(server, "charged 1")
          // Nobody answers for the server's address any more: "host unreachable".
          inside(names.server, "ip", "addr", "del", "10.99.0.2/24", "dev", "msp0")
          inside(names.client, "ip", "neigh", "flush", "dev", "msp0")
          yield* line(client, "met read EHOSTUNREACH")

          inside(names.server, "ip", "addr", "add", "10.99.0.2/24", "dev", "msp0")
          inside(names.server, "ip", "route", "del", "blackhole", "10.99.0.1/32")
          yield* line(client, "told")
          assert.deepStrictEqual(
            server.lines.filter((one) => one.startsWith("charged")),
            ["charged 1"]
          )
          assert.include(client.lines, "told unknown")
        }),
      240_000
    )
  }
})
