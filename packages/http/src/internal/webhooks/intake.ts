// One call to the notification URL, from raw request to receipt: recognise, bound, verify, read, hand over. The surprise: a sender that
// hangs up does not stop your effect. The work belongs to the intake; the request only waits for it.
import { type InvalidNotification, MalformedHeader, MissingHeader } from "@effect-multisafepay/core/InvalidNotification"
import * as Notification from "@effect-multisafepay/core/Notification"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FiberSet from "effect/FiberSet"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as Body from "./body.ts"
import * as Deliver from "./deliver.ts"
import * as Memory from "./memory.ts"
import type { WebhookStoreError } from "./model.ts"
import type { Keys, Needs, Options, Receipt, Site } from "./options.ts"
import { NotHandled } from "./options.ts"
import * as Refused from "./refused.ts"
import * as Telemetry from "./telemetry.ts"
import * as Workers from "./workers.ts"

type Request = HttpServerRequest.HttpServerRequest
type Failure = Refused.WebhookRefused | NotHandled

export interface Intake {
  readonly receive: (request: Request) => Effect.Effect<Receipt, Failure>
}

export const make = Effect.fnUntraced(function* <R, KR, SR, QR, Reread extends boolean>(
  options: Options<R, KR, SR, QR, Reread>
): Effect.fn.Return<Intake, InvalidNotification | WebhookStoreError, Needs<R, KR, SR, QR, Reread> | Scope.Scope> {
  const refuse = Refused.refuser(options.statuses)
  const limits: Body.Limits = {
    maxBodySize: options.maxBodySize ?? 1_048_576,
    readTimeout: options.readTimeout ?? Duration.seconds(10),
    contentType: options.contentType ?? Body.isPlausible
  }
  const maxInHand = options.maxInHand ?? 512
  const hints = options.hints ?? "accept"

  const verifierOf = yield* makeVerifierOf(options)
  const store = yield* options.store ?? Memory.memory()
  const queue = options.queue === undefined ? undefined : yield* options.queue
  const deliver = yield* Deliver.make(options, store)

  // Registered first, so that it is interrupted last: after the wait below.
  const inHand = yield* FiberSet.make<Receipt, NotHandled>()
  const shutdownTimeout = options.shutdownTimeout ?? Duration.seconds(20)
  let closing = false
  let calls = 0
  if (queue !== undefined) yield* Workers.run(queue, deliver, { shutdownTimeout, onParked: options.onParked })
  yield* Effect.addFinalizer(() =>
    Effect.suspend(() => {
      closing = true
      return Effect.timeoutOrElse(FiberSet.awaitEmpty(inHand), { duration: shutdownTimeout, orElse: () => Effect.void })
    })
  )

  const signed = Effect.fnUntraced(function* (
    request: Request,
    query: URLSearchParams
  ): Effect.fn.Return<Deliver.Signed, Failure> {
    // The header alone is enough to turn most strangers away before they have sent a body.
    const header = request.headers["auth"]
    if (header === undefined || header === "") return yield* refuse(new MissingHeader())
    if (header.length > 256) return yield* refuse(new MalformedHeader({ problem: "too long" }))
    const body = yield* Body.read(request, limits, refuse)
    const site = yield* verifierOf(request)
    if (site === undefined) return yield* refuse(new Refused.UnknownSite())
    const verified = yield* Effect.mapError(site.verifier.verify({ body, header }), refuse)
    const notification = yield* Effect.mapError(Notification.decode(verified, { query }), refuse)
    return {
      id: yield* contentHash(site.site, body),
      order_id: notification.order_id,
      order: notification.order,
      body: verified.text(),
      kind: notification.kind,
      site: site.site,
      timestamp: notification.timestamp
    }
  })

  const handOver = (delivery: Deliver.Signed | Deliver.Hint): Effect.Effect<Receipt, NotHandled> =>
    queue === undefined || delivery.id === undefined
      ? deliver(delivery, undefined)
      : queue
          .offer(delivery.id, {
            body: delivery.body,
            order_id: delivery.order_id,
            kind: delivery.kind,
            site: delivery.site,
            timestamp: delivery.timestamp
          })
          .pipe(
            Effect.as<Receipt>({ _tag: "Queued", order_id: delivery.order_id }),
            Effect.catchCause((cause) => Effect.fail(new NotHandled({ cause })))
          )

  // Goes on when the request is given up; `closing` is looked at again because the body may have taken its time.
  const detached = (delivery: Deliver.Signed | Deliver.Hint): Effect.Effect<Receipt, Failure> =>
    Effect.suspend((): Effect.Effect<Receipt, Failure> => {
      if (closing) return Effect.fail(refuse(new Refused.Busy({ closing })))
      return Effect.flatMap(
        FiberSet.run(inHand, counted(handOver(delivery))),
        (fiber): Effect.Effect<Receipt, NotHandled> =>
          Effect.catchCauseIf(
            Fiber.join(fiber),
            (cause) => Cause.hasInterrupts(cause),
            (cause) => Effect.fail(new NotHandled({ cause }))
          )
      )
    })

  const counted = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Effect.suspend(() => {
      calls++
      return Effect.ensuring(
        effect,
        Effect.sync(() => {
          calls--
        })
      )
    })

  const accept = Effect.fnUntraced(function* (request: Request): Effect.fn.Return<Receipt, Failure> {
    const query = queryOf(request)
    const call = Notification.classifyRequest({ method: request.method, query, hasBody: request.method === "POST" })
    switch (call._tag) {
      case "Signed":
        return yield* detached(yield* signed(request, query))
      case "Pretransaction":
        return request.method === "POST" && options.pretransaction === "handle"
          ? yield* detached(yield* signed(request, query))
          : { _tag: "Ignored", why: "pretransaction" }
      case "WithoutTimestamp":
        return request.method === "POST" && options.withoutTimestamp === "verify"
          ? yield* detached(yield* signed(request, query))
          : { _tag: "Ignored", why: "without timestamp" }
      case "Hint": {
        if (hints === "refuse") return yield* refuse(new Refused.NotANotification({ call: "Hint" }))
        if (hints === "ignore" || options.reread !== true) return { _tag: "Ignored", why: "hint" }
        const site = yield* verifierOf(request)
        if (site === undefined) return yield* refuse(new Refused.UnknownSite())
        return yield* detached({ id: undefined, order_id: call.order_id, site: site.site })
      }
      case "Shipping":
        return yield* refuse(new Refused.NotANotification({ call: "Shipping" }))
      case "Unknown":
        return yield* refuse(
          request.method === "GET" || request.method === "POST"
            ? new Refused.NotANotification({ call: "Unknown" })
            : new Refused.MethodNotAllowed()
        )
    }
  })

  const receive = (request: Request): Effect.Effect<Receipt, Failure> =>
    Effect.suspend((): Effect.Effect<Receipt, Failure> => {
      if (closing || calls >= maxInHand) return Effect.fail(refuse(new Refused.Busy({ closing })))
      return counted(accept(request))
    }).pipe(
      Effect.tapErrorTag("WebhookRefused", (refused) => options.onRefused?.(refused) ?? Effect.void),
      Telemetry.received
    )

  return { receive }
})

