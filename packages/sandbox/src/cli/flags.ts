// Flags as most of them are.
import * as Flag from "effect/cli/Flag"

/** Off unless it is given. */
export const on = (name: string, description: string) =>
  Flag.Boolean(name).pipe(Flag.withDefault(false), Flag.withDescription(description))

/** Text that may be left out. */
export const text = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.optional, Flag.withDescription(description))

/** A flag that may be left out, and whose help says what it is then. */
export const byDefault =
  <const B extends string | number>(value: B, description: string) =>
  <A>(flag: Flag.Flag<A>): Flag.Flag<A | B> =>
    flag.pipe(Flag.withDefault(value), Flag.withDescription(`${description} (default: ${value})`))
