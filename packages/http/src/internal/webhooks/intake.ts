// One call to the notification URL, from raw request to receipt: recognise, bound, verify, read, hand over. A sender that hangs up does not
// stop your effect: the work belongs to the intake, the request only waits for it.
import type { InvalidNotification } from "@effect-multisafepay/core/InvalidNotification"
import * as Notification from "@effect-multisafepay/core/Notification"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FiberSet from "effect/FiberSet"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import {
  type Keys,
  KeysTimeout,
  type Needs,
  NotHandled,
  type Options,
  type Receipt,
  type Site
} from "../../WebhookOptions.ts"
import type * as Orders from "../../Orders.ts"
import { WebhookQueue } from "../../WebhookQueue.ts"
import * as Refused from "../../WebhookRefused.ts"
import * as WebhookStore from "../../WebhookStore.ts"
import * as Body from "./body.ts"
import * as Content from "./content.ts"
import * as Deliver from "./deliver.ts"
import * as Telemetry from "./telemetry.ts"
import * as Unverified from "./unverified.ts"
import * as Workers from "./workers.ts"

type Request = HttpServerRequest.HttpServerRequest
type Failure = Refused.WebhookRefused | NotHandled

export interface Intake {
  readonly receive: (request: Request) => Effect.Effect<Receipt, Failure>
  readonly handOver: (order: Orders.Details, site: string) => Effect.Effect<Receipt, Failure>
}

/** A signed notification, with the text that was signed. */
interface Signed extends Deliver.Told {
  readonly body: string
  readonly timestamp: number
}

