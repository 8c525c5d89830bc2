// What a request leaves out. The vendor's own examples send `""` for fields without a value, which breaks the formats it declares
// for them; databases and other clients have `null`; callers write `undefined`. All three mean "not there" and are dropped here, before
// any schema looks, in both directions.

/** What stands in a copy for what is not looked into. `path` is its place in the request. */
export type Opaque = (value: unknown, path: string) => unknown

/**
 * The same value without keys whose value is `undefined`, `null` or `""`, at every depth. A copy in which each field was looked at once, so
 * that what is checked is what is sent.
 */
export const dropBlank = (value: unknown, opaque: Opaque = (one) => one): unknown =>
  typeof value === "object" ? copied(value, "", opaque, new Map()) : value

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
 * it is printed (a Redacted value, a date, a decimal) is opaque and never looked into, and so is what has fields from its class (an accessor, a
 * default): a copy has none of them.
 */
export const hasFields = (value: unknown): value is Record<string, unknown> =>
  isPlain(value) ||
  (typeof value === "object" &&
    value !== null &&
    !("toJSON" in value) &&
    Object.prototype.toString.call(value) === "[object Object]" &&
    !givesFields(Object.getPrototypeOf(value)))

const givesFields = (prototype: object | null): boolean =>
  prototype !== null &&
  prototype !== Object.prototype &&
  (given(prototype).length > 0 || givesFields(Object.getPrototypeOf(prototype)))

// Methods are none, nor is what begins with `~`: by that Effect knows the objects of its classes.
const given = (prototype: object): ReadonlyArray<string> =>
  Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, { value }]) =>
    typeof value === "function" || name.startsWith("~") ? [] : [name]
  )

/** A copy with the fields that an object has from its class as well, which a spread lacks. */
export const fieldsOf = (object: unknown): Record<string, unknown> => {
  const fields: Record<string, unknown> = { ...(object as object | undefined) }
  if (typeof object !== "object" || object === null) return fields
  let prototype = Object.getPrototypeOf(object)
  while (prototype !== null && prototype !== Object.prototype) {
    for (const name of given(prototype)) {
      if (!Object.hasOwn(fields, name)) fields[name] = (object as Record<string, unknown>)[name]
    }
    prototype = Object.getPrototypeOf(prototype)
  }
  return fields
}

// Rows of a database may lead back to each other: each is copied once.
const copied = (value: unknown, path: string, opaque: Opaque, copies: Map<unknown, unknown>): unknown => {
  if (!Array.isArray(value) && !hasFields(value)) return opaque(value, path)
  const known = copies.get(value)
  if (known !== undefined) return known
  if (Array.isArray(value)) {
    const list: Array<unknown> = []
    copies.set(value, list)
    for (const one of value) list.push(copied(one, `${path}[${list.length}]`, opaque, copies))
    return list
  }
  const own = { ...value }
  copies.set(value, own)
  const under = path === "" ? "" : `${path}.`
  for (const key of Object.keys(own)) {
    const one = own[key]
    if (isBlank(one)) delete own[key]
    else if (typeof one === "object") own[key] = copied(one, under + key, opaque, copies)
  }
  return own
}
