// Every operation of the API, as values. A new one is added in the file of its resource and listed here.
import type * as Operation from "./Operation.ts"
import * as account from "./operations/account.ts"
import * as affiliates from "./operations/affiliates.ts"
import * as apiTokens from "./operations/apiTokens.ts"
import * as bankAccounts from "./operations/bankAccounts.ts"
import * as captures from "./operations/captures.ts"
import * as categories from "./operations/categories.ts"
import * as chargebacks from "./operations/chargebacks.ts"
import * as closingBalances from "./operations/closingBalances.ts"
import * as customers from "./operations/customers.ts"
import * as gateways from "./operations/gateways.ts"
import * as issuers from "./operations/issuers.ts"
import * as orders from "./operations/orders.ts"
import * as owners from "./operations/owners.ts"
import * as payAfterDelivery from "./operations/payAfterDelivery.ts"
import * as paymentMethods from "./operations/paymentMethods.ts"
import * as receipts from "./operations/receipts.ts"
import * as refunds from "./operations/refunds.ts"
import * as sites from "./operations/sites.ts"
import * as terminals from "./operations/terminals.ts"
import * as tokens from "./operations/tokens.ts"
import * as transactions from "./operations/transactions.ts"
import * as wallets from "./operations/wallets.ts"

export {
  account,
  affiliates,
  apiTokens,
  bankAccounts,
  captures,
  categories,
  chargebacks,
  closingBalances,
  customers,
  gateways,
  issuers,
  orders,
  owners,
  payAfterDelivery,
  paymentMethods,
  receipts,
  refunds,
  sites,
  terminals,
  tokens,
  transactions,
  wallets
}

/**
 * All operations. Several may share a method and a path: of those, the one that takes every body comes first (`orders.update`).
 *
 * @category data
 */
export const all: ReadonlyArray<Operation.Any> = [
  orders.create,
  orders.get,
  orders.update,
  orders.ship,
  orders.shipPartially,
  orders.cancel,
  orders.extend,
  orders.setInvoice,
  orders.rename,
  orders.cancelSession,
  captures.create,
  captures.cancel,
  refunds.create,
  refunds.cancel,
  chargebacks.challenge,
  gateways.list,
  gateways.get,
  paymentMethods.list,
  paymentMethods.get,
  issuers.list,
  apiTokens.create,
  wallets.createApplePaySession,
  wallets.getPayPalConfig,
  tokens.list,
  tokens.get,
  tokens.update,
  tokens.remove,
  transactions.list,
  transactions.get,
  closingBalances.list,
  account.get,
  sites.get,
  sites.update,
  sites.list,
  sites.create,
  categories.list,
  receipts.get,
  terminals.list,
  terminals.listByGroup,
  payAfterDelivery.hold,
  payAfterDelivery.extendExpiry,
  payAfterDelivery.checkCredit,
  payAfterDelivery.get,
  affiliates.signUp,
  affiliates.list,
  affiliates.get,
  affiliates.update,
  affiliates.createLoginUrl,
  affiliates.listBalances,
  affiliates.listClosingBalances,
  affiliates.charge,
  affiliates.payOut,
  affiliates.setRate,
  affiliates.listAutoPayouts,
  affiliates.getAutoPayout,
  affiliates.setAutoPayout,
  bankAccounts.list,
  bankAccounts.create,
  bankAccounts.get,
  bankAccounts.createPaymentLink,
  bankAccounts.listStatements,
  bankAccounts.addStatement,
  bankAccounts.getStatement,
  owners.list,
  owners.create,
  owners.get,
  owners.update,
  owners.listDocuments,
  owners.addDocument,
  owners.getDocument,
  customers.list,
  customers.create,
  customers.get,
  customers.update,
  customers.listDeliveryDetails,
  customers.addDeliveryDetails,
  customers.getDeliveryDetails,
  customers.updateDeliveryDetails,
  customers.listPaymentDetails,
  customers.addPaymentDetails
]
