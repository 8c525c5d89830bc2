// How an order was paid: account, card and authentication as far as the API tells. Everything that looks like a number here is text
// ("00", "012635" and "0004" are values), and the account fields hold what the scheme sends: an IBAN, a mask, a URL, a birth date.
import * as Status from "./Status.ts"
import * as wire from "./internal/answers/wire.ts"

/**
 * What 3-D Secure ended with.
 *
 * @category models
 */
export class Authentication extends wire.open<Authentication>("Authentication")({
  acs_transaction_id: wire.text,
  ds_transaction_id: wire.text,
  cavv: wire.text,
  challenge_cancel: wire.text,
  /** Electronic commerce indicator: `05`, `02` for a full authentication. */
  eci: wire.text,
  /** `Y` authenticated, `A` attempted, `N` failed, `U` unavailable, ... */
  status: wire.text,
  transaction_status_reason: wire.text,
  /** Version of the 3-D Secure protocol. */
  version: wire.text
}) {}

class ScaDetails extends wire.open<ScaDetails>("ScaDetails")(
  { tra_exemption_indicator: wire.text },
  {
    spellings: { tra_exempltion_indicator: "tra_exemption_indicator" }
  }
) {}

class Additional extends wire.open<Additional>("CardAdditionalResponseData")({
  cavv_results_code: wire.text,
  sca_details: ScaDetails.field
}) {}

class Flow extends wire.open<Flow>("CardAuthenticationDetails")({
  flow: wire.word("frictionless", "challenge"),
  exemption: wire.text
}) {}

/**
 * `payment_details` of an order.
 *
 * @see https://docs.multisafepay.com/reference/getorder
 * @category models
 */
export class PaymentDetails extends wire.open<PaymentDetails>("PaymentDetails")(
  {
    /** Gateway id of the method that was used. A `CREDITCARD` order answers with the brand, `VISA` or `MASTERCARD`. */
    type: wire.text,
    account_bic: wire.text,
    account_holder_name: wire.text,
    /** Not always an IBAN: documents show URLs and masks (`*** 1234`, the default in notifications). */
    account_iban: wire.text,
    account_id: wire.text,
    application_id: wire.text,
    authorization_code: wire.text,
    /** `manual` while the amount is only authorised. */
    capture: wire.word("manual"),
    /** When the authorisation lapses; local Dutch time. */
    capture_expiry: wire.text,
    /** Still to be captured, smallest unit. */
    capture_remain: wire.int,
    card_acceptor_id: wire.text,
    card_acceptor_location: wire.text,
    card_acceptor_name: wire.text,
    card_additional_response_data: Additional.field,
    card_authentication_details: Flow.field,
    card_authentication_result: Authentication.field,
    /** The schema spells it `car_entry_mode`, documents `card_entry_mode`: both arrive here. */
    card_entry_mode: wire.word("ICC", "ICC_CONTACTLESS", "MAGSTRIPE", "UNKNOWN"),
    /** YYMM: `2512` is December 2025. */
    card_expiry_date: wire.digits(4),
    card_funding: wire.word("C", "D", "P", "R", "H"),
    card_product: wire.text,
    card_product_type: wire.int,
    card_program: wire.text,
    card_sequence_number: wire.text,
    card_verification_result: wire.text,
    cardholder_verification_method: wire.text,
    cardholder_verification_result: wire.text,
    collecting_flow: wire.text,
    /** Gateway of the gift card that paid. */
    coupon_brand: wire.text,
    emv: wire.record,
    external_transaction_id: wire.text,
    invoice_url: wire.text,
    issuer_bin: wire.text,
    issuer_country_code: wire.text,
    /** Some documents spell it `isser_id`. */
    issuer_id: wire.text,
    last4: wire.digits(4),
    mcc: wire.text,
    paylink_url: wire.text,
    paypal_eligibility: wire.text,
    recurring_flow: wire.word("manual", "token"),
    /** The token to charge next time. */
    recurring_id: wire.text,
    recurring_model: wire.word("cardOnFile", "subscription", "unscheduled"),
    response_code: wire.text,
    scheme_reference_id: wire.text,
    terminal_id: wire.text
  },
  {
    spellings: { car_entry_mode: "card_entry_mode", isser_id: "issuer_id" }
  }
) {}

/**
 * One entry of `payment_methods`: a payment made towards the order. A gift card and the rest by card are two.
 *
 * @category models
 */
export class Payment extends wire.open<Payment>("Payment")({
  type: wire.text,
  status: wire.word(...Status.orderStatuses),
  /** Smallest unit; one official document shows 1 where the order says 1000. */
  amount: wire.int,
  currency: wire.text,
  description: wire.text,
  /** Name of the method for people. */
  payment_description: wire.text,
  account_bic: wire.text,
  account_holder_name: wire.text,
  account_iban: wire.text,
  account_id: wire.text,
  card_expiry_date: wire.digits(4),
  /** Of a gift card (`type` is `COUPON`): its gateway, such as `VVVGIFTCRD`. */
  coupon_brand: wire.text,
  external_transaction_id: wire.text,
  last4: wire.digits(4)
}) {}
