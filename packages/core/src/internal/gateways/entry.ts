// The shape of one entry of the gateway catalogue, in two parts: what placing an order decides by, and what else the vendor documents.
// Absent means "not documented": no field is ever filled with a guess.

/** How the vendor groups its methods. BIZUM is in two of its lists; here it is banking, as on its product page. */
export type Category = "banking" | "card" | "wallet" | "bnpl" | "prepaid"

/** The `type` of an order. A payment link (`type: "paymentlink"`) is possible wherever `redirect` is. */
export type Flow = "redirect" | "direct"

export type StatusWord =
  | "initialized"
  | "uncleared"
  | "reserved"
  | "completed"
  | "shipped"
  | "declined"
  | "cancelled"
  | "void"
  | "expired"

/** `status` and `financial_status`: a pair says something, either word alone does not. */
export type Pair = readonly [order: StatusWord, financial: StatusWord]

/** What an order of this gateway shows at the turns of its life. */
export interface Statuses {
  /** Payment not over: under review, or waiting for the payer's bank. Do not ship. */
  readonly pending?: Pair
  /** What the vendor calls a successful payment. When `settled` is given as well, the money is promised and not yet collected. */
  readonly success: Pair
  /** What a success can look like as well: with the merchant's own contract, or in the test environment. The money is in. */
  readonly alsoSuccess?: Pair
  /** What the merchant may still do with a payment that succeeded and has not `settled`: cancel it until it is shipped, refund it. */
  readonly unsettled?: ReadonlyArray<"cancel" | "refund">
  /** After the merchant reports the shipment. */
  readonly shipped?: Pair
  /** The money is on its way between `success` and `settled`: too late to cancel. */
  readonly collecting?: Pair
  /** The money has arrived, where that is a later step than `success`. */
  readonly settled?: Pair
  /** Cancelled by the payer or the merchant; "impossible" where a payment cannot be cancelled once it has started. */
  readonly cancelled?: Pair | "impossible"
  readonly declined?: Pair
  /** The refund order, from acceptance to money sent. */
  readonly refund?: { readonly start: Pair; readonly end: Pair }
}

/** Amounts in the smallest unit of `currency` (EUR unless said), per order. */
export interface Limits {
  readonly min?: number
  readonly max?: number
  readonly currency?: string
}

export interface Refund {
  readonly full: boolean
  readonly partial: boolean
  /** The vendor names the API as a way to refund this method. Absent: not said. */
  readonly api?: boolean
  /** Days after the payment in which a refund is accepted. */
  readonly windowDays?: number
  /** Only what was paid together with another method can be given back; never a payment by this one alone. */
  readonly combinedOnly?: true
  /** One refund per payment, whatever its amount. */
  readonly once?: true
  readonly note?: string
}

/** How long the money takes from `success` to `settled`, as ISO 8601 durations; longer for amounts from a bound on (smallest unit). */
export interface Settlement {
  readonly after: string
  readonly larger?: { readonly from: number; readonly after: string }
}

/** What newer sources than the vendor's documentation (of August 2025) say. */
export interface Correction {
  /** The month of the change; where the source gives none, the month in which it was read. */
  readonly date: string
  readonly source: string
  readonly says: string
}

export interface EndOfLife {
  /**
   * "withdrawn": payments are refused. "ended": gone from the vendor's plug-ins, while nobody says whether payments are still taken.
   * "closing": existing users only, or a retirement was announced.
   */
  readonly state: "withdrawn" | "ended" | "closing"
  /** ISO date or month of the withdrawal, when a source gives one. */
  readonly since?: string
  readonly note: string
  /** The gateway that takes its place. */
  readonly successor?: string
}

/** Wire paths of the order body, per flow (`customer.ip_address`). `a|b` asks for one of the two. */
export interface PerFlow {
  readonly redirect: ReadonlyArray<string>
  readonly direct: ReadonlyArray<string>
}

