// The `globalSetup` in a run of vitest of its own, as a shop's tests would use it.
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import * as Effect from "effect/Effect"
import { expect, it } from "vitest"
import { type SandboxAddress, sandboxPerRun } from "../src/vitest.ts"
import { visit } from "./pages.ts"

const run = promisify(execFile)
const vitest = fileURLToPath(new URL("vitest.mjs", import.meta.resolve("vitest/package.json")))
const config = fileURLToPath(new URL("vitest/vitest.config.ts", import.meta.url))

it("a run has one sandbox, which all its files reach and which is gone after it", async () => {
  const { stdout } = await run(process.execPath, [vitest, "run", "--config", config, "--reporter=default"], {
    // Ended before the runner's limit, it says how far it came.
    timeout: 570_000,
    killSignal: "SIGKILL"
  })
  const urls = Array.from(stdout.matchAll(/sandbox of the run: (\S+)/g), ([, url]) => url)
  expect(urls, stdout).toHaveLength(2)
  expect(new Set(urls).size).toBe(1)
  await expect(Effect.runPromise(visit(`${urls[0]}/healthz`))).rejects.toThrow()
})

it("stops the sandbox when the run is over", async () => {
  const provided: Array<SandboxAddress> = []
  const stop = await sandboxPerRun()({ provide: (_, address) => void provided.push(address) })
  const health = Effect.map(visit(`${provided[0]?.url}/healthz`), ({ status }) => status)
  expect(await Effect.runPromise(health)).toBe(200)
  await stop()
  await expect(Effect.runPromise(health)).rejects.toThrow()
})

it("ends the run before its first test when an option cannot be", async () => {
  const setup = sandboxPerRun({ port: 70_000 })
  await expect(setup({ provide: () => expect.unreachable("nothing runs") })).rejects.toThrow("must be from 0")
})
