import { defineConfig } from "vitest/config"

// One project per package, so that a failure names the package it belongs to.
const project = (name: string, dir: string, options: { readonly typeTests?: boolean } = {}) => ({
  test: {
    name,
    root: dir,
    include: ["test/**/*.test.ts"],
    typecheck: {
      enabled: options.typeTests === true,
      tsconfig: new URL("tsconfig.tests.json", import.meta.url).pathname,
      include: ["test/**/*.test-d.ts"]
    },
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
})

export default defineConfig({
  test: {
    projects: [
      project("core", "packages/core", { typeTests: true }),
      project("http", "packages/http"),
      project("node", "packages/node"),
      project("sqlite", "packages/sqlite"),
      project("durable", "packages/durable"),
      project("sandbox", "packages/sandbox"),
      project("repository", ".")
    ]
  }
})