/** How a gateway is ordered: all that placing an order asks of the catalogue. */
export interface Ordering {
  /** The method's own name, as a payer would recognise it. */
  readonly name: string
  /** The name of the function in `Order` that begins an order for this gateway (`Order.ideal`). */
  readonly shortcut?: string
  readonly category: Category
  readonly flows: ReadonlyArray<Flow>
  /** May be paid through the payment component, an order of `type: "direct"` that carries `payment_data`. */
  readonly component: boolean
  /**
   * Fields without which the order cannot work. For `direct` this is the plain direct order: one that carries `payment_data`
   * (component) or `recurring_id` (token) needs neither card nor account data.
   */
  readonly requires: PerFlow
  /** An amount of 0 checks a card without charging it. */
  readonly zeroAuthorization?: boolean
  readonly recurring?: boolean
  /** What a plain direct order does the moment it is placed: it charges the payer, or sends a mail that cannot be taken back. */
  readonly onDirect?: "charges" | "mails"
  /** Another spelling that the vendor prints. The API ignores case. */
  readonly printed?: string
  /** Another id that the vendor's plug-ins order it with; it is read and never written. */
  readonly pluginSpelling?: string
}

/** What else the vendor documents about a gateway. */
export interface Description {
  /** Fields the vendor asks for, while its specification, examples or plug-ins do without: their absence is a warning. */
  readonly recommends?: Partial<PerFlow>
  /** ISO 4217. */
  readonly currencies?: ReadonlyArray<string>
  /** ISO 3166-1 alpha-2 countries of the payer. */
  readonly countries?: ReadonlyArray<string> | "world"
  readonly limits?: Limits
  /** ISO 8601 duration after which an unpaid order expires. The clock starts with a direct order, or when the payer picks the method. */
  readonly expiry?: string
  /** Set when the vendor's pages disagree about the expiry, or it has stages. */
  readonly expiryNote?: string
  readonly refund?: Refund
  /** Which call makes an authorised payment collectable: none, a capture, reporting the shipment, or a contracted deferred sale. */
  readonly capture?: "none" | "manual" | "shipping" | "deferred" | "after-approval"
  /** ISO 8601 duration in which a manual capture must be made. */
  readonly captureWindow?: string
  readonly chargebacks?: "none" | "possible" | "undisputable" | "provider"
  /** Second Chance e-mails remind the payer of an unpaid order. */
  readonly secondChance?: boolean
  readonly statuses?: Statuses
  /** When the money of a success arrives, where that is later. */
  readonly settlement?: Settlement
  /** A paid order can stay initialized until the bank's statement has been read. */
  readonly silent?: true
  /** Even a direct order sends the payer to a page, the method's own. */
  readonly ownPage?: true
  /** What the answer to a direct order carries beside the usual. */
  readonly answers?: ReadonlyArray<"qr_url" | "gateway_info" | "payment_data">
  /** Paid by scanning a QR code: the order is one whether or not it says so. */
  readonly qr?: true
  /** The payment component and FastCheckout can show its QR code, as `GET /payment-methods` tells of it. */
  readonly componentQr?: true
  /** What the payer enters on the page. */
  readonly enters?: "card" | "account"
  /** How the card numbers of a scheme begin; the first scheme that fits counts. */
  readonly cardNumbers?: ReadonlyArray<string>
  /** The cards may have no security code. */
  readonly withoutCvc?: true
  /** The card page: an order for it is paid with a scheme, which its answer names, and no list of methods has it. */
  readonly generic?: true
  /** What most payers use who may choose. */
  readonly usual?: true
  /** GET /payment-methods offers to store the payment means. */
  readonly tokenizable?: true
  /** Listed as a coupon, and only when coupons are asked for. */
  readonly coupon?: true
  /** An order can be shipped in parts, each an order of its own. */
  readonly partialShipments?: true
  /** More time to ship can be asked for. */
  readonly extendable?: true
  /** The tax rates that the lines of a cart may have, as fractions; "taxed" for any but 0. */
  readonly taxRates?: ReadonlyArray<number> | "taxed"
  /** What the provider is known to refuse for sure, by the code of the warning about it, in the provider's words where they are known. */
  readonly refuses?: { readonly [code in "item-id" | "tax-rate-not-taken"]?: string }
  readonly endOfLife?: EndOfLife
  readonly notes?: ReadonlyArray<string>
  readonly corrections?: ReadonlyArray<Correction>
  /** Pages of docs.multisafepay.com, by slug. */
  readonly source: ReadonlyArray<string>
}

/** What the vendor documents about one gateway. */
export interface Entry extends Ordering, Description {
  readonly id: string
}
