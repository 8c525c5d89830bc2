// What a program loads, told by the program itself: files, and what Node.js has built in. Finding, reading and linking modules is most of
// what a short command takes, so their number is its time in a measure that no machine changes.
import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

export interface Loaded {
  readonly code: number | null
  readonly out: string
  readonly err: string
  readonly modules: ReadonlyArray<string>
}

export const modulesOf = async (
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string | undefined>>
): Promise<Loaded> => {
  const dir = mkdtempSync(join(tmpdir(), "modules-"))
  const list = join(dir, "modules")
  const hook = `
    import { registerHooks } from "node:module"
    import { writeFileSync } from "node:fs"
    const urls = []
    registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) })
    process.on("exit", () => writeFileSync(${JSON.stringify(list)}, urls.join("\\n")))`
  try {
    const child = spawn(process.execPath, ["--import", `data:text/javascript,${encodeURIComponent(hook)}`, ...args], {
      env: { PATH: process.env["PATH"], ...env }
    })
    let [out, err] = ["", ""]
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()))
    const code = await new Promise<number | null>((resolve) => child.on("close", resolve))
    return { code, out, err, modules: readFileSync(list, "utf8").split("\n") }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
