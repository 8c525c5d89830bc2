// Every compiler a consumer may have, under every way to resolve modules, with the declarations checked as well.
import { readdirSync } from "node:fs"
import { basename, join } from "node:path"
import { blocks, pages } from "../markdown.ts"
import type { Machine, Result, Tool } from "./Machine.ts"

const compilers: ReadonlyArray<Tool> = ["typescript-5.4", "typescript-5.9", "typescript-7"]

interface Resolution {
  readonly name: string
  readonly file: string
  readonly options: Readonly<Record<string, unknown>>
  /** CommonJS may only import a module since TypeScript 5.8. */
  readonly since?: number
}

const resolutions: ReadonlyArray<Resolution> = [
  { name: "NodeNext", file: "shop.ts", options: { module: "NodeNext" } },
  { name: "bundler", file: "shop.ts", options: { module: "ESNext", moduleResolution: "bundler" } },
  { name: "CommonJS", file: "shop.cts", options: { module: "NodeNext" }, since: 5.8 }
]

// Errors inside other packages' declarations are theirs: Effect's own need TypeScript 5.9.
const ours = (output: string): ReadonlyArray<string> =>
  output
    .split("\n")
    .filter((line) => line.includes("error TS") && !/node_modules\/(?!@effect-multisafepay\/)/.test(line))

const compile = async (
  machine: Machine,
  compiler: Tool,
  folder: string,
  options: Readonly<Record<string, unknown>>,
  include: ReadonlyArray<string>
) => {
  machine.write(
    `${folder}/tsconfig.json`,
    JSON.stringify({
      // As strict as a newcomer's project is, and no stricter; libraries are checked.
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: "ES2022",
        types: ["node"],
        skipLibCheck: false,
        ...options
      },
      include
    })
  )
  const { output, ok } = await machine.run("node", [machine.tool(compiler, "bin/tsc"), "-p", folder])
  return { ok, output, problems: ours(output) }
}

/** The README's first program, plainly strict, with `skipLibCheck` off. */
export const resolve = async (machine: Machine): Promise<ReadonlyArray<Result>> => {
  const first = blocks("README.md")[0]?.code ?? ""
  const one = async (compiler: Tool, { file, name, options, since }: Resolution): Promise<Result> => {
    const title = `TypeScript ${machine.version(compiler)}, ${name}, skipLibCheck off`
    if (!machine.has(compiler)) return { name: title, problems: [], skipped: "the compiler could not be installed" }
    if (since !== undefined && Number.parseFloat(machine.version(compiler)) < since)
      return { name: title, problems: [], skipped: `CommonJS can import modules since TypeScript ${since}` }
    const folder = `resolve/${compiler}-${name}`
    machine.write(`${folder}/${file}`, first)
    return { name: title, problems: (await compile(machine, compiler, folder, options, [file])).problems }
  }
  return Promise.all(compilers.flatMap((compiler) => resolutions.map((resolution) => one(compiler, resolution))))
}

/** Every program printed in README, guides and package pages. */
export const programs = async (machine: Machine): Promise<ReadonlyArray<Result>> => {
  const all = pages.flatMap(blocks)
  for (const { code, name } of all) machine.write(`programs/${name}`, code)
  const results: Array<Result> = []
  for (const compiler of ["typescript-5.9", "typescript-7"] as const) {
    const name = `${all.length} printed programs, TypeScript ${machine.version(compiler)}`
    if (!machine.has(compiler)) results.push({ name, problems: [], skipped: "the compiler could not be installed" })
    else
      results.push({
        name,
        problems: (
          await compile(
            machine,
            compiler,
            "programs",
            { module: "NodeNext", skipLibCheck: true, lib: ["ES2024", "DOM"] },
            ["*.ts"]
          )
        ).problems
      })
  }
  return results
}

const isPublic = (file: string): boolean => file.endsWith(".js") && !/^(?:internal|cli)\/|^index\.js$/.test(file)

/**
 * A library that hands on every public value of ours under its own name: what the compiler writes into its declarations must not name a
 * path that its users cannot import, nor be `any`.
 */
export const declarations = async (
  machine: Machine,
  folders: ReadonlyArray<string>
): Promise<ReadonlyArray<Result>> => {
  const compiler = "typescript-5.9"
  const name = `declarations of a library that re-exports every public value, TypeScript ${machine.version(compiler)}`
  if (!machine.has(compiler)) return [{ name, problems: [], skipped: "the compiler could not be installed" }]
  let values = 0
  for (const folder of folders) {
    const dist = join(machine.dir, "node_modules/@effect-multisafepay", folder, "dist")
    for (const file of readdirSync(dist, { recursive: true, encoding: "utf8" }).filter(isPublic)) {
      const path = file.slice(0, -3)
      const noun = basename(path)
      const names = Object.keys((await import(join(dist, file))) as object)
      values += names.length
      machine.write(
        `declarations/${folder}-${noun}.ts`,
        `import * as ${noun} from "@effect-multisafepay/${folder}/${path}"\n${names
          .map((value) => `export const ${value}_ = ${noun}.${value}\n`)
          .join("")}`
      )
    }
  }
  const { problems } = await compile(
    machine,
    compiler,
    "declarations",
    {
      module: "NodeNext",
      skipLibCheck: true,
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      outDir: "out",
      lib: ["ES2024", "DOM"]
    },
    ["*.ts"]
  )
  const { output } = await machine.run("grep", [
    "-rnoE",
    "[\"'][^\"']*internal/[^\"']*[\"']|: any\\b|<any\\b",
    "declarations/out"
  ])
  const leaks = new Map<string, Set<string>>()
  for (const [, module = "", leak = ""] of output.matchAll(/^.*?out\/([^:]+)\.d\.ts:\d+:["']?([^"'\n]+)/gm))
    leaks.set(module, (leaks.get(module) ?? new Set()).add(leak))
  return [
    { name: `${name} (${values} values)`, problems },
    {
      name: "declarations that name nothing internal",
      problems: Array.from(leaks, ([module, paths]) => `${module}: ${[...paths].join(", ")}`)
    }
  ]
}
