import { existsSync, readdirSync, readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { stale } from "../../../scripts/gateways-doc.ts"
import * as Gateway from "../src/Gateway.ts"
import { banking } from "../src/internal/gateways/banking.ts"
import { bnpl } from "../src/internal/gateways/bnpl.ts"
import { cards } from "../src/internal/gateways/cards.ts"
import { prepaid } from "../src/internal/gateways/prepaid.ts"
import { wallets } from "../src/internal/gateways/wallets.ts"

const list = (text: string): ReadonlyArray<string> => text.trim().split(/\s+/)

// Every id the vendor prints anywhere: its id page, its OpenAPI lists, its method pages, its PHP library and its plug-ins.
const documented = {
  banking: list(
    `BANKTRANS BELFIUS BIZUM CBC KBC DBRTP DIRDEB DIRECTBANK DOTPAY EPS GIROPAY IDEAL IDEALQR MBWAY MISTERCASH MULTIBANCO MYBANK
     TRUSTLY TRUSTPAY`
  ),
  card: list("CREDITCARD VISA MASTERCARD MAESTRO AMEX"),
  wallet: list("ALIPAY ALIPAYPLUS AMAZONBTN APPLEPAY GOOGLEPAY PAYPAL WECHAT"),
  bnpl: list(
    `AFTERPAY BILLINK BNPL_INSTM BNPL_MF EINVOICE IN3 IN3B2B KLARNA SANTANDER ZINIA PAYAFTER BNPL_INST BNPL_OB ZINIA_IN3`
  ),
  prepaid: list(
    `PSAFECARD EDENCOM EDENECO EDENCO EDENRES EDENSPORTS MONIECO MONIGIFT MONIMEAL SODESPORTS VVVGIFTCRD VVVGIFTCARD AMSGIFT BABYCAD
     BEAUTYCAD BEAUTYWELL BLOEMENCAD BOEKENBON DORDTPAS FASHIONCHQ FASHIONGFT GELREPAS GEZONDHEID GOOD4FUN HORSESGIFT NATNLBIOSC
     NATNLETUIN ROTGIFT SPORTENFIT UPAS WIJNCADEAU YOURGIFT BIERCHEQUE BOEKENVOOR HUISTUIN KIDSCADEAU KLUSCADEAU NATENCRD OHMYGOOD
     SPORTSGIFT DEGROTESPL FIETSENBON PARFUMCADE VRGIFTCARD WEBSHOPGFT GIVACARD GOODCARD PODIUM VVVBON WEBSHOPGIFTCARD
     WELLNESSGIFTCARD WINKELCHEQUE`
  )
} as const satisfies Record<Gateway.Category, ReadonlyArray<string>>

const all: ReadonlyArray<Gateway.Entry> = Gateway.ids.map((id) => Gateway.catalogue[id])
const entry = (id: Gateway.Id): Gateway.Entry => Gateway.catalogue[id]
const sorted = (ids: ReadonlyArray<string>): ReadonlyArray<string> => [...ids].sort()
const codesOf = (order: Gateway.Subject): ReadonlyArray<string> => Gateway.warnings(order).map(({ code }) => code)

describe("the catalogue", () => {
  it.each(Object.entries(documented))("has every documented id of %s and no other", (category, ids) => {
    const found = all.filter((line) => line.category === category).map(({ id }) => id)
    assert.deepStrictEqual(sorted(found), sorted(ids))
  })

  it("names each gateway once", () => {
    const parts = [banking, bnpl, cards, prepaid, wallets].flatMap((part) => Object.keys(part))
    assert.strictEqual(new Set(parts).size, parts.length)
    assert.strictEqual(Gateway.ids.length, parts.length)
  })

  it("keeps each line under its own id", () => {
    for (const id of Gateway.ids) assert.strictEqual(Gateway.catalogue[id].id, id)
  })

  it("spells currencies as ISO 4217", () => {
    // Knows withdrawn currencies too: the vendor still lists VEF and HRK.
    const currencies = new Intl.DisplayNames(["en"], { type: "currency", fallback: "none" })
    for (const { id, currencies: given = [], limits } of all) {
      for (const currency of limits?.currency === undefined ? given : [...given, limits.currency]) {
        assert.match(currency, /^[A-Z]{3}$/)
        assert.isDefined(currencies.of(currency), `${id}: ${currency}`)
      }
      assert.strictEqual(new Set(given).size, given.length, id)
    }
  })

  it("spells countries as ISO 3166-1 alpha-2", () => {
    const regions = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" })
    for (const { id, countries = [] } of all) {
      if (countries === "world") continue
      for (const country of countries) {
        assert.match(country, /^[A-Z]{2}$/)
        assert.isDefined(regions.of(country), `${id}: ${country}`)
      }
      assert.strictEqual(new Set(countries).size, countries.length, id)
    }
  })

  it("gives limits in whole minor units, the lower one first", () => {
    for (const { id, limits } of all) {
      if (limits === undefined) continue
      const { max = Number.MAX_SAFE_INTEGER, min = 0 } = limits
      assert.isTrue(Number.isSafeInteger(min) && Number.isSafeInteger(max) && min >= 0 && min <= max, id)
    }
  })

  it("gives durations as ISO 8601", () => {
    for (const { captureWindow, expiry, id } of all) {
      for (const duration of [captureWindow, expiry]) {
        if (duration !== undefined) assert.match(duration, /^(none|P\d+D|PT\d+[HM])$/, id)
      }
    }
  })

  it("uses status words that an order can have", () => {
    const order = list("initialized uncleared reserved completed shipped declined cancelled void expired")
    const financial = order.filter((word) => word !== "shipped")
    for (const { id, statuses } of all) {
      if (statuses === undefined) continue
      const { cancelled, refund, unsettled: _, ...rest } = statuses
      const pairs = [
        ...Object.values(rest),
        ...(cancelled === "impossible" || cancelled === undefined ? [] : [cancelled]),
        ...(refund === undefined ? [] : [refund.start, refund.end])
      ]
      for (const [status, money] of pairs) {
        assert.include(order, status, id)
        assert.include(financial, money, id)
      }
    }
  })

  it("offers what a line says of itself", () => {
    for (const line of all) {
      assert.isNotEmpty(line.flows, line.id)
      assert.isNotEmpty(line.source, line.id)
      assert.isNotEmpty(line.name, line.id)
      for (const flow of ["redirect", "direct"] as const) {
        if (line.flows.includes(flow)) continue
        assert.isEmpty(line.requires[flow], `${line.id} has no ${flow} order to require fields of`)
        assert.isEmpty(line.recommends?.[flow] ?? [], `${line.id} has no ${flow} order to recommend fields for`)
      }
    }
  })

  it("sends a withdrawn gateway's users to one that exists and has not ended", () => {
    for (const { endOfLife } of all) {
      if (endOfLife?.successor === undefined) continue
      const successor = Option.getOrThrow(Gateway.get(endOfLife.successor))
      assert.isUndefined((successor as Gateway.Entry).endOfLife)
    }
  })

  it("knows a wrong spelling's right one", () => {
    assert.include(entry("EDENCO").notes?.join(" "), "EDENECO")
    assert.include(entry("VVVGIFTCARD").notes?.join(" "), "VVVGIFTCRD")
  })
})

describe("needed fields", () => {
  const wire = new Set(
    list(
      `payment_options customer delivery shopping_cart gateway_info
       customer.locale customer.ip_address customer.first_name customer.last_name customer.address1 customer.house_number
       customer.zip_code customer.city customer.country customer.email customer.phone customer.browser delivery.email
       gateway_info.card_number gateway_info.card_holder_name gateway_info.card_expiry_date gateway_info.card_cvc
       gateway_info.payment_token gateway_info.account_id gateway_info.account_holder_name gateway_info.account_holder_iban
       gateway_info.emandate gateway_info.birthday gateway_info.bank_account gateway_info.phone gateway_info.email
       gateway_info.gender gateway_info.issuer_id`
    )
  )

  it("are wire names", () => {
    for (const { id, recommends, requires } of all) {
      const paths = [requires.redirect, requires.direct, recommends?.redirect ?? [], recommends?.direct ?? []].flat()
      for (const path of paths.flatMap((one) => one.split("|"))) assert.isTrue(wire.has(path), `${id}: ${path}`)
    }
  })

  it("come after the object that holds them", () => {
    for (const { id, requires } of all) {
      for (const paths of [requires.redirect, requires.direct]) {
        for (const path of paths) {
          const parent = path.split(".")[0] ?? ""
          assert.isTrue(paths.indexOf(parent) <= paths.indexOf(path) && paths.includes(parent), `${id}: ${path}`)
        }
      }
    }
  })

  it("ask a card order for the card, Maestro's without a code", () => {
    assert.includeMembers([...entry("VISA").requires.direct], ["gateway_info.card_number", "gateway_info.card_cvc"])
    assert.notInclude(entry("MAESTRO").requires.direct, "gateway_info.card_cvc")
    assert.isEmpty(entry("VISA").requires.redirect)
  })

  it("ask a pay-later order for buyer and cart, except where the vendor's own examples do without", () => {
    assert.deepStrictEqual(entry("BILLINK").requires.redirect, ["customer", "shopping_cart"])
    assert.include(entry("BILLINK").recommends?.redirect ?? [], "delivery")
    assert.deepStrictEqual(entry("EINVOICE").requires.redirect, ["customer"])
    assert.deepStrictEqual(entry("SANTANDER").requires.redirect, ["customer"])
  })

  const examples = new URL("../../../../shared/vectors/requests/post-orders/", import.meta.url)
  const has = (order: unknown, path: string): boolean =>
    path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], order) !==
    undefined

  it.skipIf(!existsSync(examples))(
    "are all in the vendor's example orders (skipped without shared/vectors/requests/post-orders)",
    () => {
      const checked = readdirSync(examples).flatMap((file) => {
        const order = JSON.parse(readFileSync(new URL(file, examples), "utf8")) as { gateway?: string; type?: string }
        return Option.match(Gateway.get(order.gateway ?? ""), {
          onNone: () => [],
          onSome: (line: Gateway.Entry) => {
            const flow = order.type === "direct" ? "direct" : "redirect"
            assert.include(line.flows, flow, file)
            for (const path of line.requires[flow]) assert.isTrue(has(order, path), `${file} has no ${path}`)
            assert.notInclude(codesOf(order), "flow-not-documented")
            return [file]
          }
        })
      })
      assert.isAbove(checked.length, 20)
    }
  )
})

