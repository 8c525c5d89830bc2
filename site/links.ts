// What VitePress does not look at: whether the parts of pages that links name are there.
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

const attributes = (html: string, name: string): ReadonlyArray<string> =>
  Array.from(html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, "g")), (match) =>
    (match[1] ?? "").replaceAll("&amp;", "&")
  )

/** The links of a built site that lead nowhere in it, each with the page that has it. */
export const dead = (site: string): ReadonlyArray<string> => {
  const read = (path: string) => readFileSync(join(site, path), "utf8")
  const all = readdirSync(site, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".html"))
  const parts = new Map(all.map((path) => [path, new Set(attributes(read(path), "id"))]))
  return all.flatMap((page) =>
    attributes(read(page), "href").flatMap((href) => {
      if (/^[a-z]+:/.test(href)) return []
      const [to = "", part = ""] = href.split("#")
      const path = to === "" ? page : decodeURI(to).slice(1)
      const target = [path, `${path}.html`, join(path, "index.html")].find((name) => parts.has(name))
      if (target === undefined) return existsSync(join(site, path)) ? [] : [`${page}: ${href}`]
      return part === "" || parts.get(target)?.has(decodeURIComponent(part)) === true ? [] : [`${page}: ${href}`]
    })
  )
}
