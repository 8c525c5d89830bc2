// Packs every package as it would be published.
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { basename, delimiter, join, relative } from "node:path"
import { root } from "./markdown.ts"

export interface Packed {
  /** The folder under `packages`. */
  readonly folder: string
  /** The name on npm. */
  readonly name: string
  readonly tarball: string
  /** By name, with the range that users get. */
  readonly peers: Readonly<Record<string, string>>
  /** Those of the peers that only some users need. */
  readonly optional: ReadonlyArray<string>
  /** The other packages of this repository that it needs, by their npm names. */
  readonly needs: ReadonlyArray<string>
}

interface Manifest {
  readonly name: string
  readonly version: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}

/** A package as its manifest tells it. */
export const read = (folder: string, tarball: string, manifest: Manifest): Packed => ({
  folder,
  name: manifest.name,
  tarball,
  peers: manifest.peerDependencies ?? {},
  optional: Object.entries(manifest.peerDependenciesMeta ?? {}).flatMap(([name, { optional }]) =>
    optional === true ? [name] : []
  ),
  needs: Object.keys(manifest.dependencies ?? {})
})

/** How the file of a package's tarball begins. */
const fileOf = (name: string): string => name.slice(1).replace("/", "-")

// pnpm tells its scripts how it was started; it may be a program or a script.
const pnpm = (): readonly [string, ...ReadonlyArray<string>] => {
  const path = process.env["npm_execpath"]
  if (path === undefined) return ["npx", "--yes", "pnpm@12"]
  return path.endsWith("js") ? [process.execPath, path] : [path]
}

/** A search path without this repository's own tools. Its Node would judge what another one has to run. */
export const outside = (path: string): string =>
  path
    .split(delimiter)
    .filter((dir) => !dir.startsWith(join(root, "node_modules")))
    .join(delimiter)

/** Builds all packages and packs them into `dir`. */
export const packAll = (dir: string): ReadonlyArray<Packed> => {
  mkdirSync(dir, { recursive: true })
  const folders = readdirSync(join(root, "packages"))
  // What an earlier build left behind would be packed as well.
  for (const folder of folders) rmSync(join(root, "packages", folder, "dist"), { recursive: true, force: true })
  execFileSync("tsc", ["-b", ...folders.map((folder) => `packages/${folder}`)], { cwd: root, stdio: "inherit" })
  const [command, ...args] = pnpm()
  return folders.map((folder) => {
    const { name, version } = JSON.parse(
      readFileSync(join(root, "packages", folder, "package.json"), "utf8")
    ) as Manifest
    execFileSync(command, [...args, "pack", "--pack-destination", dir], {
      cwd: join(root, "packages", folder),
      stdio: "pipe"
    })
    const tarball = join(dir, `${fileOf(name)}-${version}.tgz`)
    // The manifest inside the tarball, not ours: pnpm writes the catalog's ranges into it.
    const packed = JSON.parse(
      execFileSync("tar", ["-xOf", tarball, "package/package.json"], { encoding: "utf8" })
    ) as Manifest
    return read(folder, tarball, packed)
  })
}

/** What a program needs beside the packages themselves, as arguments for an installer: `effect@~4.1.0`. Optional peers only when `also` names them. */
export const peersOf = (packed: ReadonlyArray<Packed>, also: (name: string) => boolean): ReadonlyArray<string> => {
  const ranges = new Map<string, string>()
  for (const { peers, optional } of packed)
    for (const [name, range] of Object.entries(peers)) {
      if (optional.includes(name) && !also(name)) continue
      // core's range is wider than its neighbours': the narrowest is the one that all can live with.
      if (!ranges.has(name) || range.startsWith("~")) ranges.set(name, range)
    }
  return Array.from(ranges, ([name, range]) => `${name}@${range}`)
}

/** Who installs in a folder, by the files that stand in it. */
export const installerOf = (files: ReadonlyArray<string>): "npm" | "pnpm" | "yarn" | "bun" =>
  files.includes("pnpm-lock.yaml")
    ? "pnpm"
    : files.includes("yarn.lock")
      ? "yarn"
      : files.includes("bun.lock")
        ? "bun"
        : "npm"

/**
 * Puts a package's tarball into `vendor`, in place of an earlier one, under a name that changes with what is in it: yarn goes on with what it has
 * seen under a name.
 */
export const keep = (one: Packed, vendor: string): Packed => {
  mkdirSync(vendor, { recursive: true })
  const digest = createHash("sha256").update(readFileSync(one.tarball)).digest("hex").slice(0, 8)
  for (const file of readdirSync(vendor)) if (file.startsWith(`${fileOf(one.name)}-`)) rmSync(join(vendor, file))
  const tarball = join(vendor, `${basename(one.tarball, ".tgz")}-${digest}.tgz`)
  copyFileSync(one.tarball, tarball)
  return { ...one, tarball }
}

/** Where each package's tarball is, seen from `dir`, as an installer takes it. */
export const locations = (packages: ReadonlyArray<Packed>, dir: string): Readonly<Record<string, string>> =>
  Object.fromEntries(packages.map(({ name, tarball }) => [name, `file:./${relative(dir, tarball)}`]))

/** What pnpm prints of an object in its settings; where there is none, some versions print null, some undefined, some nothing. */
export const settingOf = (printed: string): object =>
  printed.trimStart().startsWith("{") ? (JSON.parse(printed) as object) : {}

export interface Choice {
  /** The packages named, and those of this repository that they need. */
  readonly packages: ReadonlyArray<Packed>
  readonly peers: ReadonlyArray<string>
  /** Words that are neither a package nor an optional peer of a chosen one. */
  readonly unknown: ReadonlyArray<string>
}

/** What is to be installed for `words`: folders of packages, and optional peers such as `vitest`. Without a package it is node and the sandbox. */
export const choose = (packed: ReadonlyArray<Packed>, words: ReadonlyArray<string>): Choice => {
  const named = words.filter((word) => packed.some(({ folder }) => folder === word))
  const wanted = new Set<string>()
  const want = (name: string): void => {
    wanted.add(name)
    for (const below of packed.find((one) => one.name === name)?.needs ?? []) want(below)
  }
  for (const { folder, name } of packed)
    if ((named.length > 0 ? named : ["node", "sandbox"]).includes(folder)) want(name)
  const packages = packed.filter(({ name }) => wanted.has(name))
  const optional = new Set(packages.flatMap((one) => one.optional))
  return {
    packages,
    peers: peersOf(packages, (name) => words.includes(name)),
    unknown: words.filter((word) => !named.includes(word) && !optional.has(word))
  }
}
