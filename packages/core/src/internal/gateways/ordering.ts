// How each payment method is ordered: all that placing an order asks of the catalogue, one line per method, and the types of ids with
// it. What else the vendor documents about a method stands in the tables by category, which a program that only places orders leaves
// out; the compiler holds that each has one line in both.
import type { Ordering } from "./entry.ts"

const redirect = ["redirect"] as const
const both = ["redirect", "direct"] as const
const nothing = { redirect: [], direct: [] } as const

const bank = { category: "banking", flows: both, component: false, requires: nothing, recurring: false } as const
const bankPage = { ...bank, flows: redirect } as const

const cardWithoutCvc = [
  "gateway_info",
  "gateway_info.card_number",
  "gateway_info.card_holder_name",
  "gateway_info.card_expiry_date"
] as const
const card = {
  category: "card",
  flows: both,
  component: true,
  requires: { redirect: [], direct: [...cardWithoutCvc, "gateway_info.card_cvc"] },
  recurring: true
} as const

const wallet = { category: "wallet", flows: both, component: false, requires: nothing, recurring: false } as const
const tokenWallet = {
  ...wallet,
  requires: { redirect: [], direct: ["gateway_info", "gateway_info.payment_token"] }
} as const

const customer = ["customer"] as const
const cart = ["shopping_cart"] as const
const bought = ["customer", "shopping_cart"] as const
const credit = { category: "bnpl", flows: both, component: false, recurring: false, onDirect: "charges" } as const
const payLater = { ...credit, requires: { redirect: bought, direct: bought } } as const
const payLaterByCart = { ...credit, requires: { redirect: cart, direct: cart } } as const
const payLaterByCustomer = { ...credit, requires: { redirect: customer, direct: customer } } as const

/** Gift cards, vouchers and Paysafecard: one type for all of them. */
interface Prepaid extends Ordering {
  readonly category: "prepaid"
  readonly flows: typeof redirect
  readonly component: false
  readonly requires: typeof nothing
}

const prepaid = (name: string): Prepaid => ({
  name,
  category: "prepaid",
  flows: redirect,
  component: false,
  requires: nothing,
  recurring: false
})

