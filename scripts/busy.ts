// Runs the tests beside three busy loops, as a machine that others use as well would: `pnpm test:busy`, with files to take only some.
// A test that measures the machine instead of the code fails here.
import { spawn } from "node:child_process"

const loops = Array.from({ length: 3 }, () => spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" }))

const tests = spawn("vitest", ["run", ...process.argv.slice(2)], { stdio: "inherit" })
tests.on("close", (code) => {
  for (const loop of loops) loop.kill("SIGKILL")
  process.exitCode = code ?? 1
})
process.on("exit", () => {
  for (const loop of loops) loop.kill("SIGKILL")
})
