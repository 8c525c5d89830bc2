// The dashboard's first page: what orders there are, how to connect, the clock, the faults.
import type { SimulatorShape } from "../../simulator/Simulator.ts"
import * as Redacted from "effect/Redacted"
import type { Notice } from "../../../Notice.ts"
import { entryOf } from "../../rules/methods.ts"
import type { Shelf } from "../../state/Register.ts"
import * as State from "../../state/State.ts"
import { html, type Html } from "../Html.ts"
import { defaultKey } from "../../state/Settings.ts"
import * as Search from "./Search.ts"
import { clockPanel, faultPanel, magicPanel, resetPanel } from "./panels.ts"
import { requestsWith } from "./requests.ts"
import { ago, amountOf, copy, dashboardPage, live, orderPath, pairOf } from "./parts.ts"

export const overview = (simulator: SimulatorShape, search: Search.Search, problem?: string): Html => {
  const state = simulator.state()
  const page = Search.find(state.orders, search)
  return dashboardPage(
    "Orders",
    problem,
    html`<div class="columns">
      <div class="main-column">
        <section class="card" aria-label="Orders">
          ${searchForm(search, [...state.orders.groups()])}
          ${live("orders", page.orders.length === 0 ? nothing(search) : table(state, page, search, simulator.time.now()))}
        </section>
        ${connectPanel(simulator)} ${magicPanel}
      </div>
      <div>${clockPanel(simulator)} ${faultPanel(state)} ${resetPanel}</div>
    </div>`,
    "/"
  )
}

const searchForm = (search: Search.Search, groups: ReadonlyArray<Shelf>): Html =>
  html`<form method="get" action="/" role="search" class="row">
    <div class="field grow">
      <label for="q">Find an order</label
      ><input
        id="q"
        name="q"
        type="search"
        value="${search.text ?? ""}"
        placeholder="order id, transaction id or status"
      />
    </div>
    ${filter(
      "status",
      "Status",
      search.status,
      groups.flatMap(({ status }) => status ?? []),
      (status) => status
    )}
    ${filter(
      "method",
      "Method",
      search.method,
      groups.flatMap(({ method }) => method ?? []),
      nameOf
    )}
    <button type="submit">Find</button>
  </form>`

// What no order has is not offered, but for what was asked: a form that forgets its choice misleads.
const filter = (
  name: string,
  label: string,
  chosen: string | undefined,
  values: ReadonlyArray<string>,
  says: (value: string) => string
): Html =>
  html`<div class="field">
    <label for="${name}">${label}</label>
    <select id="${name}" name="${name}">
      <option value="">any</option>
      ${[...new Set(chosen === undefined ? values : [...values, chosen])]
        .sort((a, b) => says(a).localeCompare(says(b)))
        .map((value) => html`<option value="${value}" ${value === chosen && html` selected`}>${says(value)}</option>`)}
    </select>
  </div>`

const nameOf = (method: string): string => entryOf(method)?.name ?? method

const table = (state: State.State, page: Search.Page<State.Order>, search: Search.Search, now: number): Html => {
  const pages = Search.pagesIn(page)
  return html`<table class="orders">
      <caption class="small">
        ${placeOf(page)}, the newest first
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
        ${page.orders.map((order) => row(order, State.noticesOf(state, order.order_id).at(-1), now))}
      </tbody>
    </table>
    ${
      pages !== 1 &&
      html`<nav class="pages" aria-label="Pages of orders">
        ${page.number > 1 && html`<a href="${Search.addressOf(search, page.number - 1)}" rel="prev">← Newer</a>`}
        <span>Page ${count(page.number)}${pages !== undefined && html` of ${count(pages)}`}</span>
        ${page.number !== pages && html`<a href="${Search.addressOf(search, page.number + 1)}" rel="next">Older →</a>`}
      </nav>`
    }`
}

const placeOf = (page: Search.Page<unknown>): string => {
  const { before, orders, total } = page
  if (Search.pagesIn(page) === 1) return `${orders.length} in all`
  const last = count(before + orders.length)
  return `${count(before + 1)} to ${last} of ${total === undefined ? `more than ${last}` : count(total)}`
}

const count = (n: number): string => n.toLocaleString("en-US")

// The whole id stays in the page, and the stylesheet cuts it: selecting and searching find all of it.
const row = (order: State.Order, notice: Notice | undefined, now: number): Html =>
  html`<tr>
    <td>
      <a class="id" href="${orderPath(order)}" id="order-${order.key}" title="${order.order_id}">${order.order_id}</a
      >${copy(`copy-${order.key}`, order.order_id)}${order.kind !== "payment" && html` <span class="small">${order.kind}</span>`}
    </td>
    <td>${order.method === undefined ? "any" : nameOf(order.method)}</td>
    <td class="number">${amountOf(order)}</td>
    <td>${pairOf(order)}</td>
    <td>${notice === undefined ? "—" : notice.state.replace("-", " ")}</td>
    <td>${ago(order.modified, now)}</td>
  </tr> `

const nothing = (search: Search.Search): Html =>
  Search.isNarrow(search)
    ? html`<p class="lead">
        No order matches.
        <a href="/">Show all</a
        >${search.text !== undefined && html`, or <a href="${requestsWith(search.text)}">look in the requests</a>: one may have been refused`}
      </p>`
    : html`<p class="lead">No orders yet. Point your shop at this sandbox, or place an example.</p>
        <form method="post" action="/dashboard/example">
          <button type="submit" class="button">Place an example order</button>
        </form>`

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
