// PostgreSQL for a demonstration: the one of DATABASE_URL, or a throw-away one from the binaries of this machine.
import { execFile, spawn, spawnSync } from "node:child_process"
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Config, Data, Effect, Option, Redacted, Schedule } from "effect"
import { freePort } from "./durable-port.ts"

export class NoPostgres extends Data.TaggedError("NoPostgres") {
  override get message() {
    return "this example needs PostgreSQL: set DATABASE_URL=postgres://user:password@host/database, or install it"
  }
}

const directories = () => {
  const base = "/usr/lib/postgresql"
  const versions = existsSync(base) ? readdirSync(base).sort().reverse() : []
  return [...versions.map((version) => join(base, version, "bin")), "/usr/local/bin", "/usr/bin", "/opt/homebrew/bin"]
}

class Failed extends Data.TaggedError("Failed")<{ readonly message: string }> {}

const run = (file: string, args: ReadonlyArray<string>, cwd: string) =>
  Effect.callback<void, Failed>((resume) => {
    execFile(file, args, { cwd }, (error) => resume(error === null ? Effect.void : Effect.fail(new Failed(error))))
  })

/** The address of a database that lives as long as the scope. */
export const postgres = Effect.gen(function* () {
  const given = yield* Config.option(Config.Redacted("DATABASE_URL"))
  if (Option.isSome(given)) return Redacted.value(given.value)
  const bin = directories().find((dir) => existsSync(join(dir, "initdb")) && existsSync(join(dir, "pg_ctl")))
  if (bin === undefined) return yield* new NoPostgres()
  return yield* throwAway(bin).pipe(Effect.orDie)
})

const throwAway = Effect.fnUntraced(function* (bin: string) {
  const port = yield* freePort
  const dir = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "shop-postgres-"))),
    (dir) => Effect.sync(() => rmSync(dir, { recursive: true, force: true }))
  )
  // PostgreSQL refuses to run as root.
  const root = process.getuid?.() === 0
  if (root) chownSync(dir, Number(spawnSync("id", ["-u", "postgres"], { encoding: "utf8" }).stdout), -1)
  const as = (file: string, args: ReadonlyArray<string>) =>
    root
      ? (["runuser", ["-u", "postgres", "--", join(bin, file), ...args]] as const)
      : ([join(bin, file), args] as const)
  const data = join(dir, "data")
  yield* run(
    ...as("initdb", ["-D", data, "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C"]),
    dir
  )
  const options = ["-p", String(port), "-c", "listen_addresses=127.0.0.1", "-c", `unix_socket_directories=${dir}`]
  const server = yield* Effect.acquireRelease(
    Effect.sync(() => spawn(...as("postgres", ["-D", data, ...options]), { cwd: dir, stdio: "ignore" })),
    () => Effect.ignore(run(...as("pg_ctl", ["-D", data, "-m", "immediate", "-w", "stop"]), dir))
  )
  const ended = Effect.callback<never, Failed>((resume) => {
    server.once("exit", (code) =>
      resume(Effect.fail(new Failed({ message: `PostgreSQL did not start: it ended with ${code}` })))
    )
  })
  const ready = run(join(bin, "pg_isready"), ["-h", "127.0.0.1", "-p", String(port)], dir)
  yield* Effect.raceFirst(Effect.retry(ready, Schedule.spaced("50 millis")), ended)
  return `postgres://postgres@127.0.0.1:${port}/postgres`
})
