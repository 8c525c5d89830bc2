// Packs every package as it would be published.
import { execFileSync } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { root } from "./markdown.ts"

export interface Packed {
  /** The folder under `packages`. */
  readonly folder: string
  /** The name on npm. */
  readonly name: string
  readonly tarball: string
  /** By name, with the range that users get. */
  readonly peers: Readonly<Record<string, string>>
  /** The other packages of this repository that it needs, by their npm names. */
  readonly needs: ReadonlyArray<string>
}

interface Manifest {
  readonly name: string
  readonly version: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

// pnpm tells its scripts how it was started; it may be a program or a script.
const pnpm = (): readonly [string, ...ReadonlyArray<string>] => {
  const path = process.env["npm_execpath"]
  if (path === undefined) return ["npx", "--yes", "pnpm@12"]
  return path.endsWith("js") ? [process.execPath, path] : [path]
}

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
    const tarball = join(dir, `${name.slice(1).replace("/", "-")}-${version}.tgz`)
    // The manifest inside the tarball, not ours: pnpm writes the catalog's ranges into it.
    const packed = JSON.parse(
      execFileSync("tar", ["-xOf", tarball, "package/package.json"], { encoding: "utf8" })
    ) as Manifest
    return {
      folder,
      name,
      tarball,
      peers: packed.peerDependencies ?? {},
      needs: Object.keys(packed.dependencies ?? {})
    }
  })
}

/** What a program needs beside the packages themselves, as arguments for an installer: `effect@~4.1.0`. */
export const peersOf = (packed: ReadonlyArray<Packed>): ReadonlyArray<string> => {
  const ranges = new Map<string, string>()
  for (const { peers } of packed)
    for (const [name, range] of Object.entries(peers)) {
      // core's range is wider than its neighbours': the narrowest is the one that all can live with.
      if (!ranges.has(name) || range.startsWith("~")) ranges.set(name, range)
    }
  return Array.from(ranges, ([name, range]) => `${name}@${range}`)
}
