// All answers of one place, and what differs between two.
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Api from "./Api.ts"
import type { Masked } from "./mask.ts"
import { scenarios } from "./scenarios.ts"

export interface Recording {
  readonly [scenario: string]: {
    /** Why the question stayed open there. */
    readonly undecided?: string
    readonly answers: { readonly [step: string]: Api.Heard }
  }
}

export const record = (place: Api.Place): Effect.Effect<Recording, never, HttpClient.HttpClient> =>
  Effect.map(
    Effect.forEach(scenarios, ({ name, run }, index) =>
      Effect.gen(function* () {
        const heard = new Map<string, Api.Heard>()
        const api = yield* Api.make(place, index, heard)
        const undecided = yield* run(api).pipe(
          Effect.as(undefined),
          Effect.catchTag("Undecided", ({ why }) => Effect.succeed(why))
        )
        return [
          name,
          { ...(undecided === undefined ? {} : { undecided }), answers: Object.fromEntries(heard) }
        ] as const
      })
    ),
    (all) => Object.fromEntries(all)
  )

export interface Difference {
  /** `scenario: step` */
  readonly where: string
  /** `status`, or where in the body. */
  readonly path: string
  readonly real: string
  readonly sandbox: string
}

/** What the sandbox answers otherwise. Scenarios that the real API left open are passed over. */
export const differences = (real: Recording, sandbox: Recording): ReadonlyArray<Difference> =>
  scenarios.flatMap(({ name }) => {
    const [there, here] = [real[name], sandbox[name]]
    if (there === undefined || there.undecided !== undefined || here === undefined) return []
    return [...new Set([...Object.keys(there.answers), ...Object.keys(here.answers)])].flatMap((step) =>
      betweenAnswers(there.answers[step], here.answers[step]).map(({ path, real, sandbox }) => ({
        where: `${name}: ${step}`,
        path,
        real,
        sandbox
      }))
    )
  })

// Success and failure have no fields in common: what is told is what went wrong.
const betweenAnswers = (real: Api.Heard | undefined, sandbox: Api.Heard | undefined) => {
  const all = between({ ...real }, { ...sandbox }, "")
  return real?.status === sandbox?.status ? all : all.filter(({ path }) => /^(?:status|body\.error_code)$/.test(path))
}

const between = (
  real: Masked | undefined,
  sandbox: Masked | undefined,
  path: string
): ReadonlyArray<Omit<Difference, "where">> => {
  const [a, b] = [members(real), members(sandbox)]
  if (a === undefined || b === undefined || Array.isArray(real) !== Array.isArray(sandbox)) {
    const [there, here] = [told(real), told(sandbox)]
    return there === here ? [] : [{ path, real: there, sandbox: here }]
  }
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
    between(a[key], b[key], path === "" ? key : `${path}.${key}`)
  )
}

const members = (value: Masked | undefined): { readonly [key: string]: Masked } | undefined =>
  typeof value === "object" && value !== null ? (value as { readonly [key: string]: Masked }) : undefined

const told = (value: Masked | undefined): string => (value === undefined ? "absent" : JSON.stringify(value))

/** A declared difference: `where` may be `*` for every step in which the rest is so. */
export interface Declared extends Difference {
  readonly why: string
}

/** The lines of a list of known differences. */
export const parse = (text: string): ReadonlyArray<Declared> =>
  text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [where = "", path = "", real = "", sandbox = "", why = ""] = line.split("\t")
      return { where, path, real, sandbox, why }
    })

export const print = ({ path, real, sandbox, where }: Difference): string => [where, path, real, sandbox].join("\t")

/** Differences that no line declares, and lines that are not true any more. */
export const judge = (found: ReadonlyArray<Difference>, declared: ReadonlyArray<Declared>) => {
  const isOf = (line: Declared, one: Difference) =>
    print(line) === print(one) || print(line) === print({ ...one, where: "*" })
  return {
    undeclared: found.filter((one) => !declared.some((line) => isOf(line, one))).map(print),
    stale: declared.filter((line) => !found.some((one) => isOf(line, one))).map(print)
  }
}