export const make = Effect.fnUntraced(function* <R, Reread extends boolean>(
  options: Options<R, Reread>
): Effect.fn.Return<Intake, InvalidNotification, Needs<R, Reread> | Scope.Scope> {
  const refuse = Refused.refuser(options.statuses)
  const readTimeout = Duration.fromInputUnsafe(options.readTimeout ?? Duration.seconds(10))
  const limits: Body.Limits = {
    maxBodySize: options.maxBodySize ?? 1_048_576,
    readTimeout,
    contentType: options.contentType ?? Body.isPlausible
  }
  const maxInHand = options.maxInHand ?? 512
  const maxUnverified = Math.max(options.maxUnverified ?? 512, 1)
  const unverified = Unverified.make(
    { count: maxUnverified, bytes: Math.max(options.maxUnverifiedBytes ?? 33_554_432, limits.maxBodySize) },
    refuse
  )
  const hints = options.hints ?? "accept"

  const verifierOf = yield* makeVerifierOf(options, readTimeout)
  const store = yield* Effect.flatMap(
    Effect.serviceOption(WebhookStore.WebhookStore),
    Option.match({ onNone: () => WebhookStore.makeMemory(), onSome: Effect.succeed })
  )
  const queue = Option.getOrUndefined(yield* Effect.serviceOption(WebhookQueue))
  const deliver = yield* Deliver.make(options, store)

  // Registered first, so that it is interrupted last: after the wait below.
  const inHand = yield* FiberSet.make<Receipt, NotHandled>()
  const hinted = yield* FiberSet.make<Receipt, NotHandled>()
  const shutdownTimeout = options.shutdownTimeout ?? Duration.seconds(20)
  let closing = false
  if (queue !== undefined) yield* Workers.run(queue, deliver, { shutdownTimeout, onParked: options.onParked })
  yield* Effect.addFinalizer(() =>
    Effect.suspend(() => {
      closing = true
      return Effect.timeoutOrElse(Effect.andThen(FiberSet.awaitEmpty(inHand), FiberSet.awaitEmpty(hinted)), {
        duration: shutdownTimeout,
        orElse: () => Effect.void
      })
    })
  )

  const verified = Effect.fnUntraced(function* (
    request: Request,
    query: URLSearchParams,
    place: Unverified.Place
  ): Effect.fn.Return<Signed, Failure> {
    const header = request.headers["auth"]
    const body = yield* Body.read(request, limits, refuse, place)
    const site = yield* verifierOf(request)
    if (site === undefined) return yield* refuse(new Refused.UnknownSite())
    const verified = yield* Effect.mapError(site.verifier.verify({ body, header }), refuse)
    const notification = yield* Effect.mapError(Notification.decode(verified, { query }), refuse)
    const told = { ...notification, site: site.site, body: verified.text() }
    return { ...told, id: yield* Content.idOf(told) }
  })

  // The header alone turns most strangers away, before they have a place and before they have sent a body.
  const signed = (request: Request, query: URLSearchParams): Effect.Effect<Signed, Failure> =>
    Effect.andThen(
      Effect.mapError(Notification.checkHeader(request.headers["auth"]), refuse),
      unverified.withPlace((place) => verified(request, query, place))
    )

  const pass = (delivery: Signed | Deliver.Told | Deliver.Hint): Effect.Effect<Receipt, NotHandled> =>
    queue === undefined || !("body" in delivery)
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
            Effect.catchCause((cause) => Effect.fail(new NotHandled({ cause, order_id: delivery.order_id })))
          )

  // Goes on when the request is given up; `closing` is looked at again because the body may have taken its time.
  const detached = (
    delivery: Signed | Deliver.Told | Deliver.Hint,
    set: FiberSet.FiberSet<Receipt, NotHandled>,
    most: number
  ): Effect.Effect<Receipt, Failure> =>
    Effect.flatMap(FiberSet.size(set), (size): Effect.Effect<Receipt, Failure> => {
      if (closing) return Effect.fail(refuse(new Refused.Busy({ why: "closing" })))
      if (size >= most) return Effect.fail(refuse(new Refused.Busy({ why: "in hand" })))
      return Effect.flatMap(FiberSet.run(set, pass(delivery)), (fiber): Effect.Effect<Receipt, NotHandled> =>
        Effect.catchCauseIf(
          Fiber.join(fiber),
          (cause) => Cause.hasInterrupts(cause),
          (cause) => Effect.fail(new NotHandled({ cause, order_id: delivery.order_id }))
        )
      )
    })

  const take = (request: Request, query: URLSearchParams): Effect.Effect<Receipt, Failure> =>
    Effect.flatMap(signed(request, query), (delivery) => detached(delivery, inHand, maxInHand))

  const accept = Effect.fnUntraced(function* (request: Request): Effect.fn.Return<Receipt, Failure> {
    const query = queryOf(request)
    const call = Notification.classifyRequest({ method: request.method, query, hasBody: request.method === "POST" })
    switch (call._tag) {
      case "Signed":
        return yield* take(request, query)
      case "Pretransaction":
        return request.method === "POST" && options.pretransaction === "handle"
          ? yield* take(request, query)
          : { _tag: "Ignored", why: "pretransaction" }
      case "WithoutTimestamp":
        return request.method === "POST" && options.withoutTimestamp === "verify"
          ? yield* take(request, query)
          : { _tag: "Ignored", why: "without timestamp" }
      case "Hint": {
        if (hints === "refuse") return yield* refuse(new Refused.NotANotification({ call: "Hint" }))
        if (hints === "ignore" || (options.reread !== true && options.ordersOf === undefined))
          return { _tag: "Ignored", why: "hint" }
        // Anybody can send one, so hints have places of their own and take none of the notifications'.
        const site = yield* unverified.withPlace(() => verifierOf(request))
        if (site === undefined) return yield* refuse(new Refused.UnknownSite())
        return yield* detached({ id: undefined, order_id: call.order_id, site: site.site }, hinted, maxUnverified)
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

  const told = (refused: Refused.WebhookRefused): Effect.Effect<void> =>
    Effect.suspend(() => options.onRefused?.(refused) ?? Effect.void).pipe(
      Effect.timeoutOrElse({
        duration: readTimeout,
        orElse: () => Effect.logWarning("`onRefused` took longer than readTimeout and was given up")
      }),
      Effect.catchCause((cause) => Effect.logWarning("`onRefused` failed", cause))
    )

  const receive = (request: Request): Effect.Effect<Receipt, Failure> =>
    Effect.suspend(() => (closing ? Effect.fail(refuse(new Refused.Busy({ why: "closing" }))) : accept(request))).pipe(
      // A request may be anything that looks like one. What it breaks is answered and logged like what your effect breaks.
      Effect.catchDefect((defect) => Effect.fail(new NotHandled({ cause: Cause.die(defect) }))),
      Effect.tapErrorTag("WebhookRefused", told),
      Telemetry.received
    )

  // Not through the queue: whoever reads an order waits for what becomes of it, and asks again by itself.
  const handOver = (order: Orders.Details, site: string): Effect.Effect<Receipt, Failure> => {
    const told = { order, order_id: order.order_id, site, kind: "order" as const }
    return Effect.flatMap(Content.idOf(told), (id) =>
      detached({ ...told, id, timestamp: undefined }, inHand, maxInHand)
    ).pipe(Telemetry.received)
  }

  return { receive, handOver }
})

interface VerifierOf {
  readonly site: string
  readonly verifier: Notification.Verifier
}

type VerifierLookUp = (request: Request) => Effect.Effect<VerifierOf | undefined, NotHandled | Refused.WebhookRefused>

// Keys that are known now are imported now, so that a blank one stops the program instead of every notification.
const makeVerifierOf = Effect.fnUntraced(function* (
  { keys, window, statuses }: Pick<Options<never>, "keys" | "window" | "statuses">,
  timeout: Duration.Duration
): Effect.fn.Return<VerifierLookUp, InvalidNotification> {
  if (Redacted.isRedacted(keys) || Array.isArray(keys)) {
    const known: VerifierOf = { site: "", verifier: yield* Notification.makeVerifier({ keys: keys as Keys, window }) }
    return () => Effect.succeed(known)
  }
  const look = keys as Exclude<typeof keys, Keys>
  const refuse = Refused.refuser(statuses)
  const verifiers = new WeakMap<object, Notification.Verifier>()
  const siteOf = (request: Request): Effect.Effect<Site | undefined, unknown> =>
    Effect.isEffect(look) ? Effect.map(look, (keys): Site => ({ site: "", keys })) : look(request)
  return Effect.fnUntraced(function* (request) {
    const site = yield* Effect.suspend(() => siteOf(request)).pipe(
      Effect.timeoutOrElse({ duration: timeout, orElse: () => Effect.fail(new KeysTimeout({ timeout })) }),
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
