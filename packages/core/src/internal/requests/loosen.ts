// A request as other people's clients write it, read the way the service reads it, guided by the schema of what it should have been.
// Only what cannot be meant otherwise is changed; whether the result is right is for the schema to say.
import * as SchemaAST from "effect/SchemaAST"
import * as SecretFields from "../../SecretFields.ts"
import { dropBlank, isBlank, isPlain } from "./blank.ts"

/** Values in other words than the schema's: text where a number is due, a literal in another case. What they cannot read stays as it is. */
export interface Words {
  readonly number: (ast: SchemaAST.Number, value: unknown) => unknown
  readonly boolean: (value: unknown) => unknown
  readonly literal: (literals: ReadonlyArray<SchemaAST.Literal>, value: unknown) => unknown
  readonly list: (value: unknown) => unknown
}

/** What a client may write beyond what the types of this library allow. @category models */
export interface Habits {
  /** How values in other words are read; without it they stay as they are, for the schema to judge. */
  readonly words?: Words | undefined
  /** Called with the wire path of each field that the request does not have. They are dropped; without it they stay. */
  readonly onUnknown?: ((path: string) => void) | undefined
}

/** Spellings that the vendor's own clients use for a field; the right one wins when both are there. */
const spellings: ReadonlyMap<string, string> = new Map([
  ["firstname", "first_name"],
  ["lastname", "last_name"],
  ["bankaccount", "bank_account"],
  ["send_mail", "send_email"],
  ["cvc", "card_cvc"]
])

/** The same request, tidied. Returns the very same reference when there is nothing to tidy. */
export const loosen = (ast: SchemaAST.AST, value: unknown, habits: Habits): unknown => {
  const out = walk(SchemaAST.toEncoded(ast), value, habits, "")
  return out === absent ? {} : out
}

const absent = Symbol("absent")

const walk = (ast: SchemaAST.AST, value: unknown, habits: Habits, path: string): unknown => {
  if (isBlank(value)) return absent
  switch (ast._tag) {
    case "Objects":
      return isPlain(value) ? fields(ast, value, habits, path) : isEmptyList(value) ? absent : value
    case "Arrays":
      return items(ast, value, habits, path)
    case "Union":
      return union(ast, value, habits, path)
    case "Suspend":
      return walk(ast.thunk(), value, habits, path)
    case "String":
      return typeof value === "number" ? String(value) : isEmptyList(value) ? absent : value
    case "Number":
      return habits.words === undefined ? value : habits.words.number(ast, value)
    case "Boolean":
      return habits.words === undefined ? value : habits.words.boolean(value)
    case "Literal":
      return habits.words === undefined ? value : habits.words.literal([ast], value)
    default:
      return dropBlank(value)
  }
}

// PHP prints an empty object as an empty list.
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0

const fields = (ast: SchemaAST.Objects, given: Record<string, unknown>, habits: Habits, path: string): unknown => {
  const known = new Map(ast.propertySignatures.map(({ name, type }) => [name, type]))
  const rest = ast.indexSignatures[0]?.type
  const out: Record<string, unknown> = {}
  let changed = false
  for (const key of Object.keys(given)) {
    const spelling = spellings.get(key)
    const name = !known.has(key) && spelling !== undefined && known.has(spelling) ? spelling : key
    const type = known.get(name) ?? rest
    const at = path === "" ? key : `${path}.${key}`
    if (name !== key && Object.hasOwn(given, name)) {
      changed = true
      continue
    }
    if (type === undefined) {
      // A key without a value says nothing.
      const kept = isBlank(given[key]) ? absent : given[key]
      if (kept !== absent && habits.onUnknown === undefined) put(out, key, dropBlank(kept))
      else {
        changed = true
        if (kept !== absent) habits.onUnknown?.(at)
      }
      continue
    }
    // `012` is lost in a number, and nobody guesses at a security code.
    const kept = isCard(name) && typeof given[key] === "number" ? given[key] : walk(type, given[key], habits, at)
    if (kept !== absent) put(out, name, kept)
    if (kept !== given[key] || name !== key) changed = true
  }
  // `{ "items": null }` is no cart with something missing, but no cart.
  if (path !== "" && Object.keys(out).length === 0 && holdsList(ast)) return absent
  return changed ? out : given
}

const holdsList = (ast: SchemaAST.Objects): boolean =>
  ast.propertySignatures.some(({ type }) => type._tag === "Arrays" && !SchemaAST.isOptional(type))

const isCard = (name: string): boolean => SecretFields.card.some((field) => field === name)

// Plain assignment to "__proto__" would replace the prototype instead of adding a key.
const put = (out: Record<string, unknown>, key: string, value: unknown): void => {
  Object.defineProperty(out, key, { value, enumerable: true, configurable: true, writable: true })
}

const items = (ast: SchemaAST.Arrays, value: unknown, habits: Habits, path: string): unknown => {
  const list = habits.words === undefined ? value : habits.words.list(value)
  if (!Array.isArray(list)) return value
  const type = ast.rest[0]
  if (type === undefined) return list
  const out = list.map((item, index) => walk(type, item, habits, `${path}[${index}]`)).filter((item) => item !== absent)
  return out.length === list.length && out.every((item, index) => item === list[index]) ? list : out
}

const union = (ast: SchemaAST.Union, value: unknown, habits: Habits, path: string): unknown => {
  const types = ast.types.flatMap((type) => (type._tag === "Union" ? type.types : [type]))
  if (habits.words !== undefined) {
    const literals = types.filter((type) => type._tag === "Literal")
    const exact = habits.words.literal(literals, value)
    if (exact !== value) return exact
  }
  // One of the members takes this kind of value: nothing to read into it.
  const own = types.filter((type) => takes(type, value))
  const [first] = own
  if (first !== undefined) {
    if (first._tag !== "Objects") return walk(first, value, habits, path)
    return walk(closest(own, value), value, habits, path)
  }
  for (const type of types) {
    const read = walk(type, value, habits, path)
    if (read !== value) return read
  }
  return value
}

const takes = (ast: SchemaAST.AST, value: unknown): boolean => {
  switch (ast._tag) {
    case "String":
      return typeof value === "string"
    case "Number":
      return typeof value === "number"
    case "Boolean":
      return typeof value === "boolean"
    case "Literal":
      return value === ast.literal
    case "Arrays":
      return Array.isArray(value)
    case "Objects":
      return isPlain(value)
    default:
      return false
  }
}

// Of several objects the one that knows most of the keys.
const closest = (types: ReadonlyArray<SchemaAST.AST>, value: unknown): SchemaAST.AST => {
  const knows = (ast: SchemaAST.AST) =>
    ast._tag === "Objects"
      ? ast.propertySignatures.filter(({ name }) => Object.hasOwn(value as object, name)).length
      : -1
  return types.reduce((best, type) => (knows(type) > knows(best) ? type : best))
}
