// What the pure machine needs to know besides the state: the switches of the sandbox, resolved once.

/** The key of a sandbox that was given none. */
export const defaultKey = "sandbox-api-key"

/** Habits of the real service that a client has to live with. All on by default. */
export interface Quirks {
  /** An `order_id` of only digits comes back as a number. */
  readonly numericOrderId: boolean
  /** `"50.00"` and `"1"` in carts and tax tables. */
  readonly numericText: boolean
  /** `[]` where an object without members is due, as PHP prints both; `payment_details` is `{}` all the same. */
  readonly emptyLists: boolean
  /** Dutch wall-clock times without a zone; off: `Z`. */
  readonly localTimes: boolean
  /** Transaction ids of 17 digits as bare JSON numbers; off: 7 digits. */
  readonly longIds: boolean
  /**
   * `last4`, `card_expiry_date` and `external_transaction_id` as text in `payment_details` and, of a card, as numbers in
   * `payment_methods`; off: what the specification says.
   */
  readonly looseCards: boolean
  /** `null` and `""` for what is not there; off: left out. */
  readonly nulls: boolean
  /** `phone1` and `phone2` for the `phone` of the request. */
  readonly renamedPhone: boolean
  /** `\/` for `/` in answers, as PHP prints it; notifications have `/`. */
  readonly escapedSlashes: boolean
  /** Notifications have their keys in alphabetical order. */
  readonly sortedNotifications: boolean
  /**
   * In notifications the order's id, those of costs and `external_transaction_id` are text, and `transaction_id` is text for about
   * every other order.
   */
  readonly textIds: boolean
}

export const quirksOn: Quirks = {
  numericOrderId: true,
  numericText: true,
  emptyLists: true,
  localTimes: true,
  longIds: true,
  looseCards: true,
  nulls: true,
  renamedPhone: true,
  escapedSlashes: true,
  sortedNotifications: true,
  textIds: true
}

export const quirksOff: Quirks = {
  numericOrderId: false,
  numericText: false,
  emptyLists: false,
  localTimes: false,
  longIds: false,
  looseCards: false,
  nulls: false,
  renamedPhone: false,
  escapedSlashes: false,
  sortedNotifications: false,
  textIds: false
}

export interface Settings {
  /** Where the payment page is. No trailing slash. */
  readonly origin: string
  /** Names that the server answers to besides those of this machine. */
  readonly hosts?: ReadonlyArray<string> | undefined
  readonly seed: number
  readonly siteId: number
  readonly accountId: number
  readonly orderIdReuse: "refuse" | "refuse-when-completed"
  readonly preTransactionVisible: boolean
  readonly unknownFields: "refuse" | "ignore"
  readonly quirks: Quirks
  /** Gateways the site has enabled. */
  readonly gateways: ReadonlyArray<string>
  /** Orders may name the gateways that only plug-ins offer. Files of older sandboxes do not say. */
  readonly takesOthers?: boolean | undefined
  /** Milliseconds after the first attempt at which a notification is sent again. */
  readonly resendAfter: ReadonlyArray<number>
}
