// A consumer's machine: a project that has only what users install, and beside it the compilers, bundlers and runtimes to try it with.
import { execFile } from "node:child_process"
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { type Packed, peersOf } from "../pack.ts"

/** What the matrix tries, pinned: a run says which versions it speaks of. */
const tools = {
  "@arethetypeswrong/cli": "0.18.5",
  bun: "1.4.5",
  deno: "2.9.6",
  esbuild: "0.28.2",
  vite: "8.3.4",
  workerd: "1.20261117.1",
  "typescript-5.4": "npm:typescript@5.4.5",
  "typescript-5.9": "npm:typescript@5.9.3",
  "typescript-7": "npm:typescript@7.0.2"
} as const
export type Tool = keyof typeof tools

/** Beside the packages and their peers: what the printed programs of the guides import. */
const companions = [
  "@types/node@24",
  "hono@4",
  "express@5",
  "@types/express@5",
  "fastify@5",
  "@nestjs/common@12",
  "@nestjs/core@12",
  "@nestjs/platform-express@12",
  "reflect-metadata@0.2",
  "rxjs@7",
  "vitest@5.1.0",
  "@effect/vitest@^4.0.5"
]

/** A check's result: `skipped` says why it could not run here. */
export interface Result {
  readonly name: string
  readonly problems: ReadonlyArray<string>
  readonly skipped?: string | undefined
}

export interface Machine {
  /** The shop's project. */
  readonly dir: string
  readonly write: (path: string, text: string) => void
  /** Runs a program, in the project unless it says where; its output, and whether it went well. Waits as long as it takes. */
  readonly run: (
    command: string,
    args: ReadonlyArray<string>,
    at?: { readonly cwd: string; readonly env: Readonly<Record<string, string>> }
  ) => Promise<{ readonly ok: boolean; readonly output: string }>
  /** A file of a tool's package. */
  readonly tool: (name: Tool, path?: string) => string
  /** Whether the tool could be installed here. */
  readonly has: (name: Tool) => boolean
  readonly version: (name: Tool) => string
}

const manifest = (dir: string, name: string): void => {
  mkdirSync(dir, { recursive: true })
  // Only what has no prebuilt binary of its own may run an install script: nothing here.
  writeFileSync(join(dir, "package.json"), JSON.stringify({ name, private: true, type: "module", version: "1.0.0" }))
}

// A failure has in it what npm said.
const install = (dir: string, names: ReadonlyArray<string>): Promise<unknown> =>
  promisify(execFile)("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error", ...names], {
    cwd: dir
  })

/** All at once, or one by one those that can be installed here. */
const installTools = async (dir: string): Promise<void> => {
  const all = Object.entries(tools).map(([name, version]) => ({ name, spec: `${name}@${version}` }))
  const installAll = install(
    dir,
    all.map(({ spec }) => spec)
  )
  if (await installAll.then(() => true).catch(() => false)) return
  for (const { name, spec } of all) {
    await install(dir, [spec]).catch(() => console.log(`${name} could not be installed here`))
  }
}

/** `effect`: a version or tag to try instead of the one in the peer ranges, which are then passed over. */
export const make = async (base: string, packed: ReadonlyArray<Packed>, effect?: string): Promise<Machine> => {
  const dir = join(base, "shop")
  const bench = join(base, "tools")
  manifest(dir, "shop")
  const peers = peersOf(packed, () => true).map((peer) =>
    effect === undefined ? peer : peer.replace(/^(effect|@effect\/platform-node)@.*$/, `$1@${effect}`)
  )
  manifest(bench, "tools")
  await Promise.all([
    install(dir, [
      ...(effect === undefined ? [] : ["--legacy-peer-deps"]),
      ...packed.map(({ tarball }) => tarball),
      ...peers,
      ...companions
    ]),
    installTools(bench)
  ])
  const tool = (name: Tool, path = "") => join(bench, "node_modules", name, path)
  return {
    dir,
    write: (path, text) => {
      mkdirSync(dirname(join(dir, path)), { recursive: true })
      writeFileSync(join(dir, path), text)
    },
    run: (command, args, { cwd, env } = { cwd: dir, env: {} }) =>
      new Promise((resolve) => {
        const options = { cwd, env: { ...process.env, ...env }, encoding: "utf8", maxBuffer: 2 ** 26 } as const
        execFile(command, args, options, (error, stdout, stderr) =>
          resolve({ ok: error === null, output: `${stdout}${stderr}` })
        )
      }),
    tool,
    has: (name) => existsSync(tool(name, "package.json")),
    version: (name) => tools[name].replace(/^.*@/, "")
  }
}
