// A throw-away PostgreSQL on a socket in a temporary directory, for as long as a scope lives. No port, no password, nothing on disk after.
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as SqlClient from "effect/sql/SqlClient"
import { execFileSync, spawnSync } from "node:child_process"
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const root = process.getuid?.() === 0

/** Where `initdb` and `pg_ctl` are, or why there is no PostgreSQL to test with. */
export const found: { readonly bin: string } | { readonly why: string } = (() => {
  const installed = existsSync("/usr/lib/postgresql")
    ? readdirSync("/usr/lib/postgresql").map((version) => `/usr/lib/postgresql/${version}/bin`)
    : []
  const told = spawnSync("pg_config", ["--bindir"], { encoding: "utf8" })
  const places = [
    ...(told.status === 0 ? [told.stdout.trim()] : []),
    ...installed.reverse(),
    ...(process.env["PATH"] ?? "").split(":")
  ]
  const bin = places.find((place) => existsSync(join(place, "initdb")) && existsSync(join(place, "pg_ctl")))
  if (bin === undefined) return { why: "no PostgreSQL here: initdb and pg_ctl were not found" }
  if (root && other() === undefined) return { why: "PostgreSQL refuses to run as root, and there is no user to become" }
  return { bin }
})()

// PostgreSQL refuses to run as root.
function other(): { readonly uid: number; readonly gid: number } | undefined {
  for (const user of ["postgres", "nobody"]) {
    const [uid, gid] = ["-u", "-g"].map((flag) => spawnSync("id", [flag, user], { encoding: "utf8" }))
    if (uid?.status === 0 && gid?.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  }
  return undefined
}

export const isHere = "bin" in found
export const whyNot = "why" in found ? ` (skipped: ${found.why})` : ""

/** Starts one; the path of its socket. */
export const start: Effect.Effect<string, never, Scope.Scope> = Effect.map(
  Effect.acquireRelease(
    Effect.sync(() => {
      if ("why" in found) throw new Error(found.why)
      const as = root ? other() : undefined
      const dir = mkdtempSync(join(tmpdir(), "msp-pg-"))
      if (as !== undefined) chownSync(dir, as.uid, as.gid)
      const run = (command: string, args: ReadonlyArray<string>) =>
        execFileSync(join(found.bin, command), args, {
          cwd: dir,
          stdio: "pipe",
          env: { PATH: "/usr/bin:/bin", LC_ALL: "C" },
          ...as
        })
      const data = join(dir, "data")
      run("initdb", ["--pgdata", data, "--username", "shop", "--auth", "trust", "--no-sync", "--encoding", "UTF8"])
      // Faster than is safe: nothing here has to survive a power cut.
      const options = `-k ${dir} -c listen_addresses='' -c fsync=off -c max_connections=100`
      run("pg_ctl", ["start", "--wait", "--pgdata", data, "--log", join(dir, "log"), "-o", options])
      return { dir, run, data }
    }),
    ({ data, dir, run }) =>
      Effect.sync(() => {
        run("pg_ctl", ["stop", "--mode", "immediate", "--pgdata", data])
        rmSync(dir, { recursive: true, force: true })
      })
  ),
  ({ dir }) => join(dir, ".s.PGSQL.5432")
)

/** A client of it. Connecting takes as long as it takes: a busy machine needs more than the usual five seconds. */
export const client = (socket: string, database = "postgres") =>
  PgClient.layer({ path: socket, username: "shop", database, maxConnections: 20, connectTimeout: Duration.infinity })

let databases = 0

/** An empty database of a running cluster, whose transactions are isolated so when they do not say. */
export const fresh = (socket: string, isolation = "read committed") =>
  Layer.unwrap(
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const name = `test_${++databases}`
      yield* sql`CREATE DATABASE ${sql(name)}`
      yield* sql`ALTER DATABASE ${sql(name)} SET default_transaction_isolation TO ${sql.literal(`'${isolation}'`)}`
      return client(socket, name)
    }).pipe(Effect.provide(client(socket)))
  )
