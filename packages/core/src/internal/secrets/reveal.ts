// What a Redacted hides. The copy of effect that made it keeps it: after a wipe, or from another copy in the same program, nobody can read it.
import * as Redacted from "effect/Redacted"

/** The text, or undefined where there is none to be read. */
export const reveal = (secret: unknown): string | undefined => {
  if (!Redacted.isRedacted(secret)) return undefined
  try {
    const value: unknown = Redacted.value(secret)
    return typeof value === "string" ? value : undefined
  } catch {
    return undefined
  }
}

/** Why it cannot be read, and what to do. */
export const unreadable =
  "cannot be read: it is no Redacted, it was wiped, or there are two copies of `effect` in this program and the other one made it. `npm ls effect` (or `pnpm why effect`) names them; all packages must share one"
