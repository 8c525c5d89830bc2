// What a request leaves out. The vendor's own examples send `""` for fields without a value, which breaks the formats it declares
// for them; databases and other clients have `null`; callers write `undefined`. All three mean "not there" and are dropped here, before
// any schema looks, in both directions.

/**
 * The same value without keys whose value is `undefined`, `null` or `""`, at every depth.
 * Returns the very same reference when there is nothing to drop: the common case allocates nothing.
 */
export const dropBlank = (value: unknown): unknown => {
  if (Array.isArray(value)) return dropFromArray(value)
  return isPlain(value) ? dropFromObject(value) : value
}

/** Whether a request leaves a field with this value out. */
export const isBlank = (value: unknown): boolean => value === undefined || value === null || value === ""

/** Literal objects and parsed JSON. Redacted values and other instances are opaque and never looked into. */
export const isPlain = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== "object" || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const dropFromArray = (values: ReadonlyArray<unknown>): ReadonlyArray<unknown> => {
  let copy: Array<unknown> | undefined
  for (let i = 0; i < values.length; i++) {
    const kept = dropBlank(values[i])
    if (kept !== values[i]) (copy ??= values.slice())[i] = kept
  }
  return copy ?? values
}

const dropFromObject = (object: Record<string, unknown>): Record<string, unknown> => {
  let copy: Record<string, unknown> | undefined
  for (const key in object) {
    const value = object[key]
    if (isBlank(value)) {
      copy ??= { ...object }
      delete copy[key]
    } else if (typeof value === "object") {
      const kept = dropBlank(value)
      if (kept !== value) (copy ??= { ...object })[key] = kept
    }
  }
  return copy ?? object
}
