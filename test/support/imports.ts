// Which file imports which, read from the text. Imports of types count.
import { readdirSync, readFileSync } from "node:fs"
import { dirname, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"

const root = new URL("../../", import.meta.url)

/** The TypeScript files under a folder of the repository. */
export const files = (dir: string): Array<string> =>
  readdirSync(new URL(dir, root), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => `${entry.parentPath}/${entry.name}`)

/** What a file says it imports or exports from. */
export const importsOf = (text: string): Array<string> =>
  Array.from(text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g), (match) => match[1] ?? "")

/** Nodes, and what each leads to. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>

/** The files of a package's `src`, by their paths in it, and what each imports of its own package. */
export const graphOf = (name: string): Graph => {
  const src = fileURLToPath(new URL(`packages/${name}/src`, root))
  return new Map(
    files(`packages/${name}/src`).map((path) => [
      relative(src, path),
      new Set(
        importsOf(readFileSync(path, "utf8"))
          .filter((specifier) => specifier.startsWith("."))
          .map((specifier) => relative(src, resolve(dirname(path), specifier)))
      )
    ])
  )
}
