// What is said when the sandbox itself fails: everything to whoever runs it, what to do to whoever called.
import * as Schema from "effect/Schema"

/** The file of the sandbox cannot be written. @internal */
export class StorageFailure extends Schema.TaggedError<StorageFailure>("@effect-multisafepay/sandbox/StorageFailure")(
  "StorageFailure",
  { path: Schema.String, cause: Schema.Unknown }
) {
  override get message() {
    return `the sandbox cannot write its file ${this.path}: ${reasons(this.cause).join(": ")}`
  }
}

export interface Told {
  /** For stderr. */
  readonly log: string
  readonly advice: string
}

export const told = (defect: unknown): Told =>
  defect instanceof StorageFailure
    ? {
        log: defect.message,
        advice: `${defect.message}. Free space or give the sandbox another file, then look up what became of this request before you repeat it.`
      }
    : {
        log: defect instanceof Error ? (defect.stack ?? defect.message) : String(defect),
        advice:
          "The sandbox failed; its stderr says how. This is a mistake in the sandbox: look up what became of this request before you repeat it, and reset the sandbox if it goes on."
      }

/** Messages from the outside in, each once. */
const reasons = (cause: unknown): ReadonlyArray<string> => {
  const found: Array<string> = []
  for (let at = cause; at instanceof Error && found.length < 5; at = at.cause) {
    if (at.message !== "" && !found.includes(at.message)) found.push(at.message)
  }
  return found
}