describe("looking up", () => {
  it("finds a gateway in any case, as the vendor prints iDEAL", () => {
    assert.deepStrictEqual(Gateway.canonical("iDEAL"), Option.some("IDEAL"))
    assert.strictEqual(Option.getOrThrow(Gateway.get("ideal")).name, "iDEAL | Wero")
    assert.isFalse(Gateway.isKnown("iDEAL"))
    assert.isTrue(Gateway.isKnown("IDEAL"))
  })

  it("finds nothing for a gateway it does not know", () => {
    assert.isTrue(Option.isNone(Gateway.get("NEWPAY")))
    assert.isTrue(Option.isNone(Gateway.get("")))
    assert.isTrue(Option.isNone(Gateway.get("toString")))
    assert.isFalse(Gateway.isKnown("constructor"))
  })
})

describe("an unknown gateway", () => {
  const decode = Schema.decodeUnknownEffect(Gateway.Unknown)

  it.effect("may be any id that is not in the catalogue", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* decode("NEWPAY"), Gateway.unknown("NEWPAY"))
    })
  )

  it.effect("is refused when the catalogue has it, in any case, without repeating it", () =>
    Effect.gen(function* () {
      for (const id of ["GIROPAY", "GiroPay"]) {
        const error = yield* Effect.flip(decode(id))
        assert.include(error.message, "write its id as it is")
        assert.notInclude(error.message.toUpperCase(), "GIROPAY")
      }
    })
  )

  it.effect("is refused when empty", () =>
    Effect.gen(function* () {
      assert.isTrue(Exit.isFailure(yield* Effect.exit(decode(""))))
    })
  )
})

