// Writes docs/gateways.md and docs/errors.md from the catalogues in core, so that the pages and the types cannot disagree.
// `node scripts/gateways-doc.ts` writes them, `--check` exits with 1 when one is stale.
import { readFileSync, writeFileSync } from "node:fs"
import { argv, exit } from "node:process"
import { fileURLToPath } from "node:url"
import * as DeclineReason from "../packages/core/src/DeclineReason.ts"
import * as ErrorCode from "../packages/core/src/ErrorCode.ts"
import * as Gateway from "../packages/core/src/Gateway.ts"
import { cardCurrencies, sepa } from "../packages/core/src/internal/gateways/describing.ts"

const separator = "\u0000"

const asOf = "November 2026"

const generated =
  "<!-- Written by scripts/gateways-doc.ts from packages/core/src. Change the data there, then run it. -->"

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n")

const code = (text: string): string => `\`${text}\``

const yesNo = (value: boolean | undefined): string => (value === undefined ? "" : value ? "yes" : "no")

const entries = (category: Gateway.Category): ReadonlyArray<Gateway.Entry> =>
  Gateway.ids.map((id): Gateway.Entry => Gateway.catalogue[id]).filter((entry) => entry.category === category)

const currencies = (list: ReadonlyArray<string> = []): string => {
  if (list === cardCurrencies) return "card currencies"
  const without = cardCurrencies.filter((currency) => !list.includes(currency))
  return without.length === 1 && list.length === cardCurrencies.length - 1
    ? `card currencies without ${without.join(" ")}`
    : list.join(" ")
}

const countries = (list: Gateway.Entry["countries"]): string =>
  list === undefined || list === "world" ? (list ?? "") : list === sepa ? "SEPA" : list.join(" ")

const money = (minor: number): string => (minor / 100).toLocaleString("en", { minimumFractionDigits: 2 })

const limits = ({ limits }: Gateway.Entry): string => {
  if (limits === undefined) return ""
  const unit = limits.currency ?? "EUR"
  return [
    limits.min === undefined ? "" : `from ${money(limits.min)}`,
    limits.max === undefined ? "" : `to ${money(limits.max)}`,
    unit
  ]
    .filter((part) => part !== "")
    .join(" ")
}

const expiry = (entry: Gateway.Entry): string =>
  [entry.expiry ?? "", entry.expiryNote === undefined ? "" : `(${entry.expiryNote})`]
    .filter((part) => part !== "")
    .join(" ")

const refund = ({ refund }: Gateway.Entry): string => {
  if (refund === undefined) return ""
  const kinds = [refund.full ? "full" : "", refund.partial ? "partial" : ""].filter((kind) => kind !== "")
  return [
    kinds.length === 0 ? "no" : kinds.join(", "),
    refund.api === true ? "API" : "",
    refund.windowDays === undefined ? "" : `${refund.windowDays} days`,
    refund.once === true ? "one refund per payment" : "",
    refund.combinedOnly === true ? "only what was paid together with another method" : "",
    refund.note ?? ""
  ]
    .filter((part) => part !== "")
    .join("; ")
}

const capture = ({ capture, captureWindow }: Gateway.Entry): string =>
  [capture ?? "", captureWindow === undefined ? "" : `within ${captureWindow}`].filter((part) => part !== "").join(" ")

const capabilities = (list: ReadonlyArray<Gateway.Entry>): string =>
  table(
    [
      "Gateway",
      "Method",
      "Flows",
      "Component",
      "Currencies",
      "Countries",
      "Amount",
      "Expires",
      "Refund",
      "Recurring",
      "Capture",
      "Chargebacks",
      "Second Chance"
    ],
    list.map((entry) => [
      code(entry.id),
      entry.endOfLife === undefined ? entry.name : `${entry.name} (${entry.endOfLife.state})`,
      entry.flows.join(", "),
      yesNo(entry.component),
      currencies(entry.currencies),
      countries(entry.countries),
      limits(entry),
      expiry(entry),
      refund(entry),
      yesNo(entry.recurring),
      capture(entry),
      entry.chargebacks ?? "",
      yesNo(entry.secondChance)
    ])
  )

const paths = (list: ReadonlyArray<string> | undefined, flow: Gateway.Flow, entry: Gateway.Entry): string =>
  entry.flows.includes(flow)
    ? (list ?? []).map((path) => path.split("|").map(code).join(" or ")).join(", ")
    : "no such order"

const fields = (list: ReadonlyArray<Gateway.Entry>): string =>
  table(
    ["Gateway", "Redirect needs", "Direct needs", "Redirect, recommended", "Direct, recommended"],
    list
      .filter(
        ({ requires, recommends }) => requires.redirect.length + requires.direct.length > 0 || recommends !== undefined
      )
      .map((entry) => [
        code(entry.id),
        paths(entry.requires.redirect, "redirect", entry),
        paths(entry.requires.direct, "direct", entry),
        paths(entry.recommends?.redirect, "redirect", entry),
        paths(entry.recommends?.direct, "direct", entry)
      ])
  )

