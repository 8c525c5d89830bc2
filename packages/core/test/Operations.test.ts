import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import * as ActiveGateway from "@effect-multisafepay/core/ActiveGateway"
import * as CustomerProfile from "@effect-multisafepay/core/CustomerProfile"
import * as Issuer from "@effect-multisafepay/core/Issuer"
import * as OrderDetails from "@effect-multisafepay/core/OrderDetails"
import * as OrderUpdate from "@effect-multisafepay/core/OrderUpdate"
import * as PaymentMethod from "@effect-multisafepay/core/PaymentMethod"
import * as PlacedOrder from "@effect-multisafepay/core/PlacedOrder"
import * as Receipt from "@effect-multisafepay/core/Receipt"
import * as Refund from "@effect-multisafepay/core/Refund"
import * as Terminal from "@effect-multisafepay/core/Terminal"
import * as Token from "@effect-multisafepay/core/Token"
import * as Transaction from "@effect-multisafepay/core/Transaction"
import * as Affiliate from "@effect-multisafepay/core/partner/Affiliate"
import * as Balance from "@effect-multisafepay/core/partner/Balance"
import * as Site from "@effect-multisafepay/core/partner/Site"
import * as ExactJson from "@effect-multisafepay/core/ExactJson"
import * as Core from "@effect-multisafepay/core"
import * as Operation from "@effect-multisafepay/core/Operation"
import * as Operations from "@effect-multisafepay/core/Operations"

const shared = new URL("../../../../shared/", import.meta.url)
const specification = new URL("reference/api/openapi.json", shared)
const noSpecification = !existsSync(specification)
const needsSpecification = "(needs ../shared/reference/api/openapi.json)"
const vectors = new URL("vectors/", shared)
const noVectors = !existsSync(vectors)
const needsVectors = "(needs ../shared/vectors)"

// What this library leaves out of the vendor's specification on purpose, or calls by another name. A line that is no longer needed
// makes the test fail, like a missing one. A place stands for everything below it.
const copied = "the schema of a direct order's answer is a copy of the request; no document has it"
const reused = "the schema reuses the request's customer; no document has it"
const differences: ReadonlyArray<readonly [place: string, reason: string]> = [
  ["affiliates.listClosingBalances query api_key", "the API key goes into the header and never into an address"],
  ["orders.create request customer_verification", "a field of the answer that the request's schema lists by mistake"],
  ["orders.create response data.affiliate", copied],
  ["orders.create response data.capture", copied],
  ["orders.create response data.checkout_options.tax_tables", copied],
  ["orders.create response data.checkout_options.validate_cart", copied],
  ["orders.create response data.customer.birthday", copied],
  ["orders.create response data.customer.browser", copied],
  ["orders.create response data.customer.disable_send_email", copied],
  ["orders.create response data.customer.forwarded_ip", copied],
  ["orders.create response data.customer.gender", copied],
  ["orders.create response data.customer.referrer", copied],
  ["orders.create response data.customer.user_agent", copied],
  ["orders.create response data.days_active", copied],
  ["orders.create response data.delivery", copied],
  ["orders.create response data.gateway", copied],
  ["orders.create response data.payment_data.gateway", copied],
  ["orders.create response data.payment_options", copied],
  ["orders.create response data.plugin", copied],
  ["orders.create response data.recurring_id", copied],
  ["orders.create response data.recurring_model", copied],
  ["orders.create response data.second_chance", copied],
  ["orders.create response data.seconds_active", copied],
  ["orders.get response data.completed_date", "every document says `completed`, which is where both arrive"],
  ["orders.get response data.customer.birthday", reused],
  ["orders.get response data.customer.disable_send_email", reused],
  ["orders.get response data.customer.forwarded_ip", reused],
  ["orders.get response data.customer.gender", reused],
  ["orders.get response data.customer.referrer", reused],
  ["orders.get response data.customer.user_agent", reused],
  ["orders.get response data.payment_details.car_entry_mode", "misspelt; read as `card_entry_mode`"],
  [
    "orders.get response data.payment_details.card_additional_response_data.sca_details.tra_exempltion_indicator",
    "misspelt; read as `tra_exemption_indicator`"
  ],
  ["receipts.get response data.order.items", "documents have `{ items: [...] }` for the list; both are read as that"],
  ["receipts.get response data.order.transcation_id", "misspelt; read as `transaction_id`"]
]