describe("warnings", () => {
  const quiet = { type: "redirect", gateway: "IDEAL", currency: "EUR", amount: 1000, customer: { country: "NL" } }

  it("are none for an order the vendor's pages agree with", () => {
    assert.deepStrictEqual(Gateway.warnings(quiet), [])
  })

  it("are none without a gateway, or for one that is not in the catalogue", () => {
    assert.deepStrictEqual(Gateway.warnings({ ...quiet, gateway: undefined }), [])
    assert.deepStrictEqual(Gateway.warnings({ ...quiet, gateway: "" }), [])
    assert.deepStrictEqual(Gateway.warnings({ ...quiet, gateway: "NEWPAY" }), [])
  })

  it("name a currency the gateway is not documented for", () => {
    assert.deepStrictEqual(Gateway.warnings({ ...quiet, currency: "USD" }), [
      { code: "currency-not-listed", path: "currency", message: "iDEAL | Wero is documented for EUR only" }
    ])
  })

  it("name a payer's country the gateway is not documented for", () => {
    assert.deepStrictEqual(codesOf({ ...quiet, customer: { country: "FR" } }), ["country-not-listed"])
    assert.deepStrictEqual(codesOf({ ...quiet, customer: { country: "nl" } }), [])
    assert.deepStrictEqual(codesOf({ ...quiet, customer: {} }), [])
  })

  it("name an amount outside the limits, which are in the smallest unit of the limit's currency", () => {
    const bizum = { type: "redirect", gateway: "BIZUM", currency: "EUR" }
    assert.deepStrictEqual(codesOf({ ...bizum, amount: 49 }), ["amount-outside-limits"])
    assert.deepStrictEqual(codesOf({ ...bizum, amount: 50 }), [])
    assert.deepStrictEqual(codesOf({ ...bizum, amount: 100_000 }), [])
    assert.deepStrictEqual(codesOf({ ...bizum, amount: 100_001 }), ["amount-outside-limits"])
    assert.deepStrictEqual(codesOf({ ...bizum, currency: "USD", amount: 1 }), ["currency-not-listed"])
  })

  it("let a card be checked with an amount of 0 where the scheme can", () => {
    const zero = { type: "redirect", currency: "EUR", amount: 0 }
    assert.notInclude(codesOf({ ...zero, gateway: "VISA" }), "amount-outside-limits")
    assert.include(codesOf({ ...zero, gateway: "AMEX" }), "amount-outside-limits")
  })

  it("name the end of a gateway and its successor", () => {
    const [giropay] = Gateway.warnings({ gateway: "GIROPAY" })
    assert.deepStrictEqual(giropay, { code: "end-of-life", path: "gateway", message: "Giropay stopped on 2024-07-01" })
    const [payafter] = Gateway.warnings({ gateway: "PAYAFTER" })
    assert.include(payafter?.message, "use BNPL_MF")
  })

  it("name a flow the gateway is not documented for, unless a component pays", () => {
    const direct = { type: "direct", gateway: "MISTERCASH" }
    assert.include(codesOf(direct), "flow-not-documented")
    assert.notInclude(codesOf({ ...direct, payment_data: { payload: "p" } } as Gateway.Subject), "flow-not-documented")
  })

  it("name recommended fields that are missing, as Sofort's IP address", () => {
    const sofort = { type: "direct", gateway: "DIRECTBANK", currency: "EUR", amount: 1000, payment_options: {} }
    const customer = { first_name: "A", last_name: "B", country: "DE", email: "a@example.com" }
    const missing = Gateway.warnings({ ...sofort, customer }).filter(({ code }) => code !== "end-of-life")
    assert.deepStrictEqual(missing, [
      {
        code: "recommended-field-missing",
        path: "customer.ip_address",
        message: "Sofort asks for customer.ip_address"
      }
    ])
    assert.deepStrictEqual(codesOf({ ...sofort, customer: { ...customer, ip_address: "192.0.2.1" } }), ["end-of-life"])
  })

  it("accept either of two fields where the vendor does", () => {
    const visa = { type: "direct", gateway: "VISA", currency: "EUR", amount: 1000 }
    const customer = { country: "NL", browser: {}, ip_address: "192.0.2.1" }
    assert.deepStrictEqual(codesOf({ ...visa, customer: { ...customer, phone: "0612345678" } }), [])
    assert.deepStrictEqual(
      Gateway.warnings({ ...visa, customer }).map(({ path }) => path),
      ["customer.email"]
    )
  })

  it("do not miss gateway data of an order that pays by component or token", () => {
    const billink = { type: "direct", gateway: "BILLINK" }
    const misses = (order: object) => Gateway.warnings(order).some(({ path }) => path.startsWith("gateway_info"))
    assert.isTrue(misses(billink))
    assert.isFalse(misses({ ...billink, payment_data: { payload: "p" } }))
    assert.isFalse(misses({ ...billink, recurring_id: "t" }))
  })

  it("never repeat what the payer entered", () => {
    const told = JSON.stringify(
      Gateway.warnings({ gateway: "KLARNA", currency: "XXX", customer: { country: "QQ", email: "" } })
    )
    assert.notInclude(told, "QQ")
    assert.notInclude(told, "XXX")
  })

  it("cope with an order of the wrong shape", () => {
    const order = { gateway: "VISA", customer: "nobody", amount: Number.NaN } as unknown as Gateway.Subject
    assert.isNotEmpty(Gateway.warnings(order))
  })
})

describe("a direct debit", () => {
  it("without a mandate is an order with a warning", () => {
    const gateway_info = {
      account_id: "NL87ABNA0000000001",
      account_holder_name: "Noor",
      account_holder_iban: "NL87ABNA0000000001"
    }
    const paths = Gateway.warnings({ type: "direct", gateway: "DIRDEB", gateway_info } as Gateway.Subject).map(
      ({ path }) => path
    )
    assert.deepStrictEqual(paths, ["gateway_info.emandate"])
    assert.isFalse(Gateway.catalogue.DIRDEB.requires.direct.some((path) => path.endsWith("emandate")))
  })
})

describe("docs/gateways.md and docs/errors.md", () => {
  it("say what the data says (node scripts/gateways-doc.ts)", () => {
    assert.deepStrictEqual(stale(), [])
  })
})
