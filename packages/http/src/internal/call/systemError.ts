// What a transport's error says, for transports that do not tell themselves whether a request began to leave (`RequestProgress`). Only what
// can have happened in no other place than before the first byte is `connecting`; whatever is not recognised may have been sent.
export interface SystemError {
  /** The system's own word for it. */
  readonly code: string
  /**
   * `argument`: the request itself cannot be sent, now or later. `connecting`: there was no connection yet. `open`: there may have been one,
   * and the request with it.
   */
  readonly phase: "argument" | "connecting" | "open"
}

// Codes that only a connection in the making ends with: of the resolver, of sockets, of certificates and of TLS's first messages. A host or
// a network that cannot be reached is none of them: on Linux an open connection ends with the same codes, when what was sent is not
// acknowledged. Nor are alerts that may come at any time, such as an internal error.
const connectingCodes: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ConnectionRefused",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_CLOSED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_REVOKED",
  "CERT_UNTRUSTED",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "ERR_SSL_UNSUPPORTED_PROTOCOL",
  "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
  "ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY",
  "ERR_SSL_TLSV1_UNRECOGNIZED_NAME",
  "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL",
  "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE",
  "ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE"
])

// The same in words, where the code alone leaves it open: Node's, Bun's, Deno's. A record of another version is what a server without TLS
// answers first, and what a proxy may write into an open connection; OpenSSL names the file in which no version has been agreed on yet.
const connectingWords = [
  "before secure TLS connection was established",
  "The TLS handshake failed",
  "client error (Connect)",
  "tlsany_meth"
]

const argumentCodes: ReadonlySet<string> = new Set([
  "UND_ERR_INVALID_ARG",
  "ERR_INVALID_ARG_TYPE",
  "ERR_INVALID_ARG_VALUE",
  "ERR_INVALID_CHAR",
  "ERR_HTTP_INVALID_HEADER_VALUE",
  "ERR_INVALID_HTTP_TOKEN"
])

// What `fetch` of Node, Bun, Deno and workerd says of a header that it cannot send.
const argumentWords = /ByteString|invalid header (?:name|value)|has invalid value/i

const unrecognised: SystemError = { code: "connection error", phase: "open" }

/**
 * What an error says. `fetch` wraps the system's error once, undici not at all; when a name has several addresses, an error for each of
 * them comes in an AggregateError.
 */
export const systemError = (error: unknown, depth = 0): SystemError => {
  if (typeof error !== "object" || error === null || depth > 5) return unrecognised
  const { cause, code, errors, message, name, syscall } = error as Partial<Record<string, unknown>>
  if (Array.isArray(errors) && errors.length > 0) {
    const each = errors.map((one) => systemError(one, depth + 1))
    return each.find(({ phase }) => phase === "open") ?? each[0] ?? unrecognised
  }
  const words = typeof message === "string" ? message : ""
  // Where the system call is named, it decides.
  if (typeof code === "string" && typeof syscall === "string") {
    return { code, phase: syscall === "connect" || syscall === "getaddrinfo" ? "connecting" : "open" }
  }
  if (connectingWords.some((some) => words.includes(some))) {
    return { code: typeof code === "string" ? code : "connection error", phase: "connecting" }
  }
  if (typeof code === "string") {
    return { code, phase: argumentCodes.has(code) ? "argument" : connectingCodes.has(code) ? "connecting" : "open" }
  }
  if (name === "TypeError" && cause === undefined && argumentWords.test(words)) {
    return { code: "invalid header", phase: "argument" }
  }
  return systemError(cause, depth + 1)
}