const pair = (value: Gateway.Pair | "impossible" | undefined): string =>
  value === undefined ? "" : value === "impossible" ? "impossible" : value.join(" / ")

/** Gateways that share a value share a line, in order of appearance. */
const grouped = (
  list: ReadonlyArray<Gateway.Entry>,
  values: (entry: Gateway.Entry) => ReadonlyArray<string>
): ReadonlyArray<readonly [ids: string, value: string]> => {
  const groups = new Map<string, Array<string>>()
  for (const entry of list) {
    for (const value of values(entry)) groups.set(value, [...(groups.get(value) ?? []), code(entry.id)])
  }
  return [...groups].map(([value, ids]) => [ids.length === list.length ? "all" : ids.join(" "), value])
}

const statuses = (list: ReadonlyArray<Gateway.Entry>): string =>
  table(
    ["Gateway", "Pending", "Success", "Shipped", "Settled", "Cancelled", "Declined", "Refund order"],
    grouped(list, ({ statuses }) =>
      statuses === undefined
        ? []
        : [
            [
              pair(statuses.pending),
              [pair(statuses.success), pair(statuses.alsoSuccess)].filter((one) => one !== "").join(" or "),
              pair(statuses.shipped),
              pair(statuses.settled),
              pair(statuses.cancelled),
              pair(statuses.declined),
              statuses.refund === undefined
                ? ""
                : [...new Set([pair(statuses.refund.start), pair(statuses.refund.end)])].join(", then ")
            ].join(separator)
          ]
    ).map(([ids, values]) => `${ids}${separator}${values}`.split(separator))
  )

const notes = (list: ReadonlyArray<Gateway.Entry>): string =>
  grouped(list, (entry) => entry.notes ?? [])
    .map(([ids, note]) => `- ${ids}: ${note}`)
    .join("\n")

const corrections = (list: ReadonlyArray<Gateway.Entry>): string =>
  table(
    ["Gateway", "Month", "Source", "What it says"],
    grouped(list, (entry) =>
      (entry.corrections ?? []).map(({ date, says, source }) => [date, source, says].join(separator))
    ).map(([ids, values]) => `${ids}${separator}${values}`.split(separator))
  )

const sources = (list: ReadonlyArray<Gateway.Entry>): string =>
  [...new Set(list.flatMap((entry) => entry.source))].sort().map(code).join(", ")

const categories: ReadonlyArray<readonly [Gateway.Category, string]> = [
  ["banking", "Banking"],
  ["card", "Cards"],
  ["wallet", "Wallets"],
  ["bnpl", "Pay later"],
  ["prepaid", "Prepaid and gift cards"]
]

const all = categories.flatMap(([category]) => entries(category))

const endOfLife = (): string =>
  table(
    ["Gateway", "State", "Since", "What happened", "Use instead"],
    all.flatMap(({ id, endOfLife }) =>
      endOfLife === undefined
        ? []
        : [
            [
              code(id),
              endOfLife.state,
              endOfLife.since ?? "",
              endOfLife.note,
              endOfLife.successor === undefined ? "" : code(endOfLife.successor)
            ]
          ]
    )
  )

const section = ([category, title]: readonly [Gateway.Category, string]): string => {
  const list = entries(category)
  const needed = list.some(({ requires, recommends }) => requires.direct.length > 0 || recommends !== undefined)
  return [
    `## ${title}`,
    capabilities(list),
    "### Fields an order needs",
    needed ? fields(list) : "Nothing beyond the fields of every order.",
    "### Statuses",
    statuses(list),
    ...(notes(list) === "" ? [] : ["### Notes", notes(list)]),
    `Pages: ${sources(list)}.`
  ].join("\n\n")
}

const gatewaysPage = (): string =>
  [
    generated,
    "# Gateways",
    `As of ${asOf}. What MultiSafepay documents about its ${all.length} gateways, as \`Gateway.catalogue\` holds it. An empty cell means that the vendor does not say. GET /gateways and GET /payment-methods tell what an account really has.`,
    [
      '- A payment link (`type: "paymentlink"`) is possible wherever redirect is.',
      "- Needed fields are part of the order's type. Recommended fields, currencies, countries and amounts only give `Gateway.warnings`: contracts differ.",
      '- "Direct needs" is the plain direct order. One that carries `payment_data` (component) or `recurring_id` (token) needs no card or account data.',
      "- Statuses are pairs of `status` and `financial_status`. Where Settled is given, Success is a promise and the money is still to come.",
      "- The expiry is an ISO 8601 duration. It starts with a direct order, or when the payer picks the method on the payment page.",
      "- Tax rates, shipping in parts and what the sandbox does with a method are columns of the data that this page leaves out.",
      `- Card currencies: ${cardCurrencies.join(" ")}.`,
      `- SEPA: ${sepa.join(" ")}.`
    ].join("\n"),
    "## End of life",
    endOfLife(),
    "## Newer than the documentation",
    `The vendor's documentation is that of August 2025; the catalogue is as of ${asOf}. Where public code, changelogs and fixes of the vendor's own plug-ins and libraries say something newer, the data follow them. The month is that of the change, or of the reading where the source gives none.`,
    corrections(all),
    ...categories.map(section),
    "## Pages",
    "Each page name is a slug of https://docs.multisafepay.com/docs/, except `gateway-ids` and `transaction-expiration`, which are under https://docs.multisafepay.com/reference/, `php-sdk`, the vendor's PHP library, and `plug-ins`, its plug-ins for shop systems."
  ].join("\n\n")

