// One order: where it stands, what can happen to it now, and what happened.
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { SimulatorShape } from "../../simulator/Simulator.ts"
import * as Money from "@effect-multisafepay/core/Money"
import { possible } from "../../machine/outcomes.ts"
import { refundable } from "../../machine/refunds.ts"
import * as secondChance from "../../machine/secondChance.ts"
import { isExpired } from "../../machine/tokens.ts"
import { entryOf, statusesOf } from "../../rules/methods.ts"
import * as State from "../../state/State.ts"
import { formatAmount } from "../amount.ts"
import { html, type Html } from "../Html.ts"
import * as Outcome from "../../../Outcome.ts"
import { ago, amountOf, copy, dashboardPage, live, orderPath, pairOf } from "./parts.ts"
import { timeline } from "./timeline.ts"

export const orderPage = (simulator: SimulatorShape, order: State.Order, problem?: string): Html => {
  const state = simulator.state()
  return dashboardPage(
    order.order_id,
    problem,
    html`<section class="card" aria-label="The order">${live("facts", facts(simulator, state, order))}</section>
      <section class="card" aria-labelledby="actions">
        <h2 id="actions">What can happen now</h2>
        ${live("now", actions(simulator, order))}
      </section>
      <section class="card" aria-labelledby="history">
        <h2 id="history">What happened</h2>
        ${live("timeline", timeline(state, order.order_id, orderPath(order), simulator.time.now()))}
      </section>`
  )
}

const fact = (term: string, value: Html | string): Html =>
  html`<div>
    <dt>${term}</dt>
    <dd>${value}</dd>
  </div>`

const facts = (simulator: SimulatorShape, state: State.State, order: State.Order): Html => {
  const { origin } = simulator.settings()
  const parent = State.byKey(state, order.parent)
  const children = order.children.flatMap((key) => State.byKey(state, key) ?? [])
  return html`<dl class="facts">
    ${fact("Status / money", pairOf(order))} ${fact("Amount", amountOf(order))}
    ${fact("Method", order.method === undefined ? "not chosen" : `${entryOf(order.method)?.name ?? order.method} (${order.method})`)}
    ${fact("Kind", order.kind === "payment" ? order.flow : order.kind)}
    ${order.details.recurring_id !== undefined && fact("Token", html`${order.details.recurring_id}${copy("copy-token", order.details.recurring_id)}`)}
    ${fact("Order id", html`${order.order_id}${copy("copy-order", order.order_id)}`)}
    ${fact("Transaction id", order.transaction_id === undefined ? "none yet" : html`${order.transaction_id}${copy("copy-transaction", order.transaction_id)}`)}
    ${fact("Placed", ago(order.created, simulator.time.now()))}
    ${order.reason !== "" && fact("Reason", `${order.reason_code} ${order.reason}`.trim())}
    ${(order.giftCards ?? []).map((one) => fact(entryOf(one.brand)?.name ?? one.brand, formatAmount(one.amount, order.currency, "en-US")))}
    ${order.refunded > 0 && fact("Refunded", formatAmount(order.refunded, order.currency, "en-US"))}
    ${order.details.description !== "" && fact("Description", order.details.description)}
    ${parent !== undefined && fact("Belongs to", html`<a href="${orderPath(parent)}">${parent.order_id}</a>`)}
    ${children.length > 0 && fact("Made of it", html`${children.map((child) => html`<a href="${orderPath(child)}">${child.kind} ${amountOf(child)}</a> `)}`)}
    ${order.kind === "payment" && fact("Payment page", html`<a href="${origin}/pay/${order.session_id}">open</a>`)}
  </dl>`
}

const actions = (simulator: SimulatorShape, order: State.Order): Html => {
  const state = simulator.state()
  const now = simulator.time.now()
  const outcomes = possible(order, now)
  const path = orderPath(order)
  const parts = [
    ...(outcomes.length === 0 ? [] : [outcomeForm(path, outcomes)]),
    ...disputes(state, order, path, now),
    ...amounts(path, order),
    ...(canShip(order) ? [button(path, "ship", "Ship")] : []),
    ...tokenForms(state, order, path, now),
    ...(secondChance.why(order, now) === undefined ? [button(path, "remind", "Send the Second Chance mail")] : []),
    ...(order.details.notification_url === undefined ? [] : [button(path, "notify", "Notify the shop again")])
  ]
  return parts.length === 0 ? html`<p class="lead">Nothing.</p>` : html`<div class="stack">${parts}</div>`
}

