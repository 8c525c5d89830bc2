// What the vendor's OpenAPI document says against an answer. It is read twice: as it is written, and with every object closed, so that
// a field which nobody declares is a difference too. Formats are prose in this document ("ab_CD with ISO 639 language codes ...") and
// are not looked at.
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv"
import { existsSync, readFileSync } from "node:fs"
import type { Answered } from "./answers.ts"

const file = new URL("../../../../../shared/reference/api/openapi.json", import.meta.url)

/** Why the document cannot be read; undefined when it can. */
export const absent = existsSync(file) ? undefined : "needs ../shared/reference/api/openapi.json"

type Schema = { readonly [key: string]: unknown }
type Operation = { readonly responses: { readonly [status: string]: { readonly content?: Content } } }
type Content = { readonly "application/json"?: { readonly schema: Schema } }
interface Document {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } }
  readonly components: { readonly schemas: { readonly [name: string]: Schema } }
}

/** The difference between an answer and the document, as a line of the list names it. */
export type Difference = `${string}\t${string}\t${string}`

const sameNames = (path: string) => path.replaceAll(/\{[^}]*\}/g, "{}")

/** Judges answers. */
export const read = (): ((answered: Answered) => ReadonlyArray<Difference>) => {
  const document = JSON.parse(readFileSync(file, "utf8")) as Document
  const open = compiler(document)
  const closedDocument = closed(document) as Document
  const shut = compiler(closedDocument)
  const names = new Map<unknown, string>(
    Object.entries(closedDocument.components.schemas).map(([name, schema]) => [schema, `#/components/schemas/${name}`])
  )

  const operationOf = ({ operation }: Answered): readonly [path: string, method: string, Operation] | undefined => {
    const method = operation.method.toLowerCase()
    for (const [path, item] of Object.entries(document.paths)) {
      const found = sameNames(path) === sameNames(operation.path) ? item[method] : undefined
      if (found !== undefined) return [path, method, found]
    }
    return undefined
  }

  const schemaOf = (answered: Answered): readonly [place: string, schema: Schema] | string => {
    const found = operationOf(answered)
    if (found === undefined) return "operation undeclared"
    const [path, method, operation] = found
    const schema = operation.responses[answered.status]?.content?.["application/json"]?.schema
    return schema === undefined
      ? "status undeclared"
      : [
          `${pointer("paths", path, method, "responses", `${answered.status}`, "content", "application/json")}/schema`,
          schema
        ]
  }

  const differences = (answered: Answered): ReadonlyArray<Difference> => {
    const line = (where: string, what: string): Difference =>
      `${answered.operation.name} ${answered.status}\t${where}\t${what}`
    const found = schemaOf(answered)
    if (typeof found === "string") return [line("", found)]
    const [place, schema] = found
    const alternatives = (schema["oneOf"] ?? schema["anyOf"]) as ReadonlyArray<{ readonly $ref: string }> | undefined
    const wanted = alternatives?.find(({ $ref }) => $ref.endsWith(`_${answered.alternative}`))
    if (alternatives !== undefined && wanted === undefined)
      throw new Error(`${answered.operation.name} has no alternative ${answered.alternative}`)
    const several =
      schema["oneOf"] === undefined ? 0 : alternatives!.filter(({ $ref }) => open($ref)(answered.body) === true).length
    return [
      ...(several > 1 ? [line("", `oneOf: fits ${several} of ${alternatives!.length}`)] : []),
      ...judge(wanted?.$ref ?? place, answered.body, "").map(([where, what]) => line(where, what))
    ]
  }

  const judge = ($ref: string, body: unknown, above: string): ReadonlyArray<readonly [where: string, what: string]> => {
    const validate = shut($ref)
    if (validate(body) === true) return []
    const errors = validate.errors ?? []
    return errors.flatMap((error) => {
      const [where, what] = told(error, above)
      const { data, keyword, params, parentSchema } = error
      // One thing is wrong with a null, even where a list of words says so again.
      if (keyword === "enum" && data === null) return []
      if (keyword !== "type" || params["type"] !== "object" || !Array.isArray(data)) return [[where, what]]
      // A list where the document says object: what is in it must be as that object.
      const row = names.get(parentSchema)
      const inside = row === undefined ? [] : data.flatMap((one: unknown) => judge(row, one, `${where}[]`))
      return [[where, what] as const].concat(inside)
    })
  }
  return differences
}

const pointer = (...names: ReadonlyArray<string>) =>
  `#${names.map((name) => `/${encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"))}`).join("")}`

const compiler = (document: Document): (($ref: string) => ValidateFunction) => {
  const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false, logger: false, verbose: true })
  ajv.addSchema(document, "openapi")
  const compiled = new Map<string, ValidateFunction>()
  return ($ref) => {
    const validate = compiled.get($ref) ?? ajv.compile({ $ref: `openapi${$ref}` })
    compiled.set($ref, validate)
    return validate
  }
}

/** A copy in which no object may have a field that the document does not list. */
const closed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(closed)
  if (typeof value !== "object" || value === null) return value
  const copy = Object.fromEntries(Object.entries(value).map(([key, member]) => [key, closed(member)]))
  const isObject = typeof copy["properties"] === "object" && copy["additionalProperties"] === undefined
  return isObject ? { ...copy, additionalProperties: false } : copy
}

const told = (
  { data, instancePath, keyword, params }: ErrorObject,
  above: string
): readonly [where: string, what: string] => {
  const place = `${above}${instancePath.replaceAll(/\/\d+(?=\/|$)/g, "[]").replaceAll("/", ".")}`.replace(/^\./, "")
  const member = (name: unknown) => (place === "" ? String(name) : `${place}.${String(name)}`)
  switch (keyword) {
    case "additionalProperties":
      return [member(params["additionalProperty"]), "undeclared"]
    case "required":
      return [member(params["missingProperty"]), "required"]
    case "type":
      return [place, `type ${params["type"]}: ${kindOf(data)}`]
    default:
      return [place, `${keyword}: ${JSON.stringify(data)}`]
  }
}

const kindOf = (data: unknown): string =>
  data === null
    ? "null"
    : Array.isArray(data)
      ? "list"
      : typeof data === "number" && Number.isInteger(data)
        ? "integer"
        : typeof data
