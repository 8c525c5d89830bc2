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
  timeout: 150_000,
  expect: { timeout: 60_000 },
  use: {
    launchOptions: {
      executablePath: chromium,
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    }
  }
}

afterAll(() => rmSync(dir, { recursive: true, force: true }))

it.skipIf(!existsSync(chromium))("a browser buys from the guide's shop", { timeout: 180_000 }, async () => {
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, "playwright.config.ts"), `export default ${JSON.stringify(config)}`)
  for (const { code } of blocks("docs/guides/end-to-end.md")) writeFileSync(join(dir, "checkout.spec.ts"), code)
  const env = { ...process.env, HOME: dir }
  const told = await promisify(execFile)(process.execPath, [cli, "test", "--config", dir, "--reporter=line"], {
    env
  }).then(
    ({ stdout }) => stdout,
    (failed: { readonly stdout: string }) => failed.stdout
  )
  expect(told).toContain("1 passed")
})
