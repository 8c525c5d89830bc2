// The payment page's routes. Looking at the page of a chosen method opens the payment, as on the real one; everything else that changes
// an order is a form, and every form ends in a 303.
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { cardReasons } from "@effect-multisafepay/core/DeclineReason"
import type { Command, Plan } from "../../state/Command.ts"
import { Simulator, type SimulatorShape } from "../../simulator/Simulator.ts"
import { possible } from "../../machine/outcomes.ts"
import type { Card } from "../../state/State.ts"
import { assets } from "../assets.ts"
import { isChoice, plans, threeDSecureRefused } from "./choices.ts"
import { readAccount, readCard, readGiftCard } from "./forms.ts"
import { isPartPaid } from "../../rules/giftCards.ts"
import { isGeneric } from "../../rules/methods.ts"
import { guarded, isSameOrigin } from "../../edges/guard.ts"
import type { Html } from "../Html.ts"
import { challengePage, chooserPage, statePage, unknownPage } from "./otherPages.ts"
import { paymentPage, type Typed } from "./paymentPage.ts"
import { page, seeOther } from "../respond.ts"
import { afterwards, formAction, isFree, type Visit, visit } from "./Visit.ts"

type Response = HttpServerResponse.HttpServerResponse

const show = (one: Visit, content: Html, status = 200): Response =>
  page(content, { status, formAction: formAction(one) })

const unknown = page(unknownPage(), { status: 404 })

/** The order behind the address, as it is now. */
const arrive = Effect.gen(function* () {
  const simulator = yield* Simulator
  const request = yield* HttpServerRequest.HttpServerRequest
  const { params } = yield* HttpRouter.RouteContext
  const { searchParams } = new URL(request.originalUrl, "http://sandbox")
  const look = (picked: string | null) =>
    visit(simulator.state(), simulator.settings(), simulator.time.now(), params["session"] ?? "", picked)
  return { simulator, request, look, picked: searchParams.get("method") }
})

const showPage = Effect.gen(function* () {
  const { simulator, look, picked, request } = yield* arrive
  const before = look(picked)
  if (before === undefined) return unknown
  if (before.state === "challenge") return seeOther(`${before.path}/3ds`)
  if (before.state !== "form") return show(before, statePage(before, before.state), before.state === "gone" ? 410 : 200)
  if (before.method === undefined) return show(before, chooserPage(before))
  if (request.method === "GET") yield* open(simulator, before, before.method)
  const now = look(picked) ?? before
  return show(now, paymentPage(now, before.method))
})

// An order id can have been used again since; the transaction id cannot.
const nameOf = (order: Visit["order"]): string => order.transaction_id ?? order.order_id

// Once per method: reloading the page is not another attempt, and neither is coming back to one that failed.
const open = (simulator: SimulatorShape, { now, order }: Visit, method: string) => {
  const isFirst = order.phase === "session"
  const isOther = order.phase === "open" && isFree(order) && order.method !== method
  return (isFirst || isOther) && possible(order, now).includes("opened")
    ? simulator.submit({
        _tag: "ChooseOutcome",
        order_id: nameOf(order),
        outcome: "opened",
        options: { gateway: method }
      })
    : Effect.void
}

const submitted = Effect.gen(function* () {
  const { simulator, look, request } = yield* arrive
  const fields = new URLSearchParams(yield* Effect.orElseSucceed(request.text, () => ""))
  const here = look(fields.get("method"))
  if (here === undefined) return unknown
  // The form of `customer_verification` is posted from the shop's own page, and asks for nothing but to go on.
  if ([...fields.keys()].length === 0 || !isSameOrigin(request, simulator.settings().origin)) return seeOther(here.path)
  const act = pay(simulator, here, look)
  const choice = fields.get("choice")
  if (here.state === "processing") return yield* act(processing(here, choice))
  if (here.state !== "form") return seeOther(here.path)
  const { method } = here
  const form = fields.get("form")
  if (method !== undefined && (form === "card" || form === "account")) {
    const read = form === "card" ? readCard(fields, method, here.now) : readAccount(fields, method)
    if (Result.isSuccess(read)) return yield* act(read.success.plan, read.success.card)
    const typed: Typed = {
      mistakes: read.failure,
      expiry: fields.get("card_expiry") ?? "",
      holder: fields.get("card_holder") ?? ""
    }
    return show(here, paymentPage(here, method, typed), 422)
  }
  if (method !== undefined && form === "gift-card") {
    const read = readGiftCard(fields, here.order)
    if (Result.isFailure(read)) {
      return show(here, paymentPage(here, method, { mistakes: read.failure, expiry: "", holder: "" }), 422)
    }
    const order_id = nameOf(here.order)
    return yield* carryOut(simulator, here, look, {
      _tag: "PayByGiftCard",
      order_id,
      gateway: method,
      number: read.success
    })
  }
  if (!isChoice(choice) || (method === undefined && choice !== "cancelled")) return seeOther(here.path)
  if (choice === "threeDSecure") {
    yield* simulator.submit(command(here, plans.threeDSecure))
    return seeOther(`${here.path}/3ds`)
  }
  const reason_code = fields.get("reason_code")
  return yield* act(choice === "declined" ? declined(reason_code) : plans[choice])
})

