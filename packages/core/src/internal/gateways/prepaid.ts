// Gift cards, vouchers and Paysafecard: always on the vendor's own page, and often for a part of the amount only.
// Two products have two spellings each (EDENECO/EDENCO, VVVGIFTCARD/VVVGIFTCRD): the pages disagree, so both are here.
import type { Descriptions } from "./describing.ts"
import type { Description, Refund, Statuses } from "./entry.ts"

const combinedOnly: Refund = {
  full: true,
  partial: false,
  combinedOnly: true,
  note: "parts below EUR 5 go to the other method"
}

const never: Refund = { full: false, partial: false }

const statuses: Statuses = {
  success: ["completed", "completed"],
  refund: { start: ["initialized", "initialized"], end: ["completed", "completed"] }
}

const onPage = {
  currencies: ["EUR"],
  expiry: "none",
  capture: "none",
  chargebacks: "none",
  statuses
} as const

const openLoop =
  "Open-loop cards: EUR 150 of credit and EUR 50 per payment at most; the rest is paid with another method."

const gift: Description = {
  ...onPage,
  countries: ["NL", "BE"],
  coupon: true,
  refund: combinedOnly,
  notes: [openLoop],
  source: ["gift-cards", "gateway-ids"]
}

// In the plug-ins and on no page of the vendor's.
const fromPlugins: Description = {
  ...gift,
  corrections: [{ date: "2026-11", source: "the vendor's plug-ins", says: "offered, though on no page" }],
  source: ["plug-ins"]
}

const voucher = (source: string, notes?: ReadonlyArray<string>): Description => ({
  ...onPage,
  countries: ["BE"],
  coupon: true,
  refund: never,
  source: [source, "gateway-ids"],
  ...(notes === undefined ? {} : { notes })
})

const monizze = voucher("monizze", [
  "One kind of Monizze voucher per payment.",
  "Absent from the vendor's OpenAPI lists."
])
const twoSpellings = (other: string) => `The vendor's pages spell it ${other} as well.`

export const prepaid = {
  AMSGIFT: gift,
  BABYCAD: gift,
  BEAUTYCAD: gift,
  BEAUTYWELL: gift,
  BIERCHEQUE: gift,
  BLOEMENCAD: gift,
  BOEKENBON: gift,
  BOEKENVOOR: gift,
  DEGROTESPL: gift,
  DORDTPAS: gift,
  EDENCO: voucher("edenred", [twoSpellings("EDENECO")]),
  EDENCOM: voucher("edenred"),
  EDENECO: voucher("edenred", [twoSpellings("EDENCO")]),
  EDENRES: voucher("edenred"),
  EDENSPORTS: voucher("edenred"),
  FASHIONCHQ: gift,
  FASHIONGFT: gift,
  FIETSENBON: gift,
  GELREPAS: gift,
  GEZONDHEID: gift,
  GIVACARD: fromPlugins,
  GOOD4FUN: gift,
  GOODCARD: fromPlugins,
  HORSESGIFT: gift,
  HUISTUIN: gift,
  KIDSCADEAU: gift,
  KLUSCADEAU: gift,
  MONIECO: monizze,
  MONIGIFT: monizze,
  MONIMEAL: monizze,
  NATENCRD: gift,
  NATNLBIOSC: gift,
  NATNLETUIN: gift,
  OHMYGOOD: gift,
  PARFUMCADE: gift,
  PODIUM: fromPlugins,
  PSAFECARD: {
    ...onPage,
    currencies: ["EUR", "GBP", "USD"],
    countries: "world",
    expiry: "PT3H",
    refund: { full: true, partial: false, windowDays: 180, combinedOnly: true },
    statuses: { ...statuses, cancelled: ["void", "void"] },
    notes: ["Not available in the test environment."],
    source: ["paysafecard"]
  },
  ROTGIFT: gift,
  SODESPORTS: voucher("sodexo", ["Absent from the vendor's OpenAPI lists."]),
  SPORTENFIT: gift,
  SPORTSGIFT: gift,
  UPAS: gift,
  VRGIFTCARD: gift,
  VVVBON: fromPlugins,
  VVVGIFTCARD: { ...gift, notes: [twoSpellings("VVVGIFTCRD"), openLoop] },
  VVVGIFTCRD: { ...gift, notes: [twoSpellings("VVVGIFTCARD"), openLoop] },
  WEBSHOPGFT: gift,
  WEBSHOPGIFTCARD: fromPlugins,
  WELLNESSGIFTCARD: fromPlugins,
  WIJNCADEAU: gift,
  WINKELCHEQUE: fromPlugins,
  YOURGIFT: gift
} as const satisfies Descriptions<"prepaid">
