import { describe, expectTypeOf, it } from "@effect/vitest"
import * as Gateway from "../src/Gateway.ts"

describe("ids", () => {
  it("of a category are a union of literals", () => {
    expectTypeOf<Gateway.IdOf<"card">>().toEqualTypeOf<"AMEX" | "CREDITCARD" | "MAESTRO" | "MASTERCARD" | "VISA">()
    expectTypeOf<"IDEAL">().toExtend<Gateway.IdOf<"banking">>()
    expectTypeOf<"BIZUM">().toExtend<Gateway.IdOf<"banking">>()
    expectTypeOf<"BIZUM">().not.toExtend<Gateway.IdOf<"wallet">>()
    expectTypeOf<"VVVGIFTCRD" | "VVVGIFTCARD" | "EDENCO" | "EDENECO">().toExtend<Gateway.IdOf<"prepaid">>()
    expectTypeOf<Gateway.IdOf<Gateway.Category>>().toEqualTypeOf<Gateway.Id>()
  })

  it("tell which flows a gateway has", () => {
    expectTypeOf<"IDEAL">().toExtend<Gateway.IdWithFlow<"direct">>()
    expectTypeOf<"MISTERCASH">().not.toExtend<Gateway.IdWithFlow<"direct">>()
    expectTypeOf<"MISTERCASH" | "GIROPAY">().toExtend<Gateway.IdWithFlow<"redirect">>()
    expectTypeOf<"GIROPAY">().not.toExtend<Gateway.IdWithFlow<"direct">>()
    expectTypeOf<Extract<Gateway.IdOf<"prepaid">, Gateway.IdWithFlow<"direct">>>().toEqualTypeOf<never>()
    expectTypeOf<Gateway.IdWith<"prepaid", "redirect">>().toEqualTypeOf<Gateway.IdOf<"prepaid">>()
    expectTypeOf<Gateway.IdWith<"banking", "direct">>().toEqualTypeOf<
      | "BANKTRANS"
      | "BELFIUS"
      | "BIZUM"
      | "CBC"
      | "DBRTP"
      | "DIRDEB"
      | "DIRECTBANK"
      | "IDEAL"
      | "KBC"
      | "MBWAY"
      | "MULTIBANCO"
      | "MYBANK"
      | "TRUSTLY"
    >()
  })

  it("tell where the component can pay", () => {
    expectTypeOf<"MISTERCASH" | "VISA" | "BILLINK">().toExtend<Gateway.IdWithComponent>()
    expectTypeOf<"GIROPAY">().not.toExtend<Gateway.IdWithComponent>()
  })
})

describe("the catalogue", () => {
  it("keeps the literals that types are derived from", () => {
    expectTypeOf(Gateway.catalogue.IDEAL.id).toEqualTypeOf<"IDEAL">()
    expectTypeOf(Gateway.catalogue.IDEAL.category).toEqualTypeOf<"banking">()
    expectTypeOf(Gateway.catalogue.GIROPAY.flows).toEqualTypeOf<readonly ["redirect"]>()
    expectTypeOf<"gateway_info.card_cvc">().toExtend<(typeof Gateway.catalogue.VISA.requires.direct)[number]>()
    expectTypeOf<"gateway_info.card_cvc">().not.toExtend<(typeof Gateway.catalogue.MAESTRO.requires.direct)[number]>()
  })

  it("narrows a string to an id", () => {
    const id = "IDEAL" as string
    if (Gateway.isKnown(id)) expectTypeOf(Gateway.catalogue[id]).toExtend<Gateway.Entry>()
  })
})

describe("unknown", () => {
  it("takes what is not in the catalogue", () => {
    expectTypeOf(Gateway.unknown("NEWPAY")).toEqualTypeOf<Gateway.Unknown>()
    expectTypeOf(Gateway.unknown("x" as string)).toEqualTypeOf<Gateway.Unknown>()
    expectTypeOf<string>().not.toExtend<Gateway.Unknown>()
  })

  it("does not take what is in it", () => {
    // @ts-expect-error IDEAL is in the catalogue
    Gateway.unknown("IDEAL")
    // @ts-expect-error in any case
    Gateway.unknown("iDEAL")
  })
})
