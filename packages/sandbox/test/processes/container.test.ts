// The Dockerfile without an engine: what its layers run is run in an empty folder, with tarballs of this checkout for the packages.
import { execFileSync, spawn } from "node:child_process"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, expect, it } from "vitest"
import { isOver } from "../isOver.ts"

const packages = fileURLToPath(new URL("../../..", import.meta.url))
const file = readFileSync(join(packages, "sandbox/container/Dockerfile"), "utf8")
const folder = mkdtempSync(join(tmpdir(), "sandbox-container-"))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

// What is awaited in place ends by no limit of the runner's.
const limited = { timeout: 600_000, killSignal: "SIGKILL" } as const

const lines = (word: string): ReadonlyArray<string> =>
  file.split("\n").flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []))

it("the layers install a sandbox that starts, answers and stops", async () => {
  for (const name of ["core", "sqlite", "sandbox"]) {
    execFileSync("npx", ["--yes", "pnpm@12", "pack", "--pack-destination", folder], {
      ...limited,
      cwd: join(packages, name)
    })
  }
  const tarballs = readdirSync(folder).map((name) => `./${name}`)
  const env = { ...process.env, PACKAGES: tarballs.join(" ") }
  expect(lines("RUN").length).toBeGreaterThan(0)
  for (const run of lines("RUN")) execFileSync("sh", ["-c", run], { ...limited, cwd: folder, env, stdio: "pipe" })

  const [command = "", ...args] = JSON.parse(lines("CMD")[0] ?? "[]") as ReadonlyArray<string>
  const child = spawn(command, [...args, "--port", "0", "--ready-file", "ready.json"], { cwd: folder })
  let said = ""
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()))
  const ended = new Promise((resolve) => child.once("exit", resolve))
  const ready = join(folder, "ready.json")
  while (!existsSync(ready) && !isOver(child)) await new Promise((resolve) => setTimeout(resolve, 50))
  expect(existsSync(ready), `it ended with ${child.exitCode ?? child.signalCode} before it was ready: ${said}`).toBe(
    true
  )
  const { port } = JSON.parse(readFileSync(ready, "utf8")) as { readonly port: number }
  const stop = ["stop", "--url", `http://127.0.0.1:${port}`]
  expect(execFileSync(command, stop, { ...limited, cwd: folder, encoding: "utf8" })).toContain("has stopped")
  expect(await ended).toBe(0)
  expect(existsSync(join(folder, "data/sandbox.db"))).toBe(true)
})
