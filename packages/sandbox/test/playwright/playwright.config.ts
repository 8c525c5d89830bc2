import { defineConfig } from "@playwright/test"
import type { WorkerFixtures } from "../../src/playwright.ts"

export default defineConfig<object, WorkerFixtures>({
  outputDir: process.env["PLAYWRIGHT_OUTPUT"] ?? "",
  workers: 1,
  use: {
    sandboxOptions: { gateways: ["CREDITCARD", "IDEAL", "VISA"] },
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    }
  }
})