export const ordering = {
  BANKTRANS: { name: "Bank transfer", shortcut: "bankTransfer", ...bank, component: true, onDirect: "mails" },
  BELFIUS: { name: "Belfius", shortcut: "belfius", ...bank },
  BIZUM: { name: "Bizum", shortcut: "bizum", ...bank },
  CBC: { name: "CBC", shortcut: "cbc", ...bank },
  DBRTP: { name: "Request to Pay", shortcut: "requestToPay", ...bank },
  DIRDEB: {
    name: "SEPA Direct Debit",
    shortcut: "directDebit",
    ...bank,
    component: true,
    requires: {
      redirect: [],
      direct: [
        "gateway_info",
        "gateway_info.account_id",
        "gateway_info.account_holder_name",
        "gateway_info.account_holder_iban"
      ]
    },
    recurring: true,
    onDirect: "charges"
  },
  DIRECTBANK: {
    name: "Sofort",
    shortcut: "sofort",
    ...bank,
    component: true,
    requires: { redirect: ["payment_options", "customer"], direct: [] },
    recurring: true
  },
  DOTPAY: { name: "Dotpay", shortcut: "dotpay", ...bankPage },
  EPS: { name: "EPS", shortcut: "eps", ...bankPage },
  GIROPAY: { name: "Giropay", shortcut: "giropay", ...bankPage },
  IDEAL: {
    name: "iDEAL | Wero",
    shortcut: "ideal",
    ...bank,
    component: true,
    recurring: true,
    printed: "iDEAL"
  },
  IDEALQR: { name: "iDEAL QR", shortcut: "idealQr", ...bankPage },
  KBC: { name: "KBC", shortcut: "kbc", ...bank },
  MBWAY: {
    name: "MB WAY",
    shortcut: "mbWay",
    ...bank,
    component: true,
    requires: { redirect: [], direct: ["customer", "customer.phone"] }
  },
  MISTERCASH: { name: "Bancontact", shortcut: "bancontact", ...bankPage, component: true, recurring: true },
  MULTIBANCO: { name: "Multibanco", shortcut: "multibanco", ...bank, component: true },
  MYBANK: { name: "MyBank", shortcut: "myBank", ...bank, component: true },
  TRUSTLY: {
    name: "Trustly",
    shortcut: "trustly",
    ...bank,
    requires: {
      redirect: [],
      direct: ["customer", "customer.first_name", "customer.last_name", "customer.country", "customer.email"]
    }
  },
  TRUSTPAY: { name: "TrustPay", shortcut: "trustPay", ...bankPage },

  AMEX: { name: "American Express", shortcut: "americanExpress", ...card },
  CREDITCARD: { name: "Card payment page", shortcut: "creditCard", ...card, zeroAuthorization: true },
  MAESTRO: {
    name: "Maestro",
    shortcut: "maestro",
    ...card,
    requires: { redirect: [], direct: cardWithoutCvc },
    zeroAuthorization: true
  },
  MASTERCARD: { name: "Mastercard", shortcut: "mastercard", ...card, zeroAuthorization: true },
  VISA: { name: "Visa", shortcut: "visa", ...card, zeroAuthorization: true },

  ALIPAY: { name: "Alipay", shortcut: "alipay", ...wallet },
  ALIPAYPLUS: { name: "Alipay+", shortcut: "alipayPlus", ...wallet },
  AMAZONBTN: { name: "Amazon Pay", shortcut: "amazonPay", ...wallet },
  APPLEPAY: { name: "Apple Pay", shortcut: "applePay", ...tokenWallet },
  GOOGLEPAY: { name: "Google Pay", shortcut: "googlePay", ...tokenWallet, recurring: true },
  PAYPAL: { name: "PayPal", shortcut: "payPal", ...wallet, component: true },
  WECHAT: { name: "WeChat Pay", shortcut: "weChatPay", ...wallet },

  AFTERPAY: { name: "Riverty", shortcut: "riverty", ...payLater },
  BILLINK: { name: "Billink", shortcut: "billink", ...payLater, component: true },
  BNPL_INST: { name: "Pay later in instalments (BNPL_INST)", ...payLaterByCart },
  BNPL_INSTM: {
    name: "Pay After Delivery installments",
    shortcut: "payAfterDeliveryInInstallments",
    ...payLater
  },
  BNPL_MF: { name: "Pay After Delivery", shortcut: "payAfterDelivery", ...payLater },
  BNPL_OB: { name: "Pay later (BNPL_OB)", ...payLaterByCart },
  EINVOICE: { name: "E-Invoicing", shortcut: "eInvoicing", ...payLaterByCustomer },
  IN3: { name: "in3", shortcut: "in3", ...payLater },
  IN3B2B: {
    name: "in3 Business",
    ...credit,
    requires: {
      redirect: bought,
      direct: [
        "customer",
        "customer.first_name",
        "customer.last_name",
        "customer.address1",
        "customer.email",
        "shopping_cart"
      ]
    }
  },
  KLARNA: { name: "Klarna", shortcut: "klarna", ...payLater },
  PAYAFTER: { name: "Pay After Delivery (former)", ...payLaterByCart },
  SANTANDER: { name: "Betaal per Maand", ...payLaterByCustomer },
  ZINIA: { name: "Zinia", shortcut: "zinia", ...payLater },
  ZINIA_IN3: { name: "Zinia in three instalments", ...payLaterByCart },

  AMSGIFT: prepaid("Amsterdam stadspas"),
  BABYCAD: { ...prepaid("Baby Cadeaubon"), pluginSpelling: "BABYGIFTCARD" },
  BEAUTYCAD: prepaid("Beauty Cadeau"),
  BEAUTYWELL: { ...prepaid("Wellness & Beauty"), pluginSpelling: "BEAUTYANDWELLNESS" },
  BIERCHEQUE: prepaid("Biercheque"),
  BLOEMENCAD: prepaid("Bloemen Cadeaukaart"),
  BOEKENBON: prepaid("Boekenbon"),
  BOEKENVOOR: prepaid("Boeken Voordeel"),
  DEGROTESPL: prepaid("De Grote Speelgoedwinkel"),
  DORDTPAS: prepaid("Dordtpas"),
  EDENCO: prepaid("Edenred EcoCheque"),
  EDENCOM: prepaid("Edenred Ticket Compliments"),
  EDENECO: prepaid("Edenred EcoCheque"),
  EDENRES: prepaid("Edenred Ticket Restaurant"),
  EDENSPORTS: prepaid("Edenred Ticket Sport & Culture"),
  FASHIONCHQ: prepaid("Fashioncheque"),
  FASHIONGFT: prepaid("Fashion Giftcard"),
  FIETSENBON: prepaid("Fietsenbon"),
  GELREPAS: prepaid("Gelrepas"),
  GEZONDHEID: prepaid("Gezondheidsbon"),
  GIVACARD: prepaid("Givacard"),
  GOOD4FUN: prepaid("Good4fun"),
  GOODCARD: prepaid("Goodcard"),
  HORSESGIFT: prepaid("Horses & Gifts"),
  HUISTUIN: prepaid("Huis & Tuin Cadeau"),
  KIDSCADEAU: prepaid("Kids' Cadeau"),
  KLUSCADEAU: prepaid("Klus Cadeau"),
  MONIECO: prepaid("Monizze eco voucher"),
  MONIGIFT: prepaid("Monizze gift voucher"),
  MONIMEAL: prepaid("Monizze meal voucher"),
  NATENCRD: prepaid("Nationale Entertainment Card"),
  NATNLBIOSC: prepaid("Nationale Bioscoopbon"),
  NATNLETUIN: prepaid("Nationale Tuinbon"),
  OHMYGOOD: prepaid("Ohmygood Giftcard"),
  PARFUMCADE: prepaid("Parfumcadeaukaart"),
  PODIUM: prepaid("Podium Cadeaukaart"),
  PSAFECARD: prepaid("Paysafecard"),
  ROTGIFT: prepaid("Rotterdampas"),
  SODESPORTS: prepaid("Sodexo"),
  SPORTENFIT: prepaid("Sport & Fit"),
  SPORTSGIFT: prepaid("Sports Gift Card"),
  UPAS: prepaid("U-pas"),
  VRGIFTCARD: prepaid("Vuur & rook gift card"),
  VVVBON: prepaid("VVV Bon"),
  VVVGIFTCARD: prepaid("VVV Cadeaukaart"),
  VVVGIFTCRD: prepaid("VVV Cadeaukaart"),
  WEBSHOPGFT: prepaid("Webshop Giftcard"),
  WEBSHOPGIFTCARD: prepaid("Webshop Giftcard"),
  WELLNESSGIFTCARD: prepaid("Wellness Giftcard"),
  WIJNCADEAU: prepaid("Wijn Cadeaukaart"),
  WINKELCHEQUE: prepaid("Winkelcheque"),
  YOURGIFT: prepaid("YourGift")
} as const satisfies { readonly [id: string]: Ordering }
