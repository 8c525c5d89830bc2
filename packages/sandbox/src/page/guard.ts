// Who may use the pages. The sandbox has no log-in; what protects it from a web page in the same browser is that a page of another
// origin cannot forge `Origin` and `Sec-Fetch-Site`, and that a name somebody else controls (DNS rebinding) shows in `Host`.
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { Engine } from "../internal/Engine.ts"
import { isLoopback } from "../internal/sender.ts"

type Handled<E, R> = Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>

/** Lets a request through when it was sent to this machine by name, and a form when it was sent from one of our own pages. */
export const guarded = <E, R>(
  handler: Handled<E, R>,
  options: { readonly crossOriginForms?: boolean } = {}
): Handled<E, R | Engine | HttpServerRequest.HttpServerRequest> =>
  Effect.gen(function* () {
    const { origin } = (yield* Engine).settings()
    const request = yield* HttpServerRequest.HttpServerRequest
    if (!isOurs(request.headers["host"] ?? "", origin)) {
      return refusal(
        421,
        `This sandbox is at ${origin}. It answers to no other name, so that no web page can reach it.`
      )
    }
    const isRead = request.method === "GET" || request.method === "HEAD"
    return isRead || options.crossOriginForms === true || isSameOrigin(request)
      ? yield* handler
      : refusal(403, "This was sent by a page of another site. Nothing was changed.")
  })

// A rebinding attack needs a name in the public DNS. Addresses in digits are none, nor are names without a dot (a container's) or
// under the domains that are kept out of it.
const isOurs = (host: string, own: string): boolean => {
  const url = URL.parse(`http://${host}`)
  if (url === null || host === "" || url.username !== "") return false
  const name = url.hostname
  return isLoopback(name) || name === URL.parse(own)?.hostname || /^[\d.]+$/.test(name) || isPrivate.test(name)
}

const isPrivate = /^\[|^[a-z0-9-]+$|\.(?:internal|local|test|home\.arpa)$/

/** Whether a request may change something. A client that says nothing about where it comes from is no browser. */
export const isSameOrigin = ({ headers }: HttpServerRequest.HttpServerRequest): boolean => {
  const origin = headers["origin"]
  const site = headers["sec-fetch-site"]
  return (
    (origin === undefined || origin === `http://${headers["host"]}`) &&
    (site === undefined || site === "same-origin" || site === "none")
  )
}

const refusal = (status: number, text: string) =>
  HttpServerResponse.text(`${text}\n`, { status, headers: { "x-content-type-options": "nosniff" } })
