// What the vendor's page of error codes says of each. See https://docs.multisafepay.com/reference/error-reference.
import type { Code } from "./rulings.ts"

/** A code in the vendor's words. */
export interface Documented {
  readonly meaning: string
  /** HTTP statuses the vendor documents it with. Absent: none documented. */
  readonly statuses?: ReadonlyArray<number>
}

export const documented: { readonly [C in Code]: Documented } = {
  1000: { meaning: "Unknown error", statuses: [404, 410] },
  1001: { meaning: "Invalid amount", statuses: [422] },
  1002: { meaning: "Invalid or unsupported currency" },
  1003: { meaning: "Invalid account id", statuses: [404] },
  1004: { meaning: "Invalid website id" },
  1005: { meaning: "Invalid security code" },
  1006: { meaning: "Invalid order id", statuses: [404] },
  1007: { meaning: "Invalid ip_address or forwarded_ip" },
  1008: { meaning: "Invalid description" },
  1009: { meaning: "Not defined by the vendor" },
  1010: { meaning: "Invalid var1, var2 or var3" },
  1011: { meaning: "Invalid customer account id" },
  1012: { meaning: "Invalid customer security code" },
  1013: { meaning: "Invalid MD5 signature" },
  1014: { meaning: "Unspecified error" },
  1015: { meaning: "Account id missing or unknown" },
  1016: { meaning: "Required data missing" },
  1017: { meaning: "Balance of the MultiSafepay wallet too low" },
  1018: { meaning: "Invalid country code" },
  1019: { meaning: "Site inactive or blocked", statuses: [404] },
  1020: { meaning: "Account blocked" },
  1021: { meaning: "The bank could not start this direct transaction" },
  1022: { meaning: "The transaction cannot be started, often because the provider has one already (ERR_EXISTS)" },
  1023: { meaning: "Gateway not available", statuses: [404] },
  1024: { meaning: "Transaction refused" },
  1025: { meaning: "Several currencies in the cart" },
  1026: { meaning: "The cart's currency differs from the order's" },
  1027: { meaning: "The cart's total differs from the amount" },
  1028: { meaning: "Invalid rate in a tax table" },
  1029: { meaning: "The tax rate of an item does not match its tax table" },
  1030: { meaning: "Invalid or unsupported currency of an item" },
  1031: { meaning: "Invalid price of an item" },
  1032: { meaning: "Invalid API key", statuses: [401] },
  1033: { meaning: "Refund information could not be read" },
  1034: {
    meaning:
      "Refund refused: above the amount paid, balance too low, already refunded or cancelled, or the same amount within 5 minutes"
  },
  1035: { meaning: "Invalid MD5 signature" },
  1036: { meaning: "Invalid iDEAL issuer" },
  5001: { meaning: "The cart was not validated when the order was created" },
  9999: { meaning: "Unknown error" }
}
