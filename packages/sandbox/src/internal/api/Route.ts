// One simulated operation: core says where it is, this file what it makes of a call. Reads answer from the state; writes give a command
// to the machine and say how its answer is printed.
import * as Option from "effect/Option"
import type * as Operation from "@effect-multisafepay/core/Operation"
import type { Command } from "../state/Command.ts"
import type { Answer } from "../machine/step.ts"
import type { Settings } from "../state/Settings.ts"
import type { State } from "../state/State.ts"
import type { Reply } from "./Reply.ts"

export interface Call<Params = unknown> {
  /** Placeholders of the path, decoded. */
  readonly params: Params
  readonly query: URLSearchParams
  /** The body as the service reads it; undefined when there was none. */
  readonly body: unknown
  /** The same as it was sent. */
  readonly raw: unknown
  readonly state: State
  readonly settings: Settings
  readonly now: number
  /** Milliseconds for which a fault hides from reads what this call makes. */
  readonly hiddenFor: number | undefined
}

export interface Writing {
  readonly command: Command
  /** What is asked for and will not happen, if it is carried out. */
  readonly warnings?: ReadonlyArray<string>
  /** Never asked about a refusal. */
  readonly reply: (answer: Exclude<Answer, { readonly _tag: "Refusal" }>, state: State) => Reply
}

export type Handling = Reply | Writing

/** A request that has found its operation. */
export interface Found {
  readonly operation: Operation.Any
  /** What its path takes, which may be more operations than this one. */
  readonly takes: Operation.Any
  readonly order_id: string | undefined
  readonly handle: (call: Omit<Call, "params">) => Handling
}

export interface Route {
  readonly operation: Operation.Any
  readonly find: (path: string, body: unknown) => Found | undefined
}

/** An operation and what it does here. `named` is for a path that several operations share: which one it is, by the body. */
export const route = <Path extends `/${string}`>(
  operation: Operation.Any & { readonly path: Path },
  handle: (call: Call<Operation.PathParams<Path>>) => Handling,
  named: (body: unknown) => Operation.Any = () => operation
): Route => ({
  operation,
  find: (path, body) => {
    const params = match(operation.path, path)
    return params === undefined
      ? undefined
      : {
          operation: named(body),
          takes: operation,
          order_id: (params as { readonly order_id?: string }).order_id,
          handle: (call) => handle({ ...call, params })
        }
  }
})

/** The parameters of a path that fits a template, undefined when it does not. Broken escapes fit nothing. */
export const match = <Path extends string>(template: Path, path: string): Operation.PathParams<Path> | undefined => {
  const wanted = template.split("/")
  const given = path.split("/")
  if (wanted.length !== given.length) return undefined
  const params: { [name: string]: string } = {}
  for (const [i, part] of wanted.entries()) {
    const segment = given[i] ?? ""
    if (!part.startsWith("{")) {
      if (part !== segment) return undefined
      continue
    }
    const decoded = Option.getOrUndefined(decode(segment))
    if (decoded === undefined || decoded === "") return undefined
    params[part.slice(1, -1)] = decoded
  }
  return params as Operation.PathParams<Path>
}

const decode = Option.liftThrowable(decodeURIComponent)
