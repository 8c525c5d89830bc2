// A bank account of an affiliate, and the two ways to prove that it is theirs: a statement, or a payment of one euro.
import * as Schema from "effect/Schema"
import { Currency } from "./Currency.ts"
import { Upload, uploadFields } from "./internal/upload.ts"
import { closed } from "./internal/request.ts"
import { textUpTo } from "./internal/text.ts"
import * as wire from "./internal/wire.ts"

/**
 * A new bank account. `holder_name` at most 40 characters.
 *
 * @see https://docs.multisafepay.com/reference/partnercreateaccountbankaccount
 * @category schemas
 */
export const CreateBankAccount = closed("CreateBankAccount", {
  currency: Currency,
  holder_name: textUpTo(40),
  iban: Schema.NonEmptyString
})
export interface CreateBankAccount extends Schema.Schema.Type<typeof CreateBankAccount> {}

const fields = {
  /** Undeclared. */
  id: wire.text,
  currency: wire.text,
  holder_name: wire.text,
  iban: wire.text
}

/** @category models */
export interface BankAccount extends wire.Value<typeof fields> {}
export const BankAccount: wire.Open<BankAccount> = wire.object<BankAccount>("BankAccount", fields)

/**
 * A bank statement to upload: `encoded_content` is the file in Base64, `filename` at most 250 characters.
 *
 * @see https://docs.multisafepay.com/reference/addbankstatement
 * @category schemas
 */
export const AddBankStatement = closed("AddBankStatement", Upload)
export interface AddBankStatement extends Schema.Schema.Type<typeof AddBankStatement> {}

const statement = { id: wire.text, ...uploadFields }

/** An uploaded bank statement. @category models */
export interface BankStatement extends wire.Value<typeof statement> {}
export const BankStatement: wire.Open<BankStatement> = wire.object<BankStatement>("BankStatement", statement)

const link = { bankaccount_id: wire.text, payment_link: wire.text }
interface Link extends wire.Value<typeof link> {}
const Link = wire.object<Link>("BankAccountLink", link)

const ownership = { paymentlink: Link.field }

/**
 * A link to a refundable payment of 1 EUR that proves who owns the account.
 *
 * @see https://docs.multisafepay.com/reference/validatebankaccount
 * @category models
 */
export interface OwnershipCheck extends wire.Value<typeof ownership> {}
export const OwnershipCheck: wire.Open<OwnershipCheck> = wire.object<OwnershipCheck>("OwnershipCheck", ownership)
