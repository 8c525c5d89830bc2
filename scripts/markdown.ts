// The pages of the documentation and the programs printed in them.
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

export const root = new URL("../", import.meta.url).pathname

/** Every page, as a path from the repository's root. */
export const pages: ReadonlyArray<string> = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "CHANGELOG.md",
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => join("docs", path)),
  ...readdirSync(join(root, "packages"))
    .map((name) => join("packages", name, "README.md"))
    .filter((path) => existsSync(join(root, path)))
]

/** A printed program under a file name of its own. */
export interface Block {
  readonly name: string
  readonly code: string
}

export const blocks = (page: string): ReadonlyArray<Block> =>
  Array.from(readFileSync(join(root, page), "utf8").matchAll(/^```ts\n([\s\S]*?)^```/gm), (match, index) => ({
    name: `${page.replaceAll(/[^a-z0-9]+/gi, "-")}-${index + 1}.ts`,
    code: match[1] ?? ""
  }))
