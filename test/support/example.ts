import { spawn } from "node:child_process"
import * as Effect from "effect/Effect"

const root = new URL("../../", import.meta.url).pathname

/** Runs an example in a process of its own. */
export const run = (example: string, env: Record<string, string> = {}) =>
  Effect.callback<{ readonly code: number | null; readonly output: string }>((resume) => {
    const { MULTISAFEPAY_API_KEY: _key, MULTISAFEPAY_BASE_URL: _url, ...inherited } = process.env
    const child = spawn("node", [`examples/src/${example}`], { cwd: root, env: { ...inherited, ...env } })
    let output = ""
    child.stdout.on("data", (chunk) => (output += chunk))
    child.stderr.on("data", (chunk) => (output += chunk))
    child.on("close", (code) => resume(Effect.succeed({ code, output })))
    return Effect.sync(() => {
      child.kill("SIGKILL")
      console.error(`${example} was stopped. It had said:\n${output}`)
    })
  })