describe("Operations.all", () => {
  it("has every operation that a noun exports, once", () => {
    const exported = Object.values(Core).flatMap((noun) => Object.values(noun as object).filter(Operation.isOperation))
    assert.sameMembers([...Operations.all], exported)
    assert.strictEqual(new Set(Operations.all.map((one) => one.name)).size, Operations.all.length)
  })

  it("begins with the operation that takes every body where several share an address", () => {
    const first = new Map<string, Operation.Any>()
    for (const one of Operations.all) {
      const place = address(one.method, one.path)
      if (!first.has(place)) first.set(place, one)
    }
    assert.deepStrictEqual(
      [...first.values()].filter((one) => sharing(one).length > 1).map((one) => one.name),
      ["orders.update"]
    )
  })

  it("repeats no write that is not the same twice", () => {
    for (const one of Operations.all) {
      if (one.method === "GET") assert.strictEqual(one.effectClass, "read", one.name)
      if (one.method === "DELETE") assert.strictEqual(one.effectClass, "convergent", one.name)
    }
    assert.deepStrictEqual(
      Operations.all.filter((one) => one.method !== "GET" && one.effectClass === "read").map((one) => one.name),
      ["wallets.createApplePaySession", "affiliates.createLoginUrl"]
    )
    const classes = Object.fromEntries(Operations.all.map((one) => [one.name, one.effectClass]))
    assert.strictEqual(classes["refunds.create"], "guarded")
    assert.strictEqual(classes["captures.create"], "reconcilable")
    assert.strictEqual(classes["orders.shipPartially"], "guarded")
    assert.strictEqual(classes["orders.update"], "guarded")
    assert.strictEqual(classes["affiliates.payOut"], "blind")
  })
})

describe("the vendor's specification", () => {
  it.skipIf(noSpecification)(`has no operation that is missing here ${needsSpecification}`, () => {
    const here = new Set(Operations.all.map((one) => address(one.method, one.path)))
    const there = documented().map((one) => address(one.method, one.path))
    assert.isAbove(there.length, 70)
    assert.deepStrictEqual(
      there.filter((place) => !here.has(place)),
      []
    )
  })

  it.skipIf(noSpecification)(
    `has every operation that does not say where else it is known from ${needsSpecification}`,
    () => {
      const published = new Set(
        documented()
          .filter((one) => !one.orphan)
          .map((one) => address(one.method, one.path))
      )
      for (const one of Operations.all) {
        if (!published.has(address(one.method, one.path))) assert.isString(one.undocumented, one.name)
      }
      assert.deepStrictEqual(
        Operations.all
          .filter((one) => published.has(address(one.method, one.path)) && one.undocumented !== undefined)
          .map((one) => one.name),
        ["orders.setInvoice", "orders.rename"]
      )
    }
  )

  it.skipIf(noSpecification)(`has the placeholders that are used here ${needsSpecification}`, () => {
    const here = new Map(Operations.all.map((one) => [address(one.method, one.path), one.path]))
    const different = documented().filter((one) => here.get(address(one.method, one.path)) !== one.path)
    // The reference says `psp_id`; guides and SDKs pass the shop's own id, and so does this library.
    assert.deepStrictEqual(
      different.map((one) => one.path),
      ["/orders/{psp_id}"]
    )
  })

  it.skipIf(noSpecification)(`has no field that is missing here without a reason ${needsSpecification}`, () => {
    const found = missing()
    assert.deepStrictEqual(
      found.filter((field) => !differences.some(([place]) => below(field, place))),
      []
    )
    assert.deepStrictEqual(
      differences.filter(([place]) => !found.some((field) => below(field, place))),
      [],
      "these differences are gone"
    )
  })

  it.skipIf(noSpecification)(`has no answer under another number than 200 ${needsSpecification}`, () => {
    for (const one of documented()) {
      assert.deepStrictEqual(
        Object.keys(one.spec.responses).filter((status) => status.startsWith("2")),
        ["200"]
      )
    }
  })
})

// By the name of the vendor's file. The vendor has more of them than are stored here.
const documents: { readonly [file: string]: Operation.Any } = {
  "cancelBancontactQR.json": OrderDetails.cancelSession,
  "gerReceiptDeclined.json": Receipt.get,
  "getClosingBalances.json": Balance.listClosing,
  "getLoginUrl.json": Affiliate.createLoginUrl,
  "getOrder.json": OrderDetails.get,
  "getOrder3DS.json": OrderDetails.get,
  "getOrderFailed3DS.json": OrderDetails.get,
  "getPayouts.json": Balance.getAutoPayout,
  "getReceipt.json": Receipt.get,
  "getReceiptRefund.json": Receipt.get,
  "getReceiptTip.json": Receipt.get,
  "idealIssuers.json": Issuer.list,
  "listAffiliatedAccounts.json": Affiliate.list,
  "listCustomerProfiles.json": CustomerProfile.list,
  "listGateways.json": ActiveGateway.list,
  "listGatewaysWithCoupons.json": ActiveGateway.list,
  "listPaymentMethods.json": PaymentMethod.list,
  "listSiteCategories.json": Site.listCategories,
  "listTerminals.json": Terminal.list,
  "listTerminalsByGroup.json": Terminal.listByGroup,
  "listTokens.json": Token.list,
  "listTransactions.json": Transaction.list,
  "listWebsiteCategories.json": Site.listCategories,
  "patchOrdersCancel.json": OrderUpdate.cancel,
  "patchOrdersPartiallyShip.json": OrderUpdate.shipPartially,
  "postOrdersDirectIdeal.json": PlacedOrder.create,
  "refundOrder.json": Refund.create,
  "refundPartialShipment.json": Refund.create,
  "setAffiliateRate.json": Affiliate.setRate,
  "terminalCloudModeResponse.json": PlacedOrder.create
}

