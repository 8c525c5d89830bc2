// What `pnpm pack:into` installs: the packages that were named, what they cannot do without, and nothing else.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, delimiter, join } from "node:path"
import { describe, expect, it } from "vitest"
import { root } from "../scripts/markdown.ts"
import { choose, installerOf, keep, locations, outside, read, settingOf } from "../scripts/pack.ts"

const packed = readdirSync(join(root, "packages")).map((folder) =>
  read(folder, `${folder}.tgz`, JSON.parse(readFileSync(join(root, "packages", folder, "package.json"), "utf8")))
)

const installed = (...words: ReadonlyArray<string>) => {
  const { packages, peers, unknown } = choose(packed, words)
  return {
    packages: packages.map(({ folder }) => folder),
    peers: peers.map((peer) => peer.replace(/(?<=.)@.*$/, "")),
    unknown
  }
}

describe("pack:into", () => {
  it("installs node and the sandbox with what they need, and no test runner", () => {
    expect(installed()).toEqual({
      packages: ["core", "http", "node", "sandbox", "sqlite"],
      peers: ["effect", "@effect/platform-node"],
      unknown: []
    })
  })

  it("takes an optional peer that is named, beside the usual packages or with some", () => {
    expect(installed("vitest").packages).toEqual(installed().packages)
    expect(installed("vitest").peers).toEqual(["effect", "@effect/platform-node", "vitest"])
    expect(installed("durable", "@effect/sql-pg")).toEqual({
      packages: ["core", "durable", "http", "sqlite"],
      peers: ["effect", "@effect/sql-pg"],
      unknown: []
    })
  })

  it("names what it does not know, an optional peer of a package that was not chosen included", () => {
    expect(installed("sandbox", "nodes", "@effect/sql-pg").unknown).toEqual(["nodes", "@effect/sql-pg"])
  })

  it("installs with the Node of whoever uses it, so that one that is too old is told", () => {
    const tools = join(root, "node_modules", ".bin")
    expect(outside([tools, "/usr/bin", join(root, "../my-shop/bin")].join(delimiter))).toBe(
      ["/usr/bin", join(root, "../my-shop/bin")].join(delimiter)
    )
  })

  it("installs with what has its lock file there, from the tarballs that stand in the project", () => {
    expect(["pnpm-lock.yaml", "yarn.lock", "bun.lock", "package-lock.json"].map((file) => installerOf([file]))).toEqual(
      ["pnpm", "yarn", "bun", "npm"]
    )
    const core = packed.find(({ folder }) => folder === "core")
    if (core === undefined) throw new Error("core is not packed")
    expect(locations([{ ...core, tarball: "/my-shop/vendor/core.tgz" }], "/my-shop")).toEqual({
      "@effect-multisafepay/core": "file:./vendor/core.tgz"
    })
  })

  it("adds to the overrides that a project has, and takes none for none in every pnpm's words", () => {
    expect(settingOf('{\n  "a": "1.0.0"\n}\n')).toEqual({ a: "1.0.0" })
    // pnpm 9, 10 and 12.
    expect(["undefined\n", "\n", "null\n"].map(settingOf)).toEqual([{}, {}, {}])
  })

  it("keeps one tarball of a package, by a name that changes with what is in it, and touches nothing else", () => {
    const dir = mkdtempSync(join(tmpdir(), "pack-"))
    const vendor = join(dir, "vendor")
    mkdirSync(vendor)
    for (const own of ["mine.tgz", "effect-multisafepay-node-0.0.0-1.tgz"]) writeFileSync(join(vendor, own), "")
    const kept = (text: string) => {
      const tarball = join(dir, "effect-multisafepay-core-0.0.0.tgz")
      writeFileSync(tarball, text)
      return keep(read("core", tarball, { name: "@effect-multisafepay/core", version: "0.0.0" }), vendor).tarball
    }
    const [before, after] = [kept("before"), kept("after")]
    expect(before).not.toBe(after)
    expect(kept("after")).toBe(after)
    expect(readdirSync(vendor).toSorted()).toEqual(
      [basename(after), "effect-multisafepay-node-0.0.0-1.tgz", "mine.tgz"].toSorted()
    )
    rmSync(dir, { recursive: true })
  })
})
