// Every operation of the API. Each stands beside what it answers (`Token.list`, `OrderDetails.get`); here the nouns that have some are
// gathered, for programs that go through all of them.
import * as ActiveGateway from "./ActiveGateway.ts"
import * as ApiToken from "./ApiToken.ts"
import * as Capture from "./Capture.ts"
import * as Chargeback from "./Chargeback.ts"
import * as CustomerProfile from "./CustomerProfile.ts"
import * as Issuer from "./Issuer.ts"
import * as KeyIdentity from "./KeyIdentity.ts"
import * as Operation from "./Operation.ts"
import * as OrderDetails from "./OrderDetails.ts"
import * as OrderUpdate from "./OrderUpdate.ts"
import * as PadOrder from "./PadOrder.ts"
import * as Affiliate from "./partner/Affiliate.ts"
import * as Balance from "./partner/Balance.ts"
import * as BankAccount from "./partner/BankAccount.ts"
import * as Owner from "./partner/Owner.ts"
import * as Site from "./partner/Site.ts"
import * as PaymentMethod from "./PaymentMethod.ts"
import * as PlacedOrder from "./PlacedOrder.ts"
import * as Receipt from "./Receipt.ts"
import * as Refund from "./Refund.ts"
import * as Terminal from "./Terminal.ts"
import * as Token from "./Token.ts"
import * as Transaction from "./Transaction.ts"
import * as Wallet from "./Wallet.ts"

const nouns: ReadonlyArray<object> = [
  PlacedOrder,
  OrderDetails,
  // Seven operations share one method and path. The one that takes every body comes first.
  Object.assign({ update: OrderUpdate.update }, OrderUpdate),
  Capture,
  Refund,
  Chargeback,
  ActiveGateway,
  PaymentMethod,
  Issuer,
  ApiToken,
  Wallet,
  Token,
  Transaction,
  Balance,
  KeyIdentity,
  Site,
  Receipt,
  Terminal,
  PadOrder,
  Affiliate,
  BankAccount,
  Owner,
  CustomerProfile
]

/**
 * All operations. Several may share a method and a path: of those, the one that takes every body comes first (`OrderUpdate.update`).
 *
 * @category data
 */
export const all: ReadonlyArray<Operation.Any> = nouns.flatMap((noun) =>
  Object.values(noun).filter(Operation.isOperation)
)
