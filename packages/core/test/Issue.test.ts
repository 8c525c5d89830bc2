import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Issue from "@effect-multisafepay/core/Issue"

const Body = Schema.Struct({
  name: Schema.String.check(Schema.isMinLength(2, { message: "must be at least 2 characters" })),
  lines: Schema.Array(Schema.Struct({ count: Schema.Int })),
  note: Schema.String.pipe(Schema.annotateKey({ messageMissingKey: "is what the courier reads" }))
})

const issues = (body: unknown) =>
  Result.match(Schema.decodeUnknownResult(Body)(body, { errors: "all", onExcessProperty: "error" }), {
    onFailure: (error) => Issue.fromSchemaIssue(error.issue),
    onSuccess: (): ReadonlyArray<Issue.Issue> => []
  })

describe("an issue", () => {
  it("has the wire path and the rule", () => {
    assert.deepStrictEqual(issues({ name: "S", lines: [{ count: 1 }, { count: 1.5 }, {}], note: "", more: 1 }), [
      { path: "more", message: "is not a field of this request" },
      { path: "name", message: "must be at least 2 characters" },
      { path: "lines[1].count", message: "Expected an integer" },
      { path: "lines[2].count", message: "is required" }
    ])
  })

  it("may have words of its own for a field that is missing", () => {
    assert.deepStrictEqual(issues({ name: "Simon", lines: [] }), [
      { path: "note", message: "is what the courier reads" }
    ])
  })

  it("never quotes the value", () => {
    for (const value of ["canary", { canary: "canary" }, ["canary"]]) {
      for (const body of [{ name: value, lines: value, note: value }, { lines: [{ count: value }] }, value]) {
        for (const { message } of issues(body)) assert.notInclude(message, "canary")
      }
    }
  })

  it("is one line, with the path where there is one", () => {
    assert.strictEqual(Issue.render({ path: "customer.email", message: "is required" }), "customer.email: is required")
    assert.strictEqual(Issue.render({ path: "", message: "must be an object" }), "must be an object")
  })
})
