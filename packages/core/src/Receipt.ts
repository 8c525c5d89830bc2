// The receipt of a payment at a terminal; live environment only. Prices of its items are in the smallest unit, while the
// cart of an order has main units. And its fields are the vendor's least agreed upon: `transcation_id` in the schema, `transaction_id` in
// documents, lists for objects and objects for lists.
import * as Answer from "./Answer.ts"
import { single } from "./internal/answers/data.ts"
import { isEmptyList } from "./internal/answers/fields.ts"
import * as wire from "./internal/answers/wire.ts"
import * as Operation from "./Operation.ts"

class ReceiptMerchant extends wire.open<ReceiptMerchant>("ReceiptMerchant")({ name: wire.text, address: wire.text }) {}

/** A line of the receipt. @category models */
export class ReceiptItem extends wire.open<ReceiptItem>("ReceiptItem")({
  name: wire.text,
  quantity: wire.number,
  /** Of one piece, smallest unit. */
  unit_price: wire.int,
  /** Of the line, smallest unit. */
  item_price: wire.int,
  currency: wire.text
}) {}

class ReceiptItems extends wire.open<ReceiptItems>("ReceiptItems")({ items: wire.many(ReceiptItem.field) }) {}

// A list in the schema, `{ items: [...] }` or null in documents: always the latter here.
const itemsField: typeof ReceiptItems.field = {
  ...ReceiptItems.field,
  read: (raw) => ReceiptItems.field.read(Array.isArray(raw) && !isEmptyList(raw) ? { items: raw } : raw)
}

class Employee extends wire.open<Employee>("Employee")({ id: wire.text, name: wire.text }) {}

class Tip extends wire.open<Tip>("Tip")({
  /** Smallest unit; part of the order's amount. */
  amount: wire.int,
  employee: single(Employee.field)
}) {}

class ReceiptOrder extends wire.open<ReceiptOrder>("ReceiptOrder")(
  {
    transaction_id: wire.text,
    /** Smallest unit. */
    amount: wire.int,
    currency: wire.text,
    /** Dutch local time without a zone. Absent until completed. */
    completed: wire.text,
    /** Smallest unit. Written without an underscore. */
    amountrefunded: wire.int,
    items: itemsField,
    tip: single(Tip.field)
  },
  {
    spellings: { transcation_id: "transaction_id" }
  }
) {}

const payment = {
  payment_method: wire.text,
  last4: wire.digits(4),
  /** `YYMM`. */
  card_expiry_date: wire.digits(4),
  card_entry_mode: wire.word("ICC", "ICC_CONTACTLESS", "MAGSTRIPE"),
  cardholder_verification_method: wire.text,
  terminal_id: wire.text,
  application_id: wire.text,
  authorization_code: wire.text,
  issuer_bin: wire.text,
  issuer_country_code: wire.text,
  /** The issuer's own code: `00` and `0` are yes, `54` an expired card. */
  response_code: wire.text,
  card_acceptor_location: wire.text
}
class ReceiptPayment extends wire.open<ReceiptPayment>("ReceiptPayment")(payment) {}

class ReceiptRelated extends wire.open<ReceiptRelated>("ReceiptRelated")({
  type: wire.word("refund"),
  transaction_id: wire.text,
  reference_transaction_id: wire.text,
  order_id: wire.text,
  /** Smallest unit. */
  amount: wire.int,
  currency: wire.text,
  status: wire.text,
  description: wire.text,
  items: wire.json,
  created: wire.text,
  modified: wire.text
}) {}

const fields = {
  merchant: ReceiptMerchant.field,
  order: ReceiptOrder.field,
  payment: ReceiptPayment.field,
  printed_on: wire.text,
  related_transactions: wire.many(ReceiptRelated.field)
}

/**
 * A receipt.
 *
 * @see https://docs.multisafepay.com/reference/getreceipt
 * @category models
 */
export class Receipt extends wire.open<Receipt>("Receipt")(fields) {}

export const get = Operation.read({
  name: "receipts.get",
  path: "/pos/receipt/{order_id}",
  summary: "Get the receipt of a payment at a terminal",
  response: Answer.of(Receipt),
  docs: "getreceipt"
})
