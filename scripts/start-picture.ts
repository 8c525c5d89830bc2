// Draws what `pnpm start` prints, from what it prints: docs/images/start.svg. `node scripts/start-picture.ts` writes it, a test compares.
import { execFileSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./markdown.ts"

/** Where it lies. */
export const path = join(root, "docs/images/start.svg")

const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")

// What differs from run to run: port, session and time.
const settled = (output: string): string =>
  output
    .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:4310")
    .replaceAll(/(\/pay\/\w{6})\w+/g, "$1...")
    .replaceAll(/(\/pay\/)\w{6}/g, "$1Fq3xT7")
    .replaceAll(/, signed at \d+/g, "")
    .trimEnd()

const coloured = (line: string): string =>
  escape(line)
    .replace(/^(\w+(?: \S+)*)(?=  )/, '<tspan class="step">$1</tspan>')
    .replaceAll(/completed\/completed|paid: ship it/g, '<tspan class="good">$&</tspan>')

/** The picture of a run's output. */
export const draw = (output: string): string => {
  const lines = ["$ npx pnpm@12 start", "", ...settled(output).split("\n")]
  const width = Math.ceil(Math.max(...lines.map(({ length }) => length)) * 7.85) + 48
  const height = lines.length * 20 + 56
  const text = lines.map((line, index) => `<text x="24" y="${52 + index * 20}">${coloured(line)}</text>`)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="What npx pnpm@12 start prints">
<style>text { font: 13px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #d7dae0; white-space: pre } .step { fill: #8ab4f8 } .good { fill: #81c995 }</style>
<rect width="${width}" height="${height}" rx="10" fill="#1b1d23"/>
<g><circle cx="24" cy="20" r="6" fill="#ff5f57"/><circle cx="44" cy="20" r="6" fill="#febc2e"/><circle cx="64" cy="20" r="6" fill="#28c840"/></g>
${text.join("\n")}
</svg>
`
}

if (import.meta.main) {
  const { MULTISAFEPAY_API_KEY: _key, MULTISAFEPAY_BASE_URL: _url, ...env } = process.env
  writeFileSync(
    path,
    draw(execFileSync("node", ["examples/src/three-orders.ts"], { cwd: root, env, encoding: "utf8" }))
  )
}
