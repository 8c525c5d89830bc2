// The program of the guide on end-to-end tests, run as it is printed by Playwright's own runner, in Debian's Chromium or the one CHROMIUM names.
import { execFile } from "node:child_process"
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterAll, expect, it } from "vitest"
import { blocks, root } from "../../scripts/markdown.ts"

const chromium = process.env["CHROMIUM"] ?? "/usr/bin/chromium"
const dir = join(root, "examples/.end-to-end")
// The runner that the fixture imports: Playwright refuses to be loaded twice.
const cli = join(
  createRequire(join(root, "packages/sandbox/package.json")).resolve("@playwright/test/package.json"),
  "../cli.js"
)

const config = {
  outputDir: join(dir, "results"),
  workers: 1,
  // Before the limit of vitest, so that Playwright says at which step it hangs.
  timeout: 540_000,
  expect: { timeout: 500_000 },
  use: {
    launchOptions: {
      executablePath: chromium,
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    }
  }
}

afterAll(() => rmSync(dir, { recursive: true, force: true }))

it("a browser buys from the guide's shop", async ({ signal, skip }) => {
  skip(!existsSync(chromium), `there is no ${chromium}`)
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, "playwright.config.ts"), `export default ${JSON.stringify(config)}`)
  for (const { code } of blocks("docs/guides/end-to-end.md")) writeFileSync(join(dir, "checkout.spec.ts"), code)
  const env = { ...process.env, HOME: dir }
  const told = await promisify(execFile)(process.execPath, [cli, "test", "--config", dir, "--reporter=line"], {
    env,
    signal
  }).then(
    ({ stdout }) => stdout,
    ({ message, stdout = "" }: Error & { readonly stdout?: string }) => `${message}\n${stdout}`
  )
  expect(told).toContain("1 passed")
})