describe("the vendor's documents", () => {
  for (const file of noVectors ? ["answers"] : readdirSync(new URL("responses/", vectors))) {
    it.effect.skipIf(noVectors)(`${file} is read and written back whole ${needsVectors}`, () =>
      Effect.gen(function* () {
        const operation = documents[file]
        if (operation === undefined) return assert.fail(`no operation is named for ${file}`)
        const json = yield* ExactJson.parse(readFileSync(new URL(`responses/${file}`, vectors), "utf8"))
        const response = operation.response as Schema.Codec<unknown, unknown>
        const value = yield* Schema.decodeUnknownEffect(response)(json)
        assert.deepStrictEqual(lost(json, yield* Schema.encodeUnknownEffect(response)(value)), [])
      })
    )
  }

  const requests: ReadonlyArray<readonly [string, ReadonlyArray<Operation.Any>]> = [
    ["patch-orders", Operations.all.filter((one) => one.path === "/orders/{order_id}" && one.method === "PATCH")],
    ["signup-account", [Affiliate.signUp]]
  ]
  for (const [folder, operations] of requests) {
    for (const file of noVectors ? ["requests"] : readdirSync(new URL(`requests/${folder}/`, vectors))) {
      it.effect.skipIf(noVectors)(`${folder}/${file} is read and written back whole ${needsVectors}`, () =>
        Effect.gen(function* () {
          const json: unknown = JSON.parse(readFileSync(new URL(`requests/${folder}/${file}`, vectors), "utf8"))
          const read = operations.filter((one) =>
            Schema.is(Schema.toEncoded(one.request as Schema.Codec<unknown>))(json)
          )
          // The one that takes everything, and the one it is about.
          assert.lengthOf(read, Math.min(2, operations.length), read.map((one) => one.name).join())
          for (const one of read) {
            const request = one.request as Schema.Codec<unknown, unknown>
            const value = yield* Schema.decodeUnknownEffect(request)(json)
            const back = yield* Schema.encodeUnknownEffect(request)(value)
            assert.deepStrictEqual(lost(json, back), [])
          }
        })
      )
    }
  }
})

interface Spec {
  readonly parameters?: ReadonlyArray<{ readonly name: string; readonly in: string }>
  readonly requestBody?: { readonly content: { readonly "application/json": { readonly schema: JsonSchema } } }
  readonly responses: {
    readonly [status: string]: { readonly content?: { readonly "application/json"?: { readonly schema: JsonSchema } } }
  }
}

interface JsonSchema {
  readonly $ref?: string
  readonly properties?: { readonly [name: string]: JsonSchema }
  readonly items?: JsonSchema
  readonly allOf?: ReadonlyArray<JsonSchema>
  readonly anyOf?: ReadonlyArray<JsonSchema>
  readonly oneOf?: ReadonlyArray<JsonSchema>
}

interface Documented {
  readonly method: string
  readonly path: string
  readonly orphan: boolean
  readonly spec: Spec
}

const openapi = (): { readonly paths: Record<string, Record<string, unknown>>; readonly components: unknown } =>
  JSON.parse(readFileSync(specification, "utf8"))

function documented(): ReadonlyArray<Documented> {
  return Object.entries(openapi().paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, spec]) =>
      ["get", "post", "patch", "delete", "put"].includes(method)
        ? [{ method: method.toUpperCase(), path, orphan: "x-orphan" in item, spec: spec as Spec }]
        : []
    )
  )
}

function address(method: string, path: string): string {
  return `${method} ${path.replaceAll(/\{[^}]*\}/g, "{}")}`
}

function sharing(operation: Operation.Any): ReadonlyArray<Operation.Any> {
  return Operations.all.filter((one) => one.method === operation.method && one.path === operation.path)
}

