import { defineConfig } from "@playwright/test"
import type { WorkerFixtures } from "../../src/playwright.ts"

export default defineConfig<object, WorkerFixtures>({
  outputDir: process.env["PLAYWRIGHT_OUTPUT"] ?? "",
  workers: 1,
  // What never comes is said once, before the run that this one is a test of gives up; what is slow may be slow.
  timeout: 300_000,
  expect: { timeout: 240_000 },
  maxFailures: 1,
  use: {
    sandboxOptions: { gateways: ["CREDITCARD", "IDEAL", "VISA"] },
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    }
  }
})
