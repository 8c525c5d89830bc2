// Every request that reached the API, with what became of it: also those that left no order behind.
import type { Received } from "../../../Received.ts"
import { hasFailed } from "../../simulator/record.ts"
import { html, type Html } from "../Html.ts"
import { dashboardPage, live, requestsPath, when } from "./parts.ts"

/** How many the page shows at most; the search reaches all that are kept. */
export const shown = 50

/** The requests that contain a text. */
export const requestsWith = (text: string): string => `${requestsPath}?${new URLSearchParams({ q: text }).toString()}`

/** `found` is the oldest first, as the record is; `now` is the sandbox's time. */
export const requestsPage = (found: ReadonlyArray<Received>, text: string, now: number): Html =>
  dashboardPage(
    "Requests",
    undefined,
    html`<section class="card stack" aria-label="Requests">
      <form method="get" action="${requestsPath}" role="search" class="row">
        <div class="field grow">
          <label for="q">Find a request</label
          ><input
            id="q"
            name="q"
            type="search"
            value="${text}"
            placeholder="order id, or any part of the path or the body"
          />
        </div>
        <button type="submit">Find</button>
      </form>
      ${live("requests", found.length === 0 ? nothing(text) : list(found, now))}
    </section>`,
    requestsPath
  )

const nothing = (text: string): Html =>
  text === ""
    ? html`<p class="lead">No requests yet.</p>`
    : html`<p class="lead">No request matches. <a href="${requestsPath}">Show all</a></p>`

const list = (found: ReadonlyArray<Received>, now: number): Html =>
  html`<p class="small">${found.length < shown ? `${found.length} in all` : `The latest ${shown}`}, the newest first</p>
    <ol class="timeline">
      ${found.toReversed().map(
        (one) =>
          html`<li>
            ${when(one.at, now)}
            <div>${call(one)}</div>
          </li> `
      )}
    </ol>`

/** One request and what became of it. */
export const call = (one: Received): Html => {
  return html`<span class="kind ${hasFailed(one) ? "is-bad" : "is-good"}">${one.method} ${one.path}</span>
    ${one.status === undefined ? "no answer" : `HTTP ${one.status}`}${one.error_code !== undefined && html`, error ${one.error_code}`}${one.fault !== undefined && html`, fault ${one.fault}`}
    ${one.problem !== undefined && html`<div>${one.problem}</div>`}
    <div class="small">
      ${one.operation}${one.order_id !== undefined && html`, order ${one.order_id}`}${one.committed && html`, committed`}
    </div>
    ${one.ignored.length > 0 && html`<div class="small">Ignored, because no such request has them: ${one.ignored.join(", ")}</div>`}
    ${one.warnings.map((warning) => html`<div class="small">Warning: ${warning}</div>`)}
    ${
      one.body !== "" &&
      html`<details id="request-${one.id}">
        <summary>Body</summary>
        <pre tabindex="0"><code>${pretty(one.body)}</code></pre>
      </details>`
    }`
}

// Only for reading; what is signed is shown as it is.
const pretty = (body: string): string => body.replaceAll(/([{[,])(?=["{[])/g, "$1\n").slice(0, 20_000)
