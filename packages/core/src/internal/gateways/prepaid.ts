// Gift cards, vouchers and Paysafecard: always on the vendor's own page, and often for a part of the amount only.
// Two products have two spellings each (EDENECO/EDENCO, VVVGIFTCARD/VVVGIFTCRD): the pages disagree, so both are here.
import type { Entry, Refund, Statuses, Table } from "./entry.ts"

/** A line of this table; every one of them is a redirect without further data. */
export interface Prepaid<Id extends string> extends Entry {
  readonly id: Id
  readonly category: "prepaid"
  readonly flows: readonly ["redirect"]
  readonly component: false
  readonly requires: { readonly redirect: readonly []; readonly direct: readonly [] }
}

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

const prepaid_ = <const Id extends string>(
  id: Id,
  name: string,
  rest: Pick<Entry, "countries" | "refund" | "source"> & Partial<Entry>
): Prepaid<Id> => ({
  currencies: ["EUR"],
  expiry: "none",
  recurring: false,
  capture: "none",
  chargebacks: "none",
  statuses,
  ...rest,
  id,
  name,
  category: "prepaid",
  flows: ["redirect"],
  component: false,
  requires: { redirect: [], direct: [] }
})

const openLoop =
  "Open-loop cards: EUR 150 of credit and EUR 50 per payment at most; the rest is paid with another method."

const gift = <const Id extends string>(id: Id, name: string, note?: string): Prepaid<Id> =>
  prepaid_(id, name, {
    countries: ["NL", "BE"],
    coupon: true,
    refund: combinedOnly,
    notes: note === undefined ? [openLoop] : [note, openLoop],
    source: ["gift-cards", "gateway-ids"]
  })

// In the plug-ins and on no page of the vendor's.
const fromPlugins = <const Id extends string>(id: Id, name: string): Prepaid<Id> =>
  prepaid_(id, name, {
    countries: ["NL", "BE"],
    coupon: true,
    refund: combinedOnly,
    notes: [openLoop],
    corrections: [{ date: "2026-11", source: "the vendor's plug-ins", says: "offered, though on no page" }],
    source: ["plug-ins"]
  })

const voucher = <const Id extends string>(id: Id, name: string, source: string, notes?: ReadonlyArray<string>) =>
  prepaid_(id, name, {
    countries: ["BE"],
    coupon: true,
    refund: never,
    source: [source, "gateway-ids"],
    ...(notes === undefined ? {} : { notes })
  })

const monizze = ["One kind of Monizze voucher per payment.", "Absent from the vendor's OpenAPI lists."]
const twoSpellings = (other: string) => `The vendor's pages spell it ${other} as well.`

