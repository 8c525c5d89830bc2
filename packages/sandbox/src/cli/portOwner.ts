// Who has a port, as far as the system tells: Linux does, under /proc, for processes of the same user. Elsewhere it is another process.
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"

/** Such as `process 4711 (node server.js)`. Never fails. */
export const portOwner = (port: number): Effect.Effect<string, never, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const inodes = new Set<string>()
    for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
      const text = yield* Effect.orElseSucceed(fs.readFileString(table), () => "")
      for (const inode of listening(text, port)) inodes.add(inode)
    }
    if (inodes.size === 0) return unknown
    const processes = yield* Effect.orElseSucceed(fs.readDirectory("/proc"), () => [])
    for (const pid of processes.filter((name) => /^\d+$/.test(name))) {
      if (!(yield* holds(fs, pid, inodes))) continue
      const command = yield* Effect.orElseSucceed(fs.readFileString(`/proc/${pid}/cmdline`), () => "")
      return `process ${pid} (${command.replaceAll("\0", " ").trim().slice(0, 120)})`
    }
    return unknown
  })

const unknown = "another process"

/** Inodes of sockets that listen (state 0A) on a port, from the kernel's table. */
export const listening = (table: string, port: number): ReadonlyArray<string> => {
  const end = `:${port.toString(16).toUpperCase().padStart(4, "0")}`
  return table.split("\n").flatMap((line) => {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
    return state === "0A" && local?.endsWith(end) === true && inode !== undefined ? [inode] : []
  })
}

const holds = (fs: FileSystem.FileSystem, pid: string, inodes: ReadonlySet<string>): Effect.Effect<boolean> =>
  Effect.gen(function* () {
    const files = yield* Effect.orElseSucceed(fs.readDirectory(`/proc/${pid}/fd`), () => [])
    for (const file of files) {
      const target = yield* Effect.orElseSucceed(fs.readLink(`/proc/${pid}/fd/${file}`), () => "")
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1]
      if (inode !== undefined && inodes.has(inode)) return true
    }
    return false
  })
