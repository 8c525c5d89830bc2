// The pages of the site: those of the documentation, where they lie in the repository, and one a module for the API reference.
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import type { DefaultTheme } from "vitepress"
import { pages as documentation, root } from "../scripts/markdown.ts"

export const repository = "https://github.com/effect-multisafepay/effect-multisafepay"

/** A page's address on the site, from its path in the repository. */
export const address = (path: string): string =>
  path === "README.md"
    ? "start.md"
    : path
        .replace(/^docs\//, "")
        .replace(/^packages\/([^/]+)\/README\.md$/, "packages/$1.md")
        .replace(/^site\/api\/@effect-multisafepay\//, "api/")
        .replace(/^site\//, "")
        .replace(/README\.md$/, "index.md")
        .replace(/^[A-Z]+\.md$/, (name) => name.toLowerCase())

/** The pages in reading order: title and path in the repository. */
const chapters: ReadonlyArray<readonly [title: string, pages: ReadonlyArray<readonly [title: string, path: string]>]> =
  [
    [
      "Begin",
      [
        ["Start here", "README.md"],
        ["Orders", "docs/guides/orders.md"],
        ["Money and carts", "docs/guides/money-and-carts.md"],
        ["Webhooks", "docs/guides/webhooks.md"],
        ["In your framework", "docs/guides/frameworks.md"],
        ["From async and await", "docs/guides/async-await.md"],
        ["From the vendor's wrapper", "docs/guides/from-wrapper.md"],
        ["Refunds and captures", "docs/guides/refunds.md"],
        ["Was the customer charged?", "docs/guides/retries.md"]
      ]
    ],
    [
      "Test and run",
      [
        ["Testing with the sandbox", "docs/guides/sandbox.md"],
        ["End to end with Playwright", "docs/guides/end-to-end.md"],
        ["The sandbox's command", "docs/guides/sandbox-command.md"],
        ["Durable payments", "docs/guides/durable.md"],
        ["Subscriptions and dunning", "docs/guides/subscriptions.md"],
        ["Books", "docs/guides/books.md"],
        ["Telemetry", "docs/guides/telemetry.md"]
      ]
    ],
    [
      "Facts",
      [
        ["Payment methods", "docs/gateways.md"],
        ["Statuses", "docs/statuses.md"],
        ["Error codes", "docs/errors.md"],
        ["Faults and outcomes", "docs/fault-table.md"],
        ["What it runs on", "docs/support.md"],
        ["Other clients against the sandbox", "docs/clients.md"]
      ]
    ],
    ["Packages", readdirSync(join(root, "packages")).map((name) => [name, `packages/${name}/README.md`] as const)],
    [
      "The project",
      [
        ["Decisions", "docs/decisions.md"],
        ["Contributing", "CONTRIBUTING.md"],
        ["Security", "SECURITY.md"],
        ["Changelog", "CHANGELOG.md"],
        ["For programs that write code", "docs/AGENTS.md"]
      ]
    ]
  ]

const listed = new Set(chapters.flatMap(([, pages]) => pages.map(([, path]) => path)))
const forgotten = documentation.filter((path) => !listed.has(path))
if (forgotten.length > 0) throw new Error(`site/pages.ts names no place for ${forgotten.join(", ")}`)

export const guides: Array<DefaultTheme.SidebarItem> = chapters.map(([text, pages]) => ({
  text,
  items: pages.map(([text, path]) => ({ text, link: `/${address(path)}` }))
}))

const api = join(root, "site/api/@effect-multisafepay")

/** The packages of the reference, each with its modules; a package of one module is one page. */
export const reference = (): Array<DefaultTheme.SidebarItem> =>
  readdirSync(join(root, "packages")).map((name) => {
    const modules = existsSync(join(api, name))
      ? readdirSync(join(api, name)).filter((file) => file !== "README.md")
      : []
    return modules.length === 0
      ? { text: name, link: `/api/${name}` }
      : {
          text: name,
          collapsed: name !== "core",
          items: modules
            .map((file) => file.replace(/\.md$/, ""))
            .sort()
            .map((text) => ({ text, link: `/api/${name}/${text}` }))
        }
  })
