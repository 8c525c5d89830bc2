// Pieces that several pages of the dashboard show.
import type * as State from "../../state/State.ts"
import { formatAmount, formatTime } from "../amount.ts"
import { html, type Html } from "../Html.ts"
import { document } from "../layout.ts"

export const requestsPath = "/dashboard/requests"

const places = [
  ["Orders", "/"],
  ["Requests", requestsPath]
] as const

/** A page of the dashboard. `problem` is what a form just failed with, `here` its place in the navigation. */
export const dashboardPage = (title: string, problem: string | undefined, content: Html, here?: string): Html =>
  document({
    lang: "en",
    title: `${title} · MultiSafepay sandbox`,
    isLive: true,
    body: html`<main id="main" class="wide" tabindex="-1">
      <nav class="places" aria-label="Dashboard">
        ${places.map(
          ([name, path]) => html`<a href="${path}" ${path === here && html` aria-current="page"`}>${name}</a> `
        )}
      </nav>
      <header class="bar">
        <h1>${title}</h1>
        <p class="live" role="status" data-live-sign>Reload to see what is new</p>
      </header>
      ${
        problem !== undefined &&
        html`<div class="errors" role="alert">
          <h2>That did not work</h2>
          <p>${problem}</p>
        </div>`
      }
      ${content}
    </main>`
  })

/** Part of a page that follows what happens; the script needs its id. */
export const live = (id: string, content: Html): Html => html`<div id="${id}" data-live>${content}</div>`

export const time = (at: number): Html =>
  html`<time datetime="${formatTime(at).replace(" ", "T")}Z">${formatTime(at)}</time>`

export const amountOf = (order: State.Order): string => formatAmount(order.amount, order.currency, "en-US")

export const pairOf = (order: State.Order): Html =>
  html`<span class="pair-of-statuses ${toneOf(order)}">${order.status} / ${order.financial_status ?? "—"}</span>`

const toneOf = ({ phase, status }: State.Order): string => {
  if (status === "uncleared" || phase === "review" || phase === "pending" || phase === "authorised") return "is-open"
  switch (phase) {
    case "paid":
    case "settled":
      return "is-good"
    case "session":
    case "open":
      return ""
    default:
      return "is-bad"
  }
}

export const orderPath = (order: State.Order): string => `/dashboard/orders/${order.key}`
