import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as ActiveGateway from "@effect-multisafepay/core/ActiveGateway"
import * as ApiToken from "@effect-multisafepay/core/ApiToken"
import * as Capture from "@effect-multisafepay/core/Capture"
import * as Chargeback from "@effect-multisafepay/core/Chargeback"
import * as CustomerProfile from "@effect-multisafepay/core/CustomerProfile"
import * as Issuer from "@effect-multisafepay/core/Issuer"
import * as KeyIdentity from "@effect-multisafepay/core/KeyIdentity"
import * as PadOrder from "@effect-multisafepay/core/PadOrder"
import * as PaymentMethod from "@effect-multisafepay/core/PaymentMethod"
import * as Receipt from "@effect-multisafepay/core/Receipt"
import * as Refund from "@effect-multisafepay/core/Refund"
import * as Terminal from "@effect-multisafepay/core/Terminal"
import * as Token from "@effect-multisafepay/core/Token"
import * as Transaction from "@effect-multisafepay/core/Transaction"
import * as Wallet from "@effect-multisafepay/core/Wallet"
import * as Affiliate from "@effect-multisafepay/core/partner/Affiliate"
import * as Balance from "@effect-multisafepay/core/partner/Balance"
import * as BankAccount from "@effect-multisafepay/core/partner/BankAccount"
import * as Owner from "@effect-multisafepay/core/partner/Owner"
import * as Site from "@effect-multisafepay/core/partner/Site"
import type { MultiSafepayError } from "@effect-multisafepay/core/MultiSafepayError"
import type * as Operation from "@effect-multisafepay/core/Operation"
import * as Operations from "@effect-multisafepay/core/Operations"
import * as Account from "@effect-multisafepay/http/Account"
import * as Affiliates from "@effect-multisafepay/http/Affiliates"
import * as ApiTokens from "@effect-multisafepay/http/ApiTokens"
import * as BankAccounts from "@effect-multisafepay/http/BankAccounts"
import * as Captures from "@effect-multisafepay/http/Captures"
import * as Categories from "@effect-multisafepay/http/Categories"
import * as Chargebacks from "@effect-multisafepay/http/Chargebacks"
import * as Client from "@effect-multisafepay/http/Client"
import * as ClosingBalances from "@effect-multisafepay/http/ClosingBalances"
import * as Customers from "@effect-multisafepay/http/Customers"
import * as Gateways from "@effect-multisafepay/http/Gateways"
import * as Issuers from "@effect-multisafepay/http/Issuers"
import * as Owners from "@effect-multisafepay/http/Owners"
import * as PayAfterDelivery from "@effect-multisafepay/http/PayAfterDelivery"
import * as PaymentMethods from "@effect-multisafepay/http/PaymentMethods"
import * as Receipts from "@effect-multisafepay/http/Receipts"
import * as Refunds from "@effect-multisafepay/http/Refunds"
import * as Sites from "@effect-multisafepay/http/Sites"
import * as Terminals from "@effect-multisafepay/http/Terminals"
import * as Tokens from "@effect-multisafepay/http/Tokens"
import * as Transactions from "@effect-multisafepay/http/Transactions"
import * as Wallets from "@effect-multisafepay/http/Wallets"
import { answer, scripted } from "./support/scripted.ts"

type Services =
  | Account.Account
  | Affiliates.Affiliates
  | ApiTokens.ApiTokens
  | BankAccounts.BankAccounts
  | Captures.Captures
  | Categories.Categories
  | Chargebacks.Chargebacks
  | ClosingBalances.ClosingBalances
  | Customers.Customers
  | Gateways.Gateways
  | Issuers.Issuers
  | Owners.Owners
  | PayAfterDelivery.PayAfterDelivery
  | PaymentMethods.PaymentMethods
  | Receipts.Receipts
  | Refunds.Refunds
  | Sites.Sites
  | Terminals.Terminals
  | Tokens.Tokens
  | Transactions.Transactions
  | Wallets.Wallets

