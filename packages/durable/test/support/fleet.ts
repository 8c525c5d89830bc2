// Processes to start, talk to and kill.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import type { FromProcess, Settings, ToProcess } from "./process.ts"

const script = fileURLToPath(new URL("process.ts", import.meta.url))

export class Member {
  readonly child: ChildProcess
  readonly settings: Settings
  readonly ready: Promise<void>
  #replies: Array<(message: FromProcess | undefined) => void> = []

  constructor(settings: Settings) {
    this.settings = settings
    const options = {
      env: { ...process.env, SETTINGS: JSON.stringify(settings) },
      stdio: ["ignore", "inherit", "inherit", "ipc"] as const
    }
    const [command = "", ...args] = [
      ...(settings.namespace === undefined ? [] : ["ip", "netns", "exec", settings.namespace]),
      process.execPath,
      "--disable-warning=ExperimentalWarning",
      script
    ]
    this.child = spawn(command, args, { ...options, stdio: [...options.stdio] })
    let isReady = () => {}
    this.ready = new Promise((resolve, reject) => {
      isReady = resolve
      this.child.once("error", reject)
      this.child.once("exit", (code) => reject(new Error(`the process ended with ${code} before it was ready`)))
    })
    this.ready.catch(() => {})
    this.child.once("exit", () => this.#replies.forEach((reply) => reply(undefined)))
    this.child.on("message", (message: FromProcess) => {
      if ("ready" in message) isReady()
      else this.#replies.shift()?.(message)
    })
  }

  /** Sends a request; undefined when the process ends before it answers. */
  ask(message: ToProcess): Promise<FromProcess | undefined> {
    return new Promise((resolve) => {
      this.#replies.push(resolve)
      // It may have ended and the channel not know it yet.
      if (this.#isGone || !this.child.connected) resolve(undefined)
      else this.child.send(message, (error) => void (error === null ? undefined : resolve(undefined)))
    })
  }

  get #isGone(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null
  }

  /** How many payments stand how; an empty record when nobody answers. */
  async standings(ids: ReadonlyArray<string>): Promise<Record<string, number>> {
    const reply = await this.ask({ standings: ids })
    return reply !== undefined && "standings" in reply ? reply.standings : {}
  }

  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    if (this.#isGone) return
    const gone = once(this.child, "exit")
    this.child.kill(signal)
    await gone
  }
}

/** Until it is so, or the time is up: for runs that end by the clock. */
export const until = async (check: () => boolean | Promise<boolean>, seconds: number, pause = 20): Promise<boolean> => {
  const end = Date.now() + seconds * 1000
  while (Date.now() < end) {
    if (await check()) return true
    await sleep(pause)
  }
  return false
}

/** Until it is so. Fails when nothing of what is watched has moved for five minutes: a slow machine takes longer, a stuck one does not get on. */
export const progress = async (
  what: string,
  check: () => boolean | Promise<boolean>,
  watched: () => unknown,
  pause = 50
): Promise<void> => {
  let last = ""
  for (let since = Date.now(); ;) {
    if (await check()) return
    const now = JSON.stringify(await watched())
    if (now !== last) since = Date.now()
    if (Date.now() - since > 300_000)
      throw new Error(`nothing has moved for five minutes while waiting: ${what}; ${now}`)
    last = now
    await sleep(pause)
  }
}
