import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    root: import.meta.dirname,
    globalSetup: ["@effect-multisafepay/sandbox/vitest"],
    include: ["*.spec.ts"],
    testTimeout: 240_000
  }
})