const declined = (code: string | null): Plan =>
  code !== null && Object.hasOwn(cardReasons, code) ? { ...plans.declined, reason_code: code } : plans.declined

const processing = ({ now, order }: Visit, choice: string | null): Plan | undefined => {
  const next = possible(order, now)
  if (choice === "settle") return next.includes("completed") ? plans.paid : { now: "settled", later: [] }
  return choice === "reject" ? plans.declined : undefined
}

const command = ({ method, order }: Visit, plan: Plan, card?: Card): Command => {
  const leaves = order.phase === "session" && (plan.now === "cancelled" || plan.now === "expired")
  return leaves
    ? { _tag: "ChooseOutcome", order_id: nameOf(order), outcome: plan.now, options: {} }
    : {
        _tag: "PayOnPage",
        order_id: nameOf(order),
        method: isGeneric(method) ? (card?.brand ?? order.method) : method,
        card,
        plan
      }
}

const pay =
  (simulator: SimulatorShape, here: Visit, look: (picked: string | null) => Visit | undefined) =>
  (plan: Plan | undefined, card?: Card): Effect.Effect<Response> =>
    Effect.gen(function* () {
      if (plan === undefined) return seeOther(here.path)
      return yield* carryOut(simulator, here, look, command(here, plan, card))
    })

// What has become impossible in the meantime shows the page again, which says why.
const carryOut = (
  simulator: SimulatorShape,
  here: Visit,
  look: (picked: string | null) => Visit | undefined,
  what: Command
): Effect.Effect<Response> =>
  Effect.gen(function* () {
    const answer = yield* simulator.submit(what)
    const after = look(here.method ?? null) ?? here
    if (answer._tag === "Refusal") {
      return after.state === "form" && after.method !== undefined
        ? show(
            after,
            paymentPage(after, after.method, { mistakes: [], expiry: "", holder: "", general: "outcome" }),
            409
          )
        : seeOther(here.path)
    }
    // Something is left to pay.
    return seeOther(isPartPaid(after.order) && after.state === "form" ? here.path : (afterwards(after) ?? here.path))
  })

const showChallenge = Effect.map(arrive, ({ look }) => {
  const here = look(null)
  if (here === undefined) return unknown
  return here.order.phase === "open" ? show(here, challengePage(here)) : seeOther(here.path)
})

const answerChallenge = Effect.gen(function* () {
  const { simulator, look, request } = yield* arrive
  const here = look(null)
  if (here === undefined) return unknown
  const answer = new URLSearchParams(yield* Effect.orElseSucceed(request.text, () => "")).get("answer")
  if (here.order.phase !== "open" || (answer !== "accept" && answer !== "refuse")) return seeOther(`${here.path}/3ds`)
  const known = { ...here, method: here.order.method }
  return yield* pay(simulator, known, look)(answer === "accept" ? plans.paid : threeDSecureRefused)
})

export const payRoutes = Layer.mergeAll(
  HttpRouter.add("GET", "/pay/:session", guarded(showPage)),
  HttpRouter.add("POST", "/pay/:session", guarded(submitted, { crossOriginForms: true })),
  HttpRouter.add("GET", "/pay/:session/3ds", guarded(showChallenge)),
  HttpRouter.add("POST", "/pay/:session/3ds", guarded(answerChallenge)),
  assets
)
