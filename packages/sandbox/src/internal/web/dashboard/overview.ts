// The dashboard's first page: what orders there are, how to connect, the clock, the faults.
import type { SimulatorShape } from "../../simulator/Simulator.ts"
import * as Redacted from "effect/Redacted"
import type { Notice } from "../../../Notice.ts"
import { entryOf } from "../../rules/methods.ts"
import * as State from "../../state/State.ts"
import { html, type Html } from "../Html.ts"
import { defaultKey } from "../../state/Settings.ts"
import { clockPanel, faultPanel, magicPanel, resetPanel } from "./panels.ts"
import { amountOf, dashboardPage, live, orderPath, pairOf, time } from "./parts.ts"

const shown = 100

export const overview = (simulator: SimulatorShape, query: string, problem?: string): Html => {
  const state = simulator.state()
  const found = State.orders(state)
    .filter((order) => query === "" || matches(order, query))
    .reverse()
  return dashboardPage(
    "Orders",
    problem,
    html`<div class="columns">
      <div class="main-column">
        <section class="card" aria-label="Orders">
          <form method="get" action="/" role="search" class="row">
            <div class="field grow">
              <label for="q">Find an order</label
              ><input id="q" name="q" type="search" value="${query}" placeholder="order id, transaction id or status" />
            </div>
            <button type="submit">Find</button>
          </form>
          ${live("orders", found.length === 0 ? nothing(query) : table(state, found))}
        </section>
        ${connectPanel(simulator)} ${magicPanel}
      </div>
      <div>${clockPanel(simulator)} ${faultPanel(state)} ${resetPanel}</div>
    </div>`
  )
}

const matches = (order: State.Order, query: string): boolean =>
  [order.order_id, order.transaction_id ?? "", order.status, order.method ?? ""].some((text) =>
    text.toLowerCase().includes(query.toLowerCase())
  )

const table = (state: State.State, orders: ReadonlyArray<State.Order>): Html =>
  html`<div class="scroll">
    <table class="orders">
      <caption class="small">
        ${orders.length > shown ? `The last ${shown} of ${orders.length}` : `${orders.length} in all`}, the newest first
      </caption>
      <thead>
        <tr>
          <th scope="col">Order</th>
          <th scope="col">Method</th>
          <th scope="col" class="number">Amount</th>
          <th scope="col">Status / money</th>
          <th scope="col">Notified</th>
          <th scope="col">Changed</th>
        </tr>
      </thead>
      <tbody>
        ${orders.slice(0, shown).map((order) => row(order, State.noticesOf(state, order.order_id).at(-1)))}
      </tbody>
    </table>
  </div>`

const row = (order: State.Order, notice: Notice | undefined): Html =>
  html`<tr>
    <td>
      <a href="${orderPath(order)}" id="order-${order.key}">${order.order_id}</a
      >${order.kind !== "payment" && html` <span class="small">${order.kind}</span>`}
    </td>
    <td>${order.method === undefined ? "any" : (entryOf(order.method)?.name ?? order.method)}</td>
    <td class="number">${amountOf(order)}</td>
    <td>${pairOf(order)}</td>
    <td>${notice === undefined ? "—" : notice.state.replace("-", " ")}</td>
    <td>${time(order.modified)}</td>
  </tr> `

const nothing = (query: string): Html =>
  query === ""
    ? html`<p class="lead">No orders yet. Point your shop at this sandbox, or place an example.</p>
        <form method="post" action="/dashboard/example">
          <button type="submit" class="button">Place an example order</button>
        </form>`
    : html`<p class="lead">No order matches. <a href="/">Show all</a></p>`

// Another key than the default was chosen by somebody who may have reasons not to see it on a screen.
const connectPanel = (simulator: SimulatorShape): Html => {
  const key = Redacted.value(simulator.apiKey)
  const { origin } = simulator.settings()
  return html`<section class="card" aria-labelledby="connect">
    <h2 id="connect">Connect a shop</h2>
    <pre><code>MULTISAFEPAY_BASE_URL=${origin}/v1/json
MULTISAFEPAY_API_KEY=${key === defaultKey ? key : "the key this sandbox was started with"}</code></pre>
    <form method="post" action="/dashboard/example" class="row">
      <button type="submit">Place an example order</button>
    </form>
  </section>`
}