const calls = ({ methods, statuses }: ErrorCode.Refinement): string =>
  [methods?.join(", ") ?? "", statuses === undefined ? "" : `HTTP ${statuses.join(" or ")}`]
    .filter((part) => part !== "")
    .join(" with ") || "any other call"

const errorCodes = (): string => {
  const rows: Array<ReadonlyArray<string>> = []
  for (const entry of ErrorCode.codes.map((known): ErrorCode.Entry => ErrorCode.catalogue[known])) {
    const refinements = entry.refinements ?? []
    const row = (call: string, line: Pick<ErrorCode.Refinement, "meaning" | "class" | "advice">) =>
      rows.push([String(entry.code), call, line.meaning, line.class, line.advice, entry.statuses.join(", ")])
    for (const refinement of refinements) row(calls(refinement), refinement)
    const covered = refinements.some(({ methods, statuses }) => methods === undefined && statuses === undefined)
    if (!covered) row(refinements.length === 0 ? "any" : "any other call", entry)
  }
  return table(["Code", "Call", "Meaning", "Class", "What to do", "HTTP"], rows)
}

const reasons = (lines: { readonly [code: string]: DeclineReason.Entry }): string =>
  table(
    ["Code", "Meaning", "Same card or account again", "What to do"],
    Object.entries(lines).map(([key, entry]) => [key, entry.meaning, entry.mayRetrySameCard, entry.advice])
  )

const errorsPage = (): string =>
  [
    generated,
    "# Error codes and decline reasons",
    "## Refused calls",
    "The `error_code` of an answer with `success: false`, as `ErrorCode.catalogue` holds it. `ErrorCode.classify({ code, method, status })` picks the line. An empty HTTP cell means that the vendor documents none.",
    [
      "- `permanent`: the request is wrong. `configuration`: the key, the account or the site needs a person. `decline`: ask for another payment method.",
      "- `retry`: repeat after a pause. `ambiguous`: it may have been carried out, read the order first. `obsolete`: former XML API. `unknown`: not documented.",
      "- A read (GET) of an ambiguous or unknown code is `retry`: repeating it changes nothing.",
      "- Without a code the HTTP status decides: 401 and 403 are `configuration`, 404 and 410 are `permanent`, 429 is `retry`, other 4xx and 501 are `permanent`, anything else is `unknown`."
    ].join("\n"),
    errorCodes(),
    "## Declined card payments",
    "The `reason_code` of an order, which comes with HTTP 200. `DeclineReason.fromOrder(order)` reads it; code 1000 means approved. Source: https://docs.multisafepay.com/docs/card-payment-errors.",
    reasons(DeclineReason.cardReasons),
    "### Texts of 4999",
    "The first line whose words occur in `reason` decides.",
    table(
      ["Words", "Meaning", "Same card again", "What to do"],
      DeclineReason.declinedTexts.map((entry) => [
        entry.texts.join("; "),
        entry.meaning,
        entry.mayRetrySameCard,
        entry.advice
      ])
    ),
    "## Refused and reversed direct debits",
    "Codes of ISO 20022, in the same field. Source: https://docs.multisafepay.com/docs/direct-debit.",
    reasons(DeclineReason.debitReasons)
  ].join("\n\n")

/** The generated pages: where they live and what they should say. */
export const pages = (): ReadonlyArray<{ readonly path: string; readonly text: string }> => [
  { path: fileURLToPath(new URL("../docs/gateways.md", import.meta.url)), text: `${gatewaysPage()}\n` },
  { path: fileURLToPath(new URL("../docs/errors.md", import.meta.url)), text: `${errorsPage()}\n` }
]

const current = (path: string): string => {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return ""
  }
}

/** The pages whose file differs from the data. */
export const stale = (): ReadonlyArray<string> =>
  pages()
    .filter(({ path, text }) => current(path) !== text)
    .map(({ path }) => path)

if (argv[1] === fileURLToPath(import.meta.url)) {
  if (argv.includes("--check")) {
    const old = stale()
    for (const path of old) console.error(`${path} is stale: run node scripts/gateways-doc.ts`)
    exit(old.length === 0 ? 0 : 1)
  }
  for (const { path, text } of pages()) writeFileSync(path, text)
}
