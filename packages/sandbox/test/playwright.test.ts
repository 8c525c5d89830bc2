// The fixture under Playwright's own runner, in Debian's Chromium or the one CHROMIUM names.
import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { expect, it } from "vitest"

const run = promisify(execFile)
const cli = fileURLToPath(new URL("cli.js", import.meta.resolve("@playwright/test/package.json")))
const config = fileURLToPath(new URL("playwright/playwright.config.ts", import.meta.url))
const hasChromium = existsSync(process.env["CHROMIUM"] ?? "/usr/bin/chromium")

it.skipIf(!hasChromium)(
  "checkouts, redirected and in the shop's own page, are tested with the fixtures alone",
  async () => {
    const home = await mkdtemp(join(tmpdir(), "sandbox-playwright-"))
    try {
      const env = { ...process.env, HOME: home, PLAYWRIGHT_OUTPUT: join(home, "results") }
      const { stdout } = await run(process.execPath, [cli, "test", "--config", config, "--reporter=line"], {
        env,
        // Ended before the runner's limit, it says how far it came.
        timeout: 570_000,
        killSignal: "SIGKILL"
      })
      expect(stdout).toContain("6 passed")
    } catch (error) {
      // Playwright tells what failed on stdout.
      const told = typeof error === "object" && error !== null && "stdout" in error ? String(error.stdout) : ""
      throw new Error(`Playwright's run failed:\n${told}`, { cause: error })
    } finally {
      await rm(home, { recursive: true, force: true })
    }
  }
)