const services = Layer.mergeAll(
  Account.layer,
  Affiliates.layer,
  ApiTokens.layer,
  BankAccounts.layer,
  Captures.layer,
  Categories.layer,
  Chargebacks.layer,
  ClosingBalances.layer,
  Customers.layer,
  Gateways.layer,
  Issuers.layer,
  Owners.layer,
  PayAfterDelivery.layer,
  PaymentMethods.layer,
  Receipts.layer,
  Refunds.layer,
  Sites.layer,
  Terminals.layer,
  Tokens.layer,
  Transactions.layer,
  Wallets.layer
)

interface Case {
  readonly operation: Operation.Any
  readonly call: Effect.Effect<unknown, MultiSafepayError, Services>
  /** The address below the base, query included. */
  readonly path: string
  readonly body?: unknown
  /** What is answered; a list with nothing in it unless told otherwise. */
  readonly data?: unknown
  /** What the call gives. */
  readonly gives?: unknown
}

const upload = { encoded_content: "JVBERi0=", filename: "file.pdf", mime_type: "application/pdf" } as const
const booking = { amount: 100, currency: "EUR", description: "Commission", order_id: "charge-1" } as const
const id = { id: "a" }

const cases: ReadonlyArray<Case> = [
  {
    operation: KeyIdentity.get,
    call: Account.Account.use((_) => _.get()),
    path: "/me",
    data: { account_id: 1, role: "merchant", site_id: 2 },
    gives: { account_id: "1", role: "merchant", site_id: "2" }
  },
  {
    operation: Affiliate.signUp,
    call: Affiliates.Affiliates.use((_) =>
      _.signUp({
        account: { company_name: "My company", country: "NL", email: "merchant@example.com" },
        currencies: ["EUR"],
        user: { name: "Simon", password: Redacted.make("hunter2") }
      })
    ),
    path: "/signup-account",
    body: {
      account: { company_name: "My company", country: "NL", email: "merchant@example.com" },
      currencies: ["EUR"],
      user: { name: "Simon", password: "hunter2" }
    },
    data: [{ account: { id: 1 } }],
    gives: [{ account: { id: "1" } }]
  },
  {
    operation: Affiliate.list,
    call: Affiliates.Affiliates.use((_) => _.list({ limit: 2, offset: 4 })),
    path: "/accounts?limit=2&offset=4",
    gives: { success: true, data: [] }
  },
  {
    operation: Affiliate.get,
    call: Affiliates.Affiliates.use((_) => _.get("1")),
    path: "/accounts/1",
    data: { company_name: "My company" },
    gives: { account: { company_name: "My company" }, inquiries: [] }
  },
  {
    operation: Affiliate.update,
    call: Affiliates.Affiliates.use((_) => _.update("1", { phone: "+31" })),
    path: "/accounts/1",
    body: { phone: "+31" },
    gives: {}
  },
  {
    operation: Affiliate.createLoginUrl,
    call: Effect.map(
      Affiliates.Affiliates.use((_) => _.createLoginUrl("1", { expires_in: "5m" })),
      ({ url }) => Redacted.value(url)
    ),
    path: "/accounts/1/login-urls",
    body: { expires_in: "5m" },
    data: "https://login.example",
    gives: "https://login.example"
  },
  {
    operation: Balance.list,
    call: Affiliates.Affiliates.use((_) => _.listBalances("1")),
    path: "/accounts/1/balances"
  },
  {
    operation: Balance.listAffiliateClosing,
    call: Affiliates.Affiliates.use((_) => _.listClosingBalances("1", { from: "2025-01-01" })),
    path: "/accounts/1/closing-balances?from=2025-01-01"
  },
  {
    operation: Balance.charge,
    call: Affiliates.Affiliates.use((_) => _.charge("1", booking)),
    path: "/accounts/1/charges",
    body: booking,
    data: booking,
    gives: booking
  },
  {
    operation: Balance.payOut,
    call: Affiliates.Affiliates.use((_) => _.payOut("1", booking)),
    path: "/accounts/1/payouts",
    body: booking,
    data: { transaction_id: 1, ...booking },
    gives: { transaction_id: "1", ...booking }
  },
  {
    operation: Affiliate.setRate,
    call: Affiliates.Affiliates.use((_) => _.setRate("1", { fees: [{ percentage: 1.25 }], scope: {} })),
    path: "/accounts/1/fees",
    body: { fees: [{ percentage: 1.25 }], scope: {} },
    data: { fees: [{ amount: "39" }] },
    gives: { fees: [{ amount: 39 }] }
  },
  {
    operation: Balance.listAutoPayouts,
    call: Affiliates.Affiliates.use((_) => _.listAutoPayouts("1")),
    path: "/accounts/1/autopayouts",
    data: { currency: "EUR", schedule: "mon" },
    gives: [{ currency: "EUR", schedule: ["mon"] }]
  },
  {
    operation: Balance.getAutoPayout,
    call: Affiliates.Affiliates.use((_) => _.getAutoPayout("1", "EUR")),
    path: "/accounts/1/autopayouts/EUR",
    data: [{ currency: "EUR" }],
    gives: { currency: "EUR" }
  },
  {
    operation: Balance.setAutoPayout,
    call: Affiliates.Affiliates.use((_) => _.setAutoPayout("1", "EUR", { schedule: ["mon"], min_amount: 1 })),
    path: "/accounts/1/autopayouts/EUR",
    body: { schedule: ["mon"], min_amount: 1 },
    gives: {}
  },
  {
    operation: ApiToken.create,
    call: Effect.map(
      ApiTokens.ApiTokens.use((_) => _.create()),
      ({ api_token }) => Redacted.value(api_token)
    ),
    path: "/auth/api_token",
    data: { api_token: "pub.v2" },
    gives: "pub.v2"
  },
  {
    operation: BankAccount.list,
    call: BankAccounts.BankAccounts.use((_) => _.list("1")),
    path: "/accounts/1/bank-accounts",
    gives: []
  },
  {
    operation: BankAccount.create,
    call: BankAccounts.BankAccounts.use((_) =>
      _.create("1", { currency: "EUR", holder_name: "My company", iban: "NL02ABNA0123456789" })
    ),
    path: "/accounts/1/bank-accounts",
    body: { currency: "EUR", holder_name: "My company", iban: "NL02ABNA0123456789" },
    data: id,
    gives: id
  },
  {
    operation: BankAccount.get,
    call: BankAccounts.BankAccounts.use((_) => _.get("b")),
    path: "/bank-accounts/b",
    data: id,
    gives: id
  },
  {
    operation: BankAccount.createPaymentLink,
    call: BankAccounts.BankAccounts.use((_) => _.createPaymentLink("b")),
    path: "/bank-accounts/b/payment-links",
    data: [{ paymentlink: { bankaccount_id: "b", payment_link: "https://pay.example" } }],
    gives: [{ paymentlink: { bankaccount_id: "b", payment_link: "https://pay.example" } }]
  },
  {
    operation: BankAccount.listStatements,
    call: BankAccounts.BankAccounts.use((_) => _.listStatements("b")),
    path: "/bank-accounts/b/bank-statements",
    gives: []
  },
  {
    operation: BankAccount.addStatement,
    call: BankAccounts.BankAccounts.use((_) => _.addStatement("b", upload)),
    path: "/bank-accounts/b/bank-statements",
    body: upload,
    data: id,
    gives: id
  },
  {
    operation: BankAccount.getStatement,
    call: BankAccounts.BankAccounts.use((_) => _.getStatement("s")),
    path: "/bank-statements/s",
    data: id,
    gives: id
  },
  {
    operation: Capture.create,
    call: Captures.Captures.use((_) => _.create("o-1", { amount: 500, new_order_id: "o-1-capture-1", rest: "keep" })),
    path: "/orders/o-1/capture",
    body: { amount: 500, new_order_id: "o-1-capture-1", new_order_status: "completed" },
    data: { transaction_id: 7, order_id: "o-1-capture-1" },
    gives: {
      transaction_id: "7",
      order_id: "o-1-capture-1",
      new_order_id: "o-1-capture-1",
      reconciled: false,
      possibleDuplicate: false
    }
  },
  {
    operation: Capture.cancel,
    call: Captures.Captures.use((_) => _.cancel("o-1", { reason: "out of stock" })),
    path: "/capture/o-1",
    body: { status: "cancelled", reason: "out of stock" },
    data: [],
    gives: {}
  },
  {
    operation: Site.listCategories,
    call: Categories.Categories.use((_) => _.list()),
    path: "/categories",
    data: [{ code: "999", description: "Adult" }],
    gives: [{ code: 999, description: "Adult" }]
  },
  {
    operation: Chargeback.challenge,
    call: Chargebacks.Chargebacks.use((_) =>
      _.challenge("o-1", { type: "PDF", base64: Redacted.make("JVBERi0="), description: "Proof", name: "p.pdf" })
    ),
    path: "/orders/o-1/files",
    body: { type: "PDF", base64: "JVBERi0=", description: "Proof", name: "p.pdf" },
    gives: undefined
  },
  {
    operation: Balance.listClosing,
    call: ClosingBalances.ClosingBalances.use((_) => _.list({ from: "2025-01-01", currency: "EUR" })),
    path: "/closing-balances?from=2025-01-01&currency=EUR"
  },
  {
    operation: CustomerProfile.list,
    call: Customers.Customers.use((_) => _.list({ limit: 5 })),
    path: "/customers?limit=5"
  },
  {
    operation: CustomerProfile.create,
    call: Customers.Customers.use((_) =>
      _.create({
        first_name: "Simon",
        last_name: "Smit",
        address1: "Kraanspoor",
        house_number: "39C",
        zip_code: "1033SC",
        city: "Amsterdam",
        country: "NL",
        brand: "shop",
        email: "simon@example.com",
        locale: "nl_NL"
      })
    ),
    path: "/customers",
    body: {
      first_name: "Simon",
      last_name: "Smit",
      address1: "Kraanspoor",
      house_number: "39C",
      zip_code: "1033SC",
      city: "Amsterdam",
      country: "NL",
      brand: "shop",
      email: "simon@example.com",
      locale: "nl_NL"
    },
    data: id,
    gives: id
  },
  {
    operation: CustomerProfile.get,
    call: Customers.Customers.use((_) => _.get("c/1")),
    path: "/customers/c%2F1",
    data: id,
    gives: id
  },
  {
    operation: CustomerProfile.update,
    call: Customers.Customers.use((_) => _.update("c", { city: "Haarlem", anything: 1 })),
    path: "/customers/c",
    body: { city: "Haarlem", anything: 1 },
    data: id,
    gives: id
  },
  {
    operation: CustomerProfile.listDeliveryDetails,
    call: Customers.Customers.use((_) => _.listDeliveryDetails("c")),
    path: "/customers/c/delivery-details",
    data: id,
    gives: [id]
  },
  {
    operation: CustomerProfile.addDeliveryDetails,
    call: Customers.Customers.use((_) =>
      _.addDeliveryDetails("c", {
        first_name: "Simon",
        last_name: "Smit",
        address1: "Kraanspoor",
        house_number: "39C",
        zip_code: "1033SC",
        city: "Amsterdam",
        country: "NL",
        status: "active"
      })
    ),
    path: "/customers/c/delivery-details",
    body: {
      first_name: "Simon",
      last_name: "Smit",
      address1: "Kraanspoor",
      house_number: "39C",
      zip_code: "1033SC",
      city: "Amsterdam",
      country: "NL",
      status: "active"
    },
    data: id,
    gives: id
  },
  {
    operation: CustomerProfile.getDeliveryDetails,
    call: Customers.Customers.use((_) => _.getDeliveryDetails("d")),
    path: "/delivery-details/d",
    data: id,
    gives: id
  },
  {
    operation: CustomerProfile.updateDeliveryDetails,
    call: Customers.Customers.use((_) => _.updateDeliveryDetails("d", { city: "Haarlem" })),
    path: "/delivery-details/d",
    body: { city: "Haarlem" },
    data: id,
    gives: id
  },
  {
    operation: CustomerProfile.listPaymentDetails,
    call: Customers.Customers.use((_) => _.listPaymentDetails("c")),
    path: "/customers/c/payment-methods",
    gives: []
  },
  {
    operation: CustomerProfile.addPaymentDetails,
    call: Customers.Customers.use((_) => _.addPaymentDetails("c", { token: "t" })),
    path: "/customers/c/payment-methods",
    body: { token: "t" },
    data: id,
    gives: id
  },
  {
    operation: ActiveGateway.list,
    call: Gateways.Gateways.use((_) => _.list({ include: "coupons", country: "NL" })),
    path: "/gateways?include=coupons&country=NL",
    data: [{ id: "IDEAL", description: "iDEAL" }],
    gives: [{ id: "IDEAL", description: "iDEAL" }]
  },
  {
    operation: ActiveGateway.get,
    call: Gateways.Gateways.use((_) => _.get("IDEAL")),
    path: "/gateways/IDEAL",
    data: { id: "IDEAL" },
    gives: { id: "IDEAL" }
  },
  {
    operation: Issuer.list,
    call: Issuers.Issuers.use((_) => _.list("IDEAL")),
    path: "/issuers/ideal",
    data: [{ code: "0031", description: "ABN AMRO" }],
    gives: [{ code: "0031", description: "ABN AMRO" }]
  },
  {
    operation: Owner.list,
    call: Owners.Owners.use((_) => _.list("1")),
    path: "/accounts/1/ubos",
    gives: []
  },
  {
    operation: Owner.create,
    call: Owners.Owners.use((_) =>
      _.create("1", {
        birthday: "1970-12-31",
        country: "NL",
        country_of_birth: "NL",
        email: "owner@example.com",
        job_title: "Director",
        name: "Simon Smit",
        percentage: 51,
        title: "Mr",
        type: "shareholder"
      })
    ),
    path: "/accounts/1/ubos",
    body: {
      birthday: "1970-12-31",
      country: "NL",
      country_of_birth: "NL",
      email: "owner@example.com",
      job_title: "Director",
      name: "Simon Smit",
      percentage: 51,
      title: "Mr",
      type: "shareholder"
    },
    data: id,
    gives: id
  },
  {
    operation: Owner.get,
    call: Owners.Owners.use((_) => _.get("u")),
    path: "/ubos/u",
    data: id,
    gives: id
  },
  {
    operation: Owner.update,
    call: Owners.Owners.use((_) => _.update("u", { percentage: 49 })),
    path: "/ubos/u",
    body: { percentage: 49 },
    gives: {}
  },
  {
    operation: Owner.listDocuments,
    call: Owners.Owners.use((_) => _.listDocuments("u")),
    path: "/ubos/u/identitydocs",
    gives: []
  },
  {
    operation: Owner.addDocument,
    call: Owners.Owners.use((_) => _.addDocument("u", { document_type: "passport", ...upload })),
    path: "/ubos/u/identitydocs",
    body: { document_type: "passport", ...upload },
    data: id,
    gives: id
  },
  {
    operation: Owner.getDocument,
    call: Owners.Owners.use((_) => _.getDocument("d")),
    path: "/identitydocs/d",
    data: id,
    gives: id
  },
  {
    operation: PadOrder.hold,
    call: PayAfterDelivery.PayAfterDelivery.use((_) => _.hold("o-1", { duration: 86_400 })),
    path: "/pad/orders/o-1/onhold",
    body: { duration: 86_400 },
    data: "2025-05-14T08:50:32Z",
    gives: "2025-05-14T08:50:32Z"
  },
  {
    operation: PadOrder.extendExpiry,
    call: PayAfterDelivery.PayAfterDelivery.use((_) => _.extendExpiry("o-1")),
    path: "/pad/orders/o-1/autoexpire",
    body: {},
    data: "2025-05-14T08:50:32Z",
    gives: "2025-05-14T08:50:32Z"
  },
  {
    operation: PadOrder.checkCredit,
    call: PayAfterDelivery.PayAfterDelivery.use((_) =>
      _.checkCredit({
        merchant_id: 1,
        merchant_sub_id: 2,
        customer_reference: "c",
        order: { amount: 1, currency: "EUR", description: "Mug" }
      })
    ),
    path: "/pad/ccs",
    body: {
      merchant_id: 1,
      merchant_sub_id: 2,
      customer_reference: "c",
      order: { amount: 1, currency: "EUR", description: "Mug" }
    },
    gives: {}
  },
  {
    operation: PadOrder.get,
    call: PayAfterDelivery.PayAfterDelivery.use((_) => _.get("o-1")),
    path: "/pad/orders/o-1",
    data: { amount_outstanding: 1 },
    gives: { amount_outstanding: 1 }
  },
  {
    operation: PaymentMethod.list,
    call: PaymentMethods.PaymentMethods.use((_) => _.list({ amount: 1000, include_coupons: true })),
    path: "/payment-methods?amount=1000&include_coupons=1",
    data: [{ id: "VISA" }],
    gives: [{ id: "VISA" }]
  },
  {
    operation: PaymentMethod.get,
    call: PaymentMethods.PaymentMethods.use((_) => _.get("VISA", { locale: "nl_NL" })),
    path: "/payment-methods/VISA?locale=nl_NL",
    data: { id: "VISA" },
    gives: { id: "VISA" }
  },
  {
    operation: Receipt.get,
    call: Receipts.Receipts.use((_) => _.get("o-1")),
    path: "/pos/receipt/o-1",
    data: { order: { amount: 1 } },
    gives: { order: { amount: 1 } }
  },
  {
    operation: Refund.create,
    call: Refunds.Refunds.use((_) =>
      _.create("o-1", { refund_order_id: "o-1-refund-1", currency: "EUR", full: true, description: "" })
    ),
    path: "/orders/o-1/refunds",
    body: { refund_order_id: "o-1-refund-1", currency: "EUR" },
    data: { transaction_id: 1, refund_id: 2 },
    gives: {
      transaction_id: "1",
      refund_id: "2",
      refund_order_id: "o-1-refund-1",
      reconciled: false,
      possibleDuplicate: false
    }
  },
  {
    operation: Refund.cancel,
    call: Refunds.Refunds.use((_) => _.cancel("o-1", "17")),
    path: "/orders/o-1/refunds/17",
    body: { status: "void" },
    gives: undefined
  },
  {
    operation: Site.get,
    call: Effect.map(
      Sites.Sites.use((_) => _.get("1")),
      ({ api_key, name }) => [String(api_key), name]
    ),
    path: "/sites/1",
    data: { api_key: "s3cret", name: "Shop" },
    gives: ["<redacted:api_key>", "Shop"]
  },
  {
    operation: Site.update,
    call: Sites.Sites.use((_) => _.update("1", { name: "Shop" })),
    path: "/sites/1",
    body: { name: "Shop" },
    data: { name: "Shop" },
    gives: { name: "Shop" }
  },
  {
    operation: Site.list,
    call: Sites.Sites.use((_) => _.list("1")),
    path: "/accounts/1/sites",
    data: { name: "Shop" },
    gives: [{ name: "Shop" }]
  },
  {
    operation: Site.create,
    call: Sites.Sites.use((_) => _.create("1", { name: "Shop", url: "https://shop.example" })),
    path: "/accounts/1/sites",
    body: { name: "Shop", url: "https://shop.example" },
    data: id,
    gives: id
  },
  {
    operation: Terminal.list,
    call: Terminals.Terminals.use((_) => _.list({ page: 2, limit: 10 })),
    path: "/terminals?page=2&limit=10"
  },
  {
    operation: Terminal.listByGroup,
    call: Terminals.Terminals.use((_) => _.listByGroup("57958")),
    path: "/terminal-groups/57958/terminals"
  },
  {
    operation: Token.list,
    call: Tokens.Tokens.use((_) => _.list("mail@example.com", { limit: 5, offset: 10 })),
    path: "/recurring/mail%40example.com?limit=5&offset=10",
    data: { tokens: [{ token: "t" }] },
    gives: [{ token: "t" }]
  },
  {
    operation: Token.get,
    call: Tokens.Tokens.use((_) => _.get("c", "t")),
    path: "/recurring/c/token/t",
    data: { token: "t" },
    gives: { token: "t" }
  },
  {
    operation: Token.update,
    call: Tokens.Tokens.use((_) => _.update("c", "t", { expiry_date: "0903" })),
    path: "/recurring/c/update/t",
    body: { expiry_date: "0903" },
    data: { updated: true },
    gives: undefined
  },
  {
    operation: Token.remove,
    call: Tokens.Tokens.use((_) => _.remove("c", "t")),
    path: "/recurring/c/remove/t",
    data: { removed: true },
    gives: undefined
  },
  {
    operation: Transaction.list,
    call: Transactions.Transactions.use((_) =>
      _.list({ created_from: "2025-05-14T08:50:32", payment_method: ["VISA", "IDEAL"], limit: 1000 })
    ),
    path: "/transactions?created_from=2025-05-14T08%3A50%3A32&limit=1000&payment_method=VISA&payment_method=IDEAL"
  },
  {
    operation: Transaction.get,
    call: Transactions.Transactions.use((_) => _.get("17472052901237122")),
    path: "/transactions/17472052901237122",
    data: { amount: 1 },
    gives: { amount: 1 }
  },
  {
    operation: Wallet.createApplePaySession,
    call: Effect.map(
      Wallets.Wallets.use((_) =>
        _.createApplePaySession({
          origin_domain: "shop.example",
          validation_url: "https://apple-pay-gateway.apple.com/paymentservices/startSession"
        })
      ),
      ({ session }) => Redacted.value(session)
    ),
    path: "/wallets/sessions/applepay",
    body: {
      origin_domain: "shop.example",
      validation_url: "https://apple-pay-gateway.apple.com/paymentservices/startSession"
    },
    data: { session: "{}" },
    gives: "{}"
  },
  {
    operation: Wallet.getPayPalConfig,
    call: Wallets.Wallets.use((_) => _.getPayPalConfig({ currency: "GBP" })),
    path: "/wallets/configs/paypal?currency=GBP",
    data: { client_id: "c" },
    gives: { client_id: "c" }
  }
]

