// One simulated operation: where it is, and what it makes of a call. Reads answer from the state; writes give a command to the machine
// and say how its answer is printed.
import type { Command } from "../Command.ts"
import type { Answer } from "../machine/step.ts"
import type { Settings } from "../Settings.ts"
import type { State } from "../State.ts"
import type { Reply } from "./Reply.ts"

export interface Call {
  /** Path parameters in the order of the template, decoded. */
  readonly params: ReadonlyArray<string>
  readonly query: URLSearchParams
  /** The parsed body; undefined when there was none. */
  readonly body: unknown
  readonly state: State
  readonly settings: Settings
  readonly now: number
  /** What magic values of the request ask for. */
  readonly marks: { readonly hiddenFor: number | undefined; readonly challenge: boolean }
}

export type Handling =
  | Reply
  | {
      readonly command: Command
      /** Never asked about a refusal. */
      readonly reply: (answer: Exclude<Answer, { readonly _tag: "Refusal" }>, state: State, call: Call) => Reply
    }

export interface Route {
  /** As in core's list of operations. */
  readonly name: string
  /** Where one path serves several operations: the name by the body. */
  readonly nameOf?: (body: unknown) => string
  readonly method: string
  readonly path: string
  /** Answers a wrong key with 403 and a message, and has no error codes. */
  readonly newer?: boolean
  readonly handle: (call: Call) => Handling
}

/** The parameters of a path that fits a template, undefined when it does not. Broken escapes fit nothing. */
export const match = (template: string, path: string): ReadonlyArray<string> | undefined => {
  const wanted = template.split("/")
  const given = path.split("/")
  if (wanted.length !== given.length) return undefined
  const params: Array<string> = []
  for (const [i, part] of wanted.entries()) {
    const segment = given[i] ?? ""
    if (!part.startsWith("{")) {
      if (part !== segment) return undefined
      continue
    }
    const decoded = decode(segment)
    if (decoded === undefined || decoded === "") return undefined
    params.push(decoded)
  }
  return params
}

const escape = /%[0-9A-Fa-f]{2}/g

// decodeURIComponent throws at text that is not UTF-8; every well-formed escape is tried first.
const decode = (segment: string): string | undefined => {
  if (segment.replace(escape, "").includes("%")) return undefined
  const bytes: Array<number> = []
  const text = new TextEncoder().encode(segment)
  for (let i = 0; i < text.length; i++) {
    if (text[i] === 37) {
      bytes.push(Number.parseInt(segmentAt(text, i + 1), 16))
      i += 2
    } else bytes.push(text[i] ?? 0)
  }
  const decoded = new TextDecoder().decode(new Uint8Array(bytes))
  return decoded.includes("\uFFFD") ? undefined : decoded
}

const segmentAt = (bytes: Uint8Array, from: number) => String.fromCharCode(bytes[from] ?? 0, bytes[from + 1] ?? 0)
