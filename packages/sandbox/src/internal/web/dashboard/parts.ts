// Pieces that several pages of the dashboard show.
import type * as State from "../../state/State.ts"
import { formatAgo, formatAmount, formatTime } from "../amount.ts"
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
      <p class="said" role="status" data-said></p>
    </main>`
  })

/** Part of a page that follows what happens; the script needs its id. */
export const live = (id: string, content: Html): Html => html`<div id="${id}" data-live>${content}</div>`

/** A time as people say it at `now`, the exact one on hover. Both are of the sandbox's clock. */
export const ago = (at: number, now: number): Html => time(at, formatAgo(at, now))

/** A time as a clock shows it. */
export const exact = (at: number): Html => time(at, formatTime(at))

/** Both, for lists whose times are held against the shop's own log. */
export const when = (at: number, now: number): Html => html`<div class="when">${ago(at, now)} ${exact(at)}</div>`

const time = (at: number, says: string): Html => {
  const text = formatTime(at)
  return html`<time datetime="${text.replace(" ", "T")}Z" title="${text} UTC">${says}</time>`
}

/** A button that copies a text. The stylesheet hides it from pages that cannot copy: those without a script. */
export const copy = (id: string, text: string): Html =>
  html`<button type="button" class="copy" id="${id}" data-copy="${text}" title="Copy">
    <span class="unseen">Copy ${text}</span>
  </button>`

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
