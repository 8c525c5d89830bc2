// Packs every publishable package as it would be published and lets publint judge the tarball. `pnpm pack:check`.
import { execFileSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { publint } from "publint"
import { formatMessage } from "publint/utils"

const root = new URL("../", import.meta.url).pathname
const dir = mkdtempSync(join(tmpdir(), "pack-"))
let problems = 0

execFileSync("tsc", ["-b", ...readdirSync(join(root, "packages")).map((name) => `packages/${name}`)], {
  cwd: root,
  stdio: "inherit"
})
for (const name of readdirSync(join(root, "packages"))) {
  const pkgDir = join(root, "packages", name)
  const pnpm = process.env["npm_execpath"]
  const command = pnpm === undefined ? ["pnpm"] : pnpm.endsWith("js") ? [process.execPath, pnpm] : [pnpm]
  execFileSync(command[0] ?? "pnpm", [...command.slice(1), "pack", "--pack-destination", dir], {
    cwd: pkgDir,
    stdio: "pipe"
  })
  const tarball = readdirSync(dir).find((file) => file.includes(`-${name}-`))
  if (tarball === undefined) throw new Error(`no tarball for ${name}`)
  const packed = readFileSync(join(dir, tarball))
  const { messages, pkg } = await publint({
    pack: { tarball: packed.buffer.slice(packed.byteOffset, packed.byteOffset + packed.byteLength) },
    strict: true
  })
  for (const message of messages) console.log(`${name}: ${formatMessage(message, pkg)}`)
  problems += messages.length
  console.log(`${name}: ${(packed.byteLength / 1024).toFixed(0)} kB packed, ${messages.length} problems`)
}
rmSync(dir, { recursive: true })
process.exitCode = problems === 0 ? 0 : 1
