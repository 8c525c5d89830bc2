// What a request leaves out. The vendor's own examples send `""` for fields without a value, which breaks the formats it declares
// for them; databases and other clients have `null`; callers write `undefined`. All three mean "not there" and are dropped here, before
// any schema looks, in both directions.

/**
 * The same value without keys whose value is `undefined`, `null` or `""`, at every depth. A copy in which each field was looked at once, so
 * that what is checked is what is sent.
 */
export const dropBlank = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(dropBlank)
  return hasFields(value) ? dropFromObject(value) : value
}

/** Whether a request leaves a field with this value out. */
export const isBlank = (value: unknown): boolean => value === undefined || value === null || value === ""

/** Literal objects and parsed JSON. */
export const isPlain = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== "object" || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/**
 * Those, and objects of a class that are nothing but their fields: a row of a database, an instance of a schema's class. What says itself how
 * it is printed (a Redacted value, a date, a decimal) is opaque and never looked into, and so is what works its fields out: a copy has none.
 */
export const hasFields = (value: unknown): value is Record<string, unknown> =>
  isPlain(value) ||
  (typeof value === "object" &&
    value !== null &&
    !("toJSON" in value) &&
    Object.prototype.toString.call(value) === "[object Object]" &&
    !worksOut(Object.getPrototypeOf(value)))

const worksOut = (prototype: object | null): boolean =>
  prototype !== null &&
  prototype !== Object.prototype &&
  (Object.values(Object.getOwnPropertyDescriptors(prototype)).some(({ get }) => get !== undefined) ||
    worksOut(Object.getPrototypeOf(prototype)))

const dropFromObject = (object: Record<string, unknown>): Record<string, unknown> => {
  const own = { ...object }
  for (const key of Object.keys(own)) {
    const value = own[key]
    if (isBlank(value)) delete own[key]
    else if (typeof value === "object") own[key] = dropBlank(value)
  }
  return own
}