interface VerifierOf {
  readonly site: string
  readonly verifier: Notification.Verifier
}

type VerifierLookUp = (request: Request) => Effect.Effect<VerifierOf | undefined, NotHandled | Refused.WebhookRefused>

// Keys that are known now are imported now, so that a blank one stops the program instead of every notification.
const makeVerifierOf = Effect.fnUntraced(function* <R, KR, SR, QR, Reread extends boolean>(
  options: Options<R, KR, SR, QR, Reread>
): Effect.fn.Return<VerifierLookUp, InvalidNotification, KR> {
  const { keys, window } = options
  if (Redacted.isRedacted(keys) || Array.isArray(keys)) {
    const known: VerifierOf = { site: "", verifier: yield* Notification.makeVerifier({ keys: keys as Keys, window }) }
    return () => Effect.succeed(known)
  }
  const context = yield* Effect.context<KR>()
  const look = keys as Exclude<typeof keys, Keys>
  const refuse = Refused.refuser(options.statuses)
  const verifiers = new WeakMap<object, Notification.Verifier>()
  const siteOf = (request: Request): Effect.Effect<Site | undefined, unknown, KR> =>
    Effect.isEffect(look) ? Effect.map(look, (keys): Site => ({ site: "", keys })) : look(request)
  return Effect.fnUntraced(function* (request) {
    const site = yield* siteOf(request).pipe(
      Effect.provideContext(context),
      Effect.catchCause((cause) => Effect.fail(new NotHandled({ cause })))
    )
    if (site === undefined) return undefined
    const verifier =
      verifiers.get(site.keys) ??
      (yield* Effect.mapError(Notification.makeVerifier({ keys: site.keys, window }), refuse))
    verifiers.set(site.keys, verifier)
    return { site: site.site, verifier }
  })
})

const queryOf = (request: Request): URLSearchParams => {
  const start = request.url.indexOf("?")
  return new URLSearchParams(start === -1 ? "" : request.url.slice(start + 1))
}

// Of the signed bytes, never of the header: a resend is signed anew. The same bytes from two sites are two notifications.
const contentHash = (site: string, body: Uint8Array): Effect.Effect<string> =>
  Effect.map(
    Effect.promise(() => {
      const prefix = encoder.encode(`${site}\n`)
      const bytes = new Uint8Array(prefix.length + body.length)
      bytes.set(prefix)
      bytes.set(body, prefix.length)
      return globalThis.crypto.subtle.digest("SHA-256", bytes)
    }),
    (digest) => Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("")
  )

const encoder = new TextEncoder()