/** Where the specification says more than the operations do: `name query|request|response path.of.the.field`. */
function missing(): ReadonlyArray<string> {
  const root = openapi()
  return documented().flatMap(({ method, path, spec }) => {
    const operations = Operations.all.filter((one) => address(one.method, one.path) === address(method, path))
    const name = operations[0]?.name ?? `${method} ${path}`
    const compare = (part: string, there: ReadonlySet<string>, here: ReadonlySet<string>) =>
      [...there].filter((field) => !covered(field, here)).map((field) => `${name} ${part} ${field}`)
    const query = new Set((spec.parameters ?? []).filter((one) => one.in === "query").map((one) => one.name))
    const request = fieldsOfJson(root, spec.requestBody?.content["application/json"].schema)
    const response = fieldsOfJson(root, spec.responses["200"]?.content?.["application/json"]?.schema)
    return [
      compare("query", query, union(operations.map((one) => fieldsOf(one.query, SchemaAST.toEncoded)))),
      compare("request", request, union(operations.map((one) => fieldsOf(one.request, SchemaAST.toEncoded)))),
      compare("response", response, union(operations.map((one) => fieldsOf(one.response, SchemaAST.toType))))
    ].flat()
  })
}

function below(field: string, place: string): boolean {
  return field === place || field.startsWith(`${place}.`)
}

// An object of any fields covers what is inside it.
function covered(field: string, here: ReadonlySet<string>): boolean {
  if (here.has(field)) return true
  const names = field.split(".")
  return names.some((_, index) => here.has([...names.slice(0, index), "*"].join(".")))
}

function union(sets: ReadonlyArray<ReadonlySet<string>>): ReadonlySet<string> {
  return new Set(sets.flatMap((set) => [...set]))
}

function fieldsOfJson(root: object, schema: JsonSchema | undefined, prefix = "", depth = 0): ReadonlySet<string> {
  const fields = new Set<string>()
  if (schema === undefined || depth > 12) return fields
  if (schema.$ref !== undefined) {
    let target: unknown = root
    for (const part of schema.$ref.slice(2).split("/")) target = (target as Record<string, unknown>)[part]
    return fieldsOfJson(root, target as JsonSchema, prefix, depth + 1)
  }
  const add = (more: ReadonlySet<string>) => more.forEach((field) => fields.add(field))
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    fields.add(`${prefix}${name}`)
    add(fieldsOfJson(root, property, `${prefix}${name}.`, depth + 1))
  }
  for (const part of [schema.items, ...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) {
    add(fieldsOfJson(root, part, prefix, depth + 1))
  }
  return fields
}

function fieldsOf(
  schema: Schema.Constraint | undefined,
  side: (ast: SchemaAST.AST) => SchemaAST.AST
): ReadonlySet<string> {
  const fields = new Set<string>()
  const walk = (given: SchemaAST.AST, prefix: string): void => {
    const ast = side(given)
    switch (ast._tag) {
      case "Objects":
        for (const { name, type } of ast.propertySignatures) {
          fields.add(`${prefix}${String(name)}`)
          walk(type, `${prefix}${String(name)}.`)
        }
        if (ast.indexSignatures.length > 0) fields.add(`${prefix}*`)
        return
      case "Arrays":
        return [...ast.elements, ...ast.rest].forEach((one) => walk(one, prefix))
      case "Union":
        return ast.types.forEach((one) => walk(one, prefix))
      case "Declaration": {
        ast.typeParameters.forEach((one) => walk(one, prefix))
        // An open answer keeps its fields behind what generators of test data ask for.
        const link = ast.annotations?.["toCodecArbitrary"] as
          | ((typeParameters: ReadonlyArray<unknown>) => SchemaAST.Link)
          | undefined
        if (link !== undefined && ast.typeParameters.length === 0) walk(link([]).to, prefix)
        return
      }
      default:
        return
    }
  }
  if (schema !== undefined) walk(schema.ast, "")
  return fields
}

/** What was in one JSON and is not in the other. `null` and `""` are nothing; 7 and "7" and "0007" are the same. */
function lost(from: unknown, to: unknown, path = "$"): ReadonlyArray<string> {
  if (from === null || from === "" || from === undefined) return []
  if (Array.isArray(from)) {
    if (!Array.isArray(to)) return from.length === 0 ? [] : [path]
    return from.flatMap((one, index) => lost(one, to[index], `${path}[${index}]`))
  }
  if (typeof from === "object") {
    if (typeof to !== "object" || to === null) return Object.keys(from).length === 0 ? [] : [path]
    return Object.entries(from).flatMap(([key, one]) =>
      lost(one, (to as Record<string, unknown>)[key], `${path}.${key}`)
    )
  }
  return String(from) === String(to) || (to !== undefined && Number(from) === Number(to)) ? [] : [path]
}
