// Where the payer goes back to. The shop wrote the address, so it is not trusted: only http, https and schemes of apps get through,
// and what gets through is printed by the URL parser, without line breaks or anything else a header could choke on.
import { withOrderId } from "../../wire/placed.ts"

// Schemes that a browser gives a meaning of its own. An app's scheme is anything else.
const reserved: ReadonlySet<string> = new Set([
  ..."about blob chrome content data devtools feed file filesystem ftp intent jar javascript livescript mailto".split(
    " "
  ),
  ..."mocha ms-its res resource search-ms sms tel vbscript view-source ws wss".split(" ")
])

/** The address with the order id appended as the service does, or undefined when a payer must not be sent there. */
export const returnUrl = (address: string | undefined, order_id: string): string | undefined => {
  if (address === undefined) return undefined
  const url = URL.parse(withOrderId(address.trim(), order_id))
  if (url === null) return undefined
  const scheme = url.protocol.slice(0, -1)
  if (scheme === "http" || scheme === "https") return url.hostname === "" ? undefined : url.href
  // RFC 8252 recommends reversed domain names with a single slash (`com.shop.app:/paid`), practice has `shop://paid`.
  return !reserved.has(scheme) && url.href.startsWith(`${scheme}:/`) ? url.href : undefined
}

/** The scheme as a source of a Content-Security-Policy. */
export const schemeOf = (url: string): string => url.slice(0, url.indexOf(":") + 1)

/** Whose shop it is, as far as an order tells. */
export const hostOf = (address: string | undefined): string | undefined => {
  const url = address === undefined ? null : URL.parse(address)
  return url === null || url.host === "" ? undefined : url.host
}
