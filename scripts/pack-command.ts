// The sandbox's command as it is published: one program with all that it runs, Effect included, because finding and linking four hundred
// modules was half of what a command took. What only `start` needs stays a file of its own. Run by `prepack` in the package's folder.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { build } from "esbuild"
import { root } from "./markdown.ts"

/** Licences that only ask to be handed on. */
const licences: ReadonlySet<string> = new Set(["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0"])

const out = join(process.cwd(), "dist/internal/command")
rmSync(out, { recursive: true, force: true })
const { metafile } = await build({
  absWorkingDir: process.cwd(),
  entryPoints: ["src/cli/main.ts"],
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node22.19",
  // Not minified: whoever reads a stack trace reads names.
  sourcemap: "linked",
  sourcesContent: false,
  // For `ws`, which is CommonJS.
  banner: {
    js: `import { createRequire as createRequireOf } from "node:module"\nconst require = createRequireOf(import.meta.url)`
  },
  metafile: true,
  logLevel: "warning"
})

// Where the sources of others lie beside an installed package, not where they lie here.
for (const map of readdirSync(out).filter((name) => name.endsWith(".map"))) {
  const path = join(out, map)
  writeFileSync(path, readFileSync(path, "utf8").replaceAll(/"[^"]*\/node_modules\//g, '"../../../../../'))
}

interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly license?: string
}

/** The package that a file belongs to. */
const packageOf = (file: string): { readonly folder: string; readonly manifest: Manifest } => {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (!readdirSync(folder).includes("package.json")) continue
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest
    // One without a name only says what kind of modules a folder has.
    if (manifest.name !== undefined) return { folder, manifest }
  }
}

const notices = new Map<string, string>()
const used = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs))
for (const input of used) {
  const { folder, manifest } = packageOf(join(process.cwd(), input))
  // The package's own, and its neighbours.
  if (dirname(folder) === join(root, "packages")) continue
  const name = `${manifest.name ?? ""} ${manifest.version ?? ""}`
  if (notices.has(name)) continue
  const file = readdirSync(folder).find((one) => /^licen[cs]e(?:\.\w+)?$/i.test(one))
  if (file === undefined || !licences.has(manifest.license ?? "")) {
    throw new Error(
      `${name} goes into the sandbox's command, but its licence is ${manifest.license ?? "not named"}, in ${file ?? "no file"}`
    )
  }
  notices.set(name, readFileSync(join(folder, file), "utf8").trim())
}
writeFileSync(
  join(out, "LICENSES.txt"),
  `What the command in this folder holds of others.\n${Array.from(
    notices,
    ([name, text]) => `\n== ${name}\n\n${text}\n`
  )
    .sort()
    .join("")}`
)