export const prepaid = {
  AMSGIFT: gift("AMSGIFT", "Amsterdam stadspas"),
  BABYCAD: { ...gift("BABYCAD", "Baby Cadeaubon"), pluginSpelling: "BABYGIFTCARD" },
  BEAUTYCAD: gift("BEAUTYCAD", "Beauty Cadeau"),
  BEAUTYWELL: { ...gift("BEAUTYWELL", "Wellness & Beauty"), pluginSpelling: "BEAUTYANDWELLNESS" },
  BIERCHEQUE: gift("BIERCHEQUE", "Biercheque"),
  BLOEMENCAD: gift("BLOEMENCAD", "Bloemen Cadeaukaart"),
  BOEKENBON: gift("BOEKENBON", "Boekenbon"),
  BOEKENVOOR: gift("BOEKENVOOR", "Boeken Voordeel"),
  DEGROTESPL: gift("DEGROTESPL", "De Grote Speelgoedwinkel"),
  DORDTPAS: gift("DORDTPAS", "Dordtpas"),
  EDENCO: voucher("EDENCO", "Edenred EcoCheque", "edenred", [twoSpellings("EDENECO")]),
  EDENCOM: voucher("EDENCOM", "Edenred Ticket Compliments", "edenred"),
  EDENECO: voucher("EDENECO", "Edenred EcoCheque", "edenred", [twoSpellings("EDENCO")]),
  EDENRES: voucher("EDENRES", "Edenred Ticket Restaurant", "edenred"),
  EDENSPORTS: voucher("EDENSPORTS", "Edenred Ticket Sport & Culture", "edenred"),
  FASHIONCHQ: gift("FASHIONCHQ", "Fashioncheque"),
  FASHIONGFT: gift("FASHIONGFT", "Fashion Giftcard"),
  FIETSENBON: gift("FIETSENBON", "Fietsenbon"),
  GELREPAS: gift("GELREPAS", "Gelrepas"),
  GEZONDHEID: gift("GEZONDHEID", "Gezondheidsbon"),
  GIVACARD: fromPlugins("GIVACARD", "Givacard"),
  GOOD4FUN: gift("GOOD4FUN", "Good4fun"),
  GOODCARD: fromPlugins("GOODCARD", "Goodcard"),
  HORSESGIFT: gift("HORSESGIFT", "Horses & Gifts"),
  HUISTUIN: gift("HUISTUIN", "Huis & Tuin Cadeau"),
  KIDSCADEAU: gift("KIDSCADEAU", "Kids' Cadeau"),
  KLUSCADEAU: gift("KLUSCADEAU", "Klus Cadeau"),
  MONIECO: voucher("MONIECO", "Monizze eco voucher", "monizze", monizze),
  MONIGIFT: voucher("MONIGIFT", "Monizze gift voucher", "monizze", monizze),
  MONIMEAL: voucher("MONIMEAL", "Monizze meal voucher", "monizze", monizze),
  NATENCRD: gift("NATENCRD", "Nationale Entertainment Card"),
  NATNLBIOSC: gift("NATNLBIOSC", "Nationale Bioscoopbon"),
  NATNLETUIN: gift("NATNLETUIN", "Nationale Tuinbon"),
  OHMYGOOD: gift("OHMYGOOD", "Ohmygood Giftcard"),
  PARFUMCADE: gift("PARFUMCADE", "Parfumcadeaukaart"),
  PODIUM: fromPlugins("PODIUM", "Podium Cadeaukaart"),
  PSAFECARD: prepaid_("PSAFECARD", "Paysafecard", {
    currencies: ["EUR", "GBP", "USD"],
    countries: "world",
    expiry: "PT3H",
    refund: { full: true, partial: false, windowDays: 180, combinedOnly: true },
    statuses: { ...statuses, cancelled: ["void", "void"] },
    notes: ["Not available in the test environment."],
    source: ["paysafecard"]
  }),
  ROTGIFT: gift("ROTGIFT", "Rotterdampas"),
  SODESPORTS: voucher("SODESPORTS", "Sodexo", "sodexo", ["Absent from the vendor's OpenAPI lists."]),
  SPORTENFIT: gift("SPORTENFIT", "Sport & Fit"),
  SPORTSGIFT: gift("SPORTSGIFT", "Sports Gift Card"),
  UPAS: gift("UPAS", "U-pas"),
  VRGIFTCARD: gift("VRGIFTCARD", "Vuur & rook gift card"),
  VVVBON: fromPlugins("VVVBON", "VVV Bon"),
  VVVGIFTCARD: gift("VVVGIFTCARD", "VVV Cadeaukaart", twoSpellings("VVVGIFTCRD")),
  VVVGIFTCRD: gift("VVVGIFTCRD", "VVV Cadeaukaart", twoSpellings("VVVGIFTCARD")),
  WEBSHOPGFT: gift("WEBSHOPGFT", "Webshop Giftcard"),
  WEBSHOPGIFTCARD: fromPlugins("WEBSHOPGIFTCARD", "Webshop Giftcard"),
  WELLNESSGIFTCARD: fromPlugins("WELLNESSGIFTCARD", "Wellness Giftcard"),
  WIJNCADEAU: gift("WIJNCADEAU", "Wijn Cadeaukaart"),
  WINKELCHEQUE: fromPlugins("WINKELCHEQUE", "Winkelcheque"),
  YOURGIFT: gift("YOURGIFT", "YourGift")
} as const satisfies Table
