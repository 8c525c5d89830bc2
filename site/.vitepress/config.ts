// The site: the guides where they lie in the repository, and the API reference that TypeDoc writes. `pnpm run docs` builds it.
import { existsSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { renderMermaidSVG } from "beautiful-mermaid"
import { defineConfig, type MarkdownOptions, type Plugin } from "vitepress"
import { pages, root } from "../../scripts/markdown.ts"
import { dead } from "../links.ts"
import { address, guides, reference, repository } from "../pages.ts"

type Markdown = Parameters<NonNullable<MarkdownOptions["config"]>>[0]

const isPage = (path: string): boolean =>
  pages.includes(path) || (path.startsWith("site/") && existsSync(join(root, path)))

/** Links between pages go to their addresses on the site; links to other files of the repository go to the repository. */
const links = (markdown: Markdown): void => {
  markdown.core.ruler.push("repository-links", ({ env, tokens }) => {
    const { path, realPath = path } = env as { readonly path?: string; readonly realPath?: string }
    if (realPath === undefined) return
    const page = relative(root, realPath)
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.type === "link_open" ? token.attrGet("href") : null
      if (href === null || /^([a-z]+:|#)/.test(href)) continue
      const [to = "", hash] = href.split("#")
      const file = decodeURI(join(dirname(page), to))
      const target = isPage(join(file, "README.md")) ? join(file, "README.md") : file
      if (!existsSync(join(root, target))) throw new Error(`${page} links to ${href}, which is not there`)
      token.attrSet(
        "href",
        (isPage(target) ? `/${address(target)}` : `${repository}/blob/main/${target}`) +
          (hash === undefined ? "" : `#${hash}`)
      )
    }
  })
}

const draw = (diagram: string): string =>
  renderMermaidSVG(diagram, {
    bg: "var(--vp-c-bg)",
    fg: "var(--vp-c-text-1)",
    padding: 8,
    transparent: true
  }).replaceAll(/@import url\([^)]*\);/g, "") // fonts from elsewhere

/** A drawing that a column of text has room for: what is too wide from left to right goes from top to bottom. */
const fitting = (diagram: string): string => {
  const svg = draw(diagram)
  return Number(/ width="([\d.]+)"/.exec(svg)?.[1]) > 700
    ? draw(diagram.replace(/(?<=direction |flowchart )LR/, "TB"))
    : svg
}

/** Diagrams are drawn when the site is built, in the colours of whatever theme is on. */
const diagrams = (markdown: Markdown): void => {
  const fence = markdown.renderer.rules.fence
  markdown.renderer.rules.fence = (tokens, index, ...rest) => {
    const token = tokens[index]
    if (token?.info.trim() !== "mermaid") return fence?.(tokens, index, ...rest) ?? ""
    // Not as it is: in a template Vue would drop the drawing's styles.
    return `<div class="diagram" v-html="${markdown.utils.escapeHtml(JSON.stringify(fitting(token.content)))}"></div>`
  }
}

/** The pages lie outside this folder, where no Vue is installed. */
const vue: Plugin = {
  name: "vue-for-pages",
  enforce: "pre",
  resolveId(id, importer) {
    if (!/^vue($|\/)/.test(id) || importer?.includes(".md") !== true) return null
    return this.resolve(id, join(root, "site/package.json"), { skipSelf: true })
  }
}

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#3451b2"/><path d="m8 17 5 5L24 11" fill="none" stroke="#fff" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round"/></svg>`

export default defineConfig({
  title: "effect-multisafepay",
  description: "Payments through MultiSafepay from Effect backends, with a local MultiSafepay to test against",
  head: [["link", { rel: "icon", href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  srcDir: "..",
  srcExclude: ["{bench,examples,scripts,test}/**", "packages/*/!(README).md", "packages/*/*/**"],
  outDir: "dist",
  cleanUrls: true,
  rewrites: address,
  markdown: {
    config: (markdown) => {
      markdown.use(links)
      markdown.use(diagrams)
    }
  },
  vite: { plugins: [vue] },
  themeConfig: {
    nav: [
      { text: "Guide", link: "/start", activeMatch: "^/(start|guides|packages|gateways|statuses|errors)" },
      { text: "API", link: "/api/", activeMatch: "^/api/" }
    ],
    sidebar: { "/api/": reference(), "/": guides },
    outline: [2, 3],
    search: {
      provider: "local",
      // A word leads to the page that explains it before the one that lists it.
      options: {
        miniSearch: { searchOptions: { boostDocument: (id: string) => (id.startsWith("/api/") ? 0.2 : 1) } }
      }
    },
    socialLinks: [{ icon: "github", link: repository }],
    editLink: { pattern: `${repository}/edit/main/:path` },
    footer: { message: "MIT licence. Not an official product of MultiSafepay." }
  },
  transformPageData: ({ filePath, frontmatter }) =>
    filePath.startsWith("site/api/") ? { frontmatter: { ...frontmatter, editLink: false } } : undefined,
  buildEnd: ({ outDir }) => {
    const broken = dead(outDir)
    if (broken.length > 0) throw new Error(`links that lead nowhere:\n${broken.join("\n")}`)
  }
})
