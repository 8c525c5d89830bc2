// One thing that is wrong with a request: where, by the name the API gives the field, and which rule it breaks.
// Rejected values are never part of it: they may be card data or personal data.
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"

/**
 * A broken rule.
 *
 * `path` is the wire path of the field (`customer.first_name`, `shopping_cart.items[0].quantity`; empty for the whole value),
 * `message` the rule in words.
 *
 * @category models
 */
export const Issue = Schema.Struct({ path: Schema.String, message: Schema.String })
export interface Issue extends Schema.Schema.Type<typeof Issue> {}

/**
 * All broken rules of a failed decode or encode, in the order of the fields.
 *
 * @category constructors
 */
export const fromSchemaIssue = (issue: SchemaIssue.Issue): ReadonlyArray<Issue> => {
  const byPlace = new Map<string, Issue>()
  for (const one of format(issue).issues) {
    const path = formatPath(one.path ?? [])
    // A field may be missed by its order's kind and by its gateway: once is enough.
    const place = one.message.startsWith("is required") ? `${path} is required` : `${path} ${one.message}`
    if (!byPlace.has(place)) byPlace.set(place, { path, message: one.message })
  }
  return Array.from(byPlace.values())
}

/**
 * `path: message` for one issue, or only the message when the whole value is meant.
 *
 * @category formatting
 */
export const render = (issue: Issue): string => (issue.path === "" ? issue.message : `${issue.path}: ${issue.message}`)

/**
 * All of them below a sentence, one a line.
 *
 * @category formatting
 */
export const renderAll = (issues: ReadonlyArray<Issue>): string =>
  issues.map((issue) => `\n  - ${render(issue)}`).join("")

/**
 * What is wrong with a value, in one line.
 *
 * @category formatting
 */
export const explain = (issue: SchemaIssue.Issue): string => fromSchemaIssue(issue).map(render).join("; ")

// The default texts for a refused value may print it; these never do.
const format = SchemaIssue.makeFormatterStandardSchemaV1({
  leafHook: (issue) => {
    switch (issue._tag) {
      case "MissingKey":
        return annotated(issue.annotations?.messageMissingKey) ?? "is required"
      case "UnexpectedKey":
        return "is not a field of this request"
      default:
        return SchemaIssue.defaultLeafHook(issue)
    }
  }
})

const annotated = (message: unknown): string | undefined => (typeof message === "string" ? message : undefined)

type PathSegment = PropertyKey | { readonly key: PropertyKey }

const formatPath = (path: ReadonlyArray<PathSegment>): string => {
  let text = ""
  for (const segment of path) {
    const key = typeof segment === "object" ? segment.key : segment
    if (typeof key === "number") text += `[${key}]`
    else text += text === "" ? String(key) : `.${String(key)}`
  }
  return text
}