/** A form that is a button alone. */
const button = (path: string, id: string, label: string): Html =>
  html`<form method="post" action="${path}/${id}"><button type="submit" id="${id}">${label}</button></form>`

const disputes = (state: State.State, order: State.Order, path: string, now: number): ReadonlyArray<Html> => {
  const next = State.children(state, order, "chargeback").flatMap((one) => possible(one, now))
  return next.length === 0
    ? []
    : [
        html`<form method="post" action="${path}/dispute" class="row">
          ${next.includes("completed") && html`<button type="submit" name="end" value="lose" id="lose" class="bad">Lose the dispute</button>`}
          <button type="submit" name="end" value="win" id="win" class="good">Win the dispute</button>
        </form>`
      ]
}

/** Of the card or account that the order stored or was charged to. */
const tokenForms = (state: State.State, order: State.Order, path: string, now: number): ReadonlyArray<Html> => {
  const token = Option.getOrUndefined(HashMap.get(state.tokens, order.details.recurring_id ?? ""))
  if (token === undefined || order.kind !== "payment") return []
  return [
    html`<form method="post" action="${path}/renewals" class="row">
      <div class="field grow">
        <label for="renewals">How the next charges of its token end</label>
        <p class="hint" id="renewals-hint">
          In turn: completed, uncleared, declined or declined:4002. Then they complete.
        </p>
        <input
          id="renewals"
          name="outcomes"
          type="text"
          autocomplete="off"
          aria-describedby="renewals-hint"
          value="${(token.renewals ?? []).join(", ")}"
        />
      </div>
      <button type="submit" id="renew">Set</button>
    </form>`,
    ...(token.expiry === undefined || isExpired(token, now) ? [] : [button(path, "expire", "Let its card expire")])
  ]
}

const outcomeForm = (path: string, outcomes: ReadonlyArray<Outcome.Outcome>): Html =>
  html`<form method="post" action="${path}/outcomes" class="row">
    ${outcomes.map((outcome) => html`<button type="submit" name="outcome" value="${outcome}" id="outcome-${outcome}" class="${toneOf(outcome)}" title="${Outcome.meanings[outcome]}">${outcome}</button>`)}
  </form>`

const toneOf = (outcome: Outcome.Outcome): string => {
  switch (outcome) {
    case "completed":
    case "authorised":
    case "settled":
      return "good"
    case "declined":
    case "cancelled":
    case "expired":
    case "chargeback":
      return "bad"
    default:
      return ""
  }
}

const amounts = (path: string, order: State.Order): ReadonlyArray<Html> => {
  const left = refundable(order)
  const remain = order.phase === "authorised" ? (order.capture?.remain ?? 0) : 0
  return [
    ...(left > 0 ? [amountForm(`${path}/refunds`, "refund", "Refund", left, order.currency)] : []),
    ...(remain > 0 ? [amountForm(`${path}/captures`, "capture", "Capture", remain, order.currency)] : [])
  ]
}

const amountForm = (action: string, id: string, label: string, amount: number, currency: string): Html =>
  html`<form method="post" action="${action}" class="row">
    <div class="field">
      <label for="${id}-amount">${label}, ${currency}</label
      ><input
        id="${id}-amount"
        name="amount"
        type="text"
        inputmode="decimal"
        autocomplete="off"
        value="${Money.format({ amount, currency })}"
      />
    </div>
    <button type="submit" id="${id}">${label}</button>
  </form>`

const canShip = (order: State.Order): boolean =>
  order.kind === "payment" &&
  !order.shipped &&
  order.status !== "uncleared" &&
  (order.phase === "paid" || order.phase === "settled") &&
  statusesOf(order.method).shipped !== undefined
