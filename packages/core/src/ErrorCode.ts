// The `error_code` of a refused call, as data: what it means, what kind of failure it is, and what to do. The same code
// means different things by call (1006 is "no such order" on a read and "you may already have this order" on a create), so ask
// `classify` with the method and the HTTP status rather than the code alone.
import * as Option from "effect/Option"
import { documented } from "./internal/errors/documented.ts"
import {
  type Class,
  type Code,
  readTheOrder,
  type Refinement,
  type Ruling,
  rulings
} from "./internal/errors/rulings.ts"

export type { Class, Code, Refinement } from "./internal/errors/rulings.ts"

export interface Entry extends Ruling {
  readonly code: number
  readonly meaning: string
  /** HTTP statuses the vendor documents it with. Empty: none documented. */
  readonly statuses: ReadonlyArray<number>
}

/** All documented codes, in order. */
export const codes: ReadonlyArray<Code> = /* @__PURE__ */ Object.keys(rulings).map(Number) as Array<Code>

/** All codes the vendor documents. See https://docs.multisafepay.com/reference/error-reference. */
export const catalogue: { readonly [C in Code]: Entry } = /* @__PURE__ */ whole()

/** Whether the vendor documents this code. */
export const isKnown = (code: number): code is Code => Object.hasOwn(rulings, code)

/** The line of a code; none for a code that is not documented. */
export const get = (code: number): Option.Option<Entry> =>
  isKnown(code) ? Option.some(catalogue[code]) : Option.none()

/** A code as one call received it. */
export interface Call {
  /** The answer's `error_code`, when it had one. */
  readonly code?: number | undefined
  /** HTTP method. Without it, a write is assumed. */
  readonly method?: string | undefined
  /** HTTP status. */
  readonly status?: number | undefined
}

/** What to do about a refused call. */
export interface Ruled {
  readonly class: Class
  readonly advice: string
}

export interface Classified extends Ruled {
  readonly code: number | undefined
  readonly meaning: string
}

/**
 * What a refused call means and what to do about it. Codes first, then the HTTP status, since the newer endpoints answer without a
 * code. A read that may be repeated is `retry` where a write would be `ambiguous`.
 */
export const classify = (call: Call): Classified => {
  const found = find(call)
  return { code: call.code, meaning: meaningOf(found, call.code), ...ruled(found, call) }
}

/** What to do about a refused call, as `classify` says it; without its meaning, and so without the vendor's words in the program. */
export const rule = (call: Call): Ruled => ruled(find(call), call)

const methodOf = ({ method }: Call): string | undefined => method?.toUpperCase()

const ruled = (found: Ruled, call: Call): Ruled => {
  const method = methodOf(call)
  const isRead = method === "GET" || method === "HEAD"
  return isRead && (found.class === "ambiguous" || found.class === "unknown")
    ? { class: "retry", advice: "Repeat the read after a pause; it changes nothing." }
    : { class: found.class, advice: found.advice }
}

/** Of a documented code without a refinement the vendor has the meaning. */
interface Verdict extends Ruled {
  readonly meaning?: string
}

const meaningOf = ({ meaning }: Verdict, code: number | undefined): string =>
  meaning ?? (code !== undefined && isKnown(code) ? documented[code].meaning : "")

const find = (call: Call): Verdict => {
  const { code, status } = call
  if (code === undefined) return byStatus(status)
  if (!isKnown(code)) return undocumented
  const ruling: Ruling = rulings[code]
  const fits = ({ methods, statuses }: Refinement) =>
    (methods === undefined || methods.includes(methodOf(call) ?? "POST")) &&
    (statuses === undefined || (status !== undefined && statuses.includes(status)))
  return ruling.refinements?.find(fits) ?? ruling
}

const undocumented: Verdict = {
  meaning: "Not a documented code",
  class: "unknown",
  advice: `${readTheOrder} The error text may say more.`
}

// The vendor documents neither 429 nor any 5xx; a proxy in between may still send them.
const byStatus = (status: number | undefined): Verdict => {
  switch (status) {
    case 401:
    case 403:
      return {
        meaning: "Not allowed",
        class: "configuration",
        advice: "Check that the key belongs to this environment and may make this call."
      }
    case 404:
    case 410:
      return {
        meaning: "Not found",
        class: "permanent",
        advice: "Check the id, and that it belongs to the site of the API key."
      }
    case 429:
      return { meaning: "Too many calls", class: "retry", advice: "Repeat it after the time in Retry-After." }
    case 501:
      return { meaning: "Not implemented", class: "permanent", advice: "Check the path and the method." }
    default:
      return status !== undefined && status >= 400 && status < 500
        ? {
            meaning: "The request was refused",
            class: "permanent",
            advice: "Read the answer's own words and correct the request."
          }
        : { meaning: "The answer does not say what happened", class: "unknown", advice: readTheOrder }
  }
}

function whole(): { readonly [C in Code]: Entry } {
  return Object.fromEntries(
    codes.map((code) => [code, { code, statuses: [], ...rulings[code], ...documented[code] }])
  ) as unknown as { readonly [C in Code]: Entry }
}
