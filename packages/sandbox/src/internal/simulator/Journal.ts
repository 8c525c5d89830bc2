// What has happened, as it must be told to a machine to bring it where this one is. The machine is a function, so its commands and
// their times are enough, with the settings they met. Nothing here is a secret, because no command is. Left out: `Tick`, since time
// passes with the next command, and `BeginNotice`, so that what was on its way when a process died goes again.
import type * as Effect from "effect/Effect"
import type { Rule } from "../../Fault.ts"
import type { Command, NoteRequest } from "../state/Command.ts"
import { type Subject, take } from "./faults.ts"
import { step } from "../machine/step.ts"
import type { Settings } from "../state/Settings.ts"
import type { State } from "../state/State.ts"
import { type Position, within } from "./Time.ts"

export type Entry =
  | { readonly _tag: "Command"; readonly at: number; readonly command: Command | NoteIgnored }
  /** A request met the rules of faults, which may count or draw. */
  | { readonly _tag: "Take"; readonly subject: Subject }
  | { readonly _tag: "Faults"; readonly rules: ReadonlyArray<Rule>; readonly random: number }
  | { readonly _tag: "Clock"; readonly position: Position }
  | { readonly _tag: "Settings"; readonly settings: Settings }

/** In files of older sandboxes: fields of a request were passed over. */
interface NoteIgnored extends Pick<NoteRequest, "order_id" | "detail"> {
  readonly _tag: "NoteIgnored"
}

export interface Journal {
  /** In the order in which things happened, with the state as it is after them. */
  readonly append: (entry: Entry) => void
  /** The state is another one altogether. */
  readonly renew: () => void
  /** Ends when everything that was appended before is safe. */
  readonly flush: Effect.Effect<void>
  /** Leaves the state and no journal, which another version of the machine could not follow. */
  readonly compact: Effect.Effect<void>
}

/** Where a sandbox goes on. */
export interface Start {
  readonly state: State
  readonly settings: Settings
  readonly position: Position
  /** The latest time that anything happened at. */
  readonly at: number
}

/** A sandbox with a journal: `attach` says where its state is to be had. */
export interface Kept extends Start {
  readonly attach: (current: () => Start) => Journal
}

export const isKept = (command: Command): boolean => command._tag !== "Tick" && command._tag !== "BeginNotice"

export const replay = (start: Start, entry: Entry): Start => {
  switch (entry._tag) {
    case "Command": {
      const at = within(entry.at)
      const [state] = step(start.state, ofToday(entry.command), at, start.settings)
      return { ...start, state, at: Math.max(start.at, at) }
    }
    case "Take":
      return { ...start, state: take(start.state, entry.subject)[0] }
    case "Faults":
      return { ...start, state: { ...start.state, rules: entry.rules, random: entry.random } }
    case "Clock":
      return { ...start, position: entry.position }
    case "Settings":
      return { ...start, settings: entry.settings }
  }
}

const ofToday = (command: Command | NoteIgnored): Command =>
  command._tag === "NoteIgnored" ? { ...command, _tag: "NoteRequest", type: "request.ignored" } : command
