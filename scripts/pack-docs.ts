// What travels in a package beside its code: AGENTS.md in each, the guides and llms.txt in core, which everybody has. Run by `prepack` in the
// package's folder; git ignores what it writes.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join, posix } from "node:path"
import { pages, root } from "./markdown.ts"

const repository = "https://github.com/effect-multisafepay/effect-multisafepay/blob/main"
const here = process.cwd()

cpSync(join(root, "docs/AGENTS.md"), join(here, "AGENTS.md"))
if (here.endsWith("/core")) {
  const travelling = pages.filter((page) => page.startsWith("docs/"))
  rmSync(join(here, "docs"), { recursive: true, force: true })
  for (const page of travelling) {
    const text = readFileSync(join(root, page), "utf8").replaceAll(
      /\]\(([^):#]+)((?:#[^)]*)?)\)/g,
      (link, to: string, part: string) => {
        const target = posix.join(posix.dirname(page), to)
        // A page that travels too is beside it; anything else is in the repository.
        return travelling.includes(target) ? link : `](${repository}/${target}${part})`
      }
    )
    mkdirSync(dirname(join(here, page)), { recursive: true })
    writeFileSync(join(here, page), text)
  }
  const lines = travelling.map((page) => {
    const [title = "", , first = ""] = readFileSync(join(root, page), "utf8")
      .replace(/^<!--.*-->\n+/, "")
      .split("\n")
    return `- [${title.replace(/^#+ /, "")}](${page}): ${first.split(/(?<=[.!?:]) /)[0] ?? ""}`
  })
  const packages = readdirSync(join(root, "packages")).map((name) => {
    const { description } = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8")) as {
      readonly description: string
    }
    return `- @effect-multisafepay/${name}: ${description}`
  })
  writeFileSync(
    join(here, "llms.txt"),
    `# effect-multisafepay\n\n> Payments through MultiSafepay as typed, composable effects for Effect 4.1, with a local MultiSafepay to test against.\n\n## Packages\n\n${packages.join("\n")}\n\n## Pages\n\n${lines.join("\n")}\n`
  )
}
