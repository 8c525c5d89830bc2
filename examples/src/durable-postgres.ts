// PostgreSQL for a demonstration: the one of DATABASE_URL, or a throw-away one from the binaries of this machine.
import { execFileSync, spawn, spawnSync } from "node:child_process"
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Config, Data, Effect, Option, Redacted } from "effect"
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

/** The address of a database that lives as long as the scope. */
export const postgres = Effect.gen(function* () {
  const given = yield* Config.option(Config.Redacted("DATABASE_URL"))
  if (Option.isSome(given)) return Redacted.value(given.value)
  const bin = directories().find((dir) => existsSync(join(dir, "initdb")) && existsSync(join(dir, "pg_ctl")))
  if (bin === undefined) return yield* new NoPostgres()
  return yield* Effect.acquireRelease(
    Effect.map(freePort, (port) => throwAway(bin, port)),
    ({ stop }) => Effect.sync(stop)
  ).pipe(Effect.map(({ url }) => url))
})

const throwAway = (bin: string, port: number) => {
  const dir = mkdtempSync(join(tmpdir(), "shop-postgres-"))
  // PostgreSQL refuses to run as root.
  const root = process.getuid?.() === 0
  if (root) chownSync(dir, Number(spawnSync("id", ["-u", "postgres"], { encoding: "utf8" }).stdout), -1)
  const as = (file: string, args: ReadonlyArray<string>) =>
    root
      ? (["runuser", ["-u", "postgres", "--", join(bin, file), ...args]] as const)
      : ([join(bin, file), args] as const)
  const data = join(dir, "data")
  const run = (file: string, args: ReadonlyArray<string>) =>
    execFileSync(...as(file, args), { cwd: dir, stdio: "ignore" })
  run("initdb", ["-D", data, "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C"])
  const options = ["-p", String(port), "-c", "listen_addresses=127.0.0.1", "-c", `unix_socket_directories=${dir}`]
  const server = spawn(...as("postgres", ["-D", data, ...options]), { cwd: dir, stdio: "ignore" })
  const isReady = () =>
    spawnSync(...as("pg_isready", ["-h", "127.0.0.1", "-p", String(port)]), { cwd: dir }).status === 0
  for (let n = 0; !isReady(); n++) {
    if (n === 200) throw new Error("PostgreSQL did not start")
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
  }
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    stop: () => {
      run("pg_ctl", ["-D", data, "-m", "immediate", "-w", "stop"])
      server.unref()
      rmSync(dir, { recursive: true, force: true })
    }
  }
}
