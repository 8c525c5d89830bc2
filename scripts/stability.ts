// What each package takes from Effect that Effect itself marks unstable: a minor release may change it, so the peer range of a package
// that takes any of it names the minors that were tried. `node scripts/stability.ts` prints the list.
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./markdown.ts"

const effect = join(root, "node_modules/effect/src")

interface Module {
  readonly unstable: boolean
  /** Exports marked unstable in a module that is not. */
  readonly members: ReadonlySet<string>
}

const modules = new Map<string, Module | undefined>()

const moduleOf = (specifier: string): Module | undefined => {
  if (modules.has(specifier)) return modules.get(specifier)
  const path = specifier.replace(/^effect\//, "")
  const file = [`${path}.ts`, `${path}/index.ts`].map((name) => join(effect, name)).find((name) => existsSync(name))
  const found = file === undefined ? undefined : read(readFileSync(file, "utf8"))
  modules.set(specifier, found)
  return found
}

const read = (text: string): Module => {
  const members = new Set<string>()
  for (const [, comment = "", name = ""] of text.matchAll(
    /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export (?:declare )?(?:const|function|class|interface|type|namespace) (\w+)/g
  ))
    if (comment.includes("@stability unstable")) members.add(name)
  return { unstable: /@stability unstable/.test(text.slice(0, text.indexOf("*/"))), members }
}

/** Specifiers, or `specifier#member`, that a package's sources take and Effect marks unstable. */
export const unstableOf = (name: string): ReadonlyArray<string> => {
  const found = new Set<string>()
  const sources = join(root, "packages", name, "src")
  for (const path of readdirSync(sources, { recursive: true, encoding: "utf8" })) {
    if (!path.endsWith(".ts")) continue
    const text = readFileSync(join(sources, path), "utf8")
    for (const [, namespace, names = "", specifier = ""] of text.matchAll(
      /import (?:type )?(?:\* as (\w+)|\{([^}]*)\}) from "(effect\/[\w/]+|@effect\/[\w-]+(?:\/\w+)?)"/g
    )) {
      if (specifier.startsWith("@effect/")) {
        // Every package beside effect is released with it, minor by minor.
        found.add(specifier)
        continue
      }
      const module = moduleOf(specifier)
      if (module === undefined) continue
      if (module.unstable) found.add(specifier)
      else {
        const used =
          namespace === undefined
            ? names.split(",").map(
                (one) =>
                  one
                    .replace(/^\s*type /, "")
                    .trim()
                    .split(" ")[0] ?? ""
              )
            : Array.from(text.matchAll(new RegExp(`\\b${namespace}\\.(\\w+)`, "g")), (match) => match[1] ?? "")
        for (const member of used) if (module.members.has(member)) found.add(`${specifier}#${member}`)
      }
    }
  }
  return [...found].sort()
}

if (import.meta.main) {
  for (const name of readdirSync(join(root, "packages"))) {
    const found = unstableOf(name)
    console.log(`${name}: ${found.length === 0 ? "stable modules only" : found.join(", ")}`)
  }
}