const run = (one: Case, wire: ReturnType<typeof scripted>) =>
  one.call.pipe(
    Effect.provide(
      Layer.provide(
        Layer.provide(services, Client.layer({ apiKey: Redacted.make("test-api-key-canary") })),
        wire.client
      )
    )
  )

describe("services", () => {
  it("have a call here for every operation but those of orders", () => {
    assert.sameMembers(
      cases.map((one) => one.operation.name),
      Operations.all.map((one) => one.name).filter((name) => !name.startsWith("orders."))
    )
  })

  for (const one of cases) {
    it.effect(`${one.operation.name} says what the vendor's page says, once`, () =>
      Effect.gen(function* () {
        const wire = scripted([answer(200, { success: true, data: one.data ?? [] })])
        const result = yield* run(one, wire)
        assert.lengthOf(wire.seen, 1)
        const [seen] = wire.seen
        assert.strictEqual(seen?.method, one.operation.method)
        assert.strictEqual(seen?.path, one.path)
        assert.deepStrictEqual(seen?.body, one.body)
        assert.strictEqual(seen?.headers["api_key"], "test-api-key-canary")
        assert.strictEqual(seen?.headers["content-type"], one.body === undefined ? undefined : "application/json")
        assert.notInclude(seen?.path ?? "", "canary")
        if ("gives" in one) assert.deepStrictEqual(result, one.gives)
      })
    )
  }
})
