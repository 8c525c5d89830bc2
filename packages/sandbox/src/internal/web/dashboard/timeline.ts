// What happened to an order, newest first: what the shop asked for, what became of the order, what the shop was told and answered.
import type { Notice, NoticeAttempt } from "../../../Notice.ts"
import type { Received } from "../../../Received.ts"
import * as State from "../../state/State.ts"
import { html, type Html } from "../Html.ts"
import type { SandboxEvent } from "../../../SandboxEvent.ts"
import { ago, when } from "./parts.ts"
import { call } from "./requests.ts"

interface Entry {
  readonly at: number
  /** Among entries of one millisecond: requests, then what they changed, then what was sent. */
  readonly rank: number
  readonly content: Html
}

export const timeline = (state: State.State, order_id: string, back: string, now: number): Html => {
  const entries: Array<Entry> = [
    ...Array.from(state.received)
      .filter((one) => one.order_id === order_id)
      .map(request),
    ...Array.from(state.events)
      .filter((one) => one.order_id === order_id && !isToldElsewhere.test(one.type))
      .map(event),
    ...State.noticesOf(state, order_id).map((one) => notice(one, back, now))
  ]
  entries.sort((a, b) => b.at - a.at || b.rank - a.rank)
  return entries.length === 0
    ? html`<p class="lead">Nothing yet.</p>`
    : html`<ol class="timeline">
        ${entries.map(
          ({ at, content }) =>
            html`<li>
              ${when(at, now)}
              <div>${content}</div>
            </li> `
        )}
      </ol>`
}

// Calls and notifications have entries of their own, which say more.
const isToldElsewhere = /^(?:notification|request|fault)\./

const request = (one: Received): Entry => ({ at: one.at, rank: one.id / 1e6, content: call(one) })

const event = (one: SandboxEvent): Entry => ({
  at: one.at,
  rank: 1 + one.id / 1e6,
  content: html`<span class="kind">${one.type}</span
    >${one.pair !== undefined && html` <span class="small">${one.pair}</span>`}
    <div class="small">${one.detail}</div>`
})

const notice = (one: Notice, back: string, now: number): Entry => {
  const isGood = one.state === "accepted"
  const isBad = one.state === "given-up" || one.state === "not-sent"
  return {
    at: one.created,
    rank: 2 + Number(one.id.replace(/\D/g, "")) / 1e6,
    content: html`<span class="kind ${isGood ? "is-good" : isBad ? "is-bad" : ""}"
        >notification ${one.state.replace("-", " ")}</span
      >
      <span class="small">${one.id}${one.tampering !== undefined && html`, ${one.tampering} on purpose`}</span>
      <div class="small">${one.method} ${one.url}</div>
      ${one.attempts.map((one) => attempt(one, now))}
      ${one.nextAt !== undefined && html`<div class="small">Next try ${ago(one.nextAt, now)}</div>`}
      ${
        one.body !== "" &&
        html`<details id="sent-${one.id}">
          <summary>Bytes sent (${new TextEncoder().encode(one.body).length})</summary>
          <pre tabindex="0"><code>${one.body}</code></pre>
        </details>`
      }
      <form method="post" action="/dashboard/notices/${one.id}/resend" class="row">
        <input type="hidden" name="back" value="${back}" /><button
          type="submit"
          id="resend-${one.id}"
          aria-label="Resend ${one.id}"
        >
          Resend
        </button>
      </form>`
  }
}

const attempt = (one: NoticeAttempt, now: number): Html =>
  html`<div class="small">
      ${ago(one.at, now)}: ${one.verdict}${one.status !== undefined && html`, HTTP ${one.status}`}, ${one.latency}
      ms${one.reason !== "" && html`, ${one.reason}`}${one.head !== "" && html`, answered “${one.head}”`}
    </div>
    <details id="attempt-${one.timestamp}-${one.at}">
      <summary>Address and signature</summary>
      <pre tabindex="0"><code>${one.url}
${one.auth === "" ? "(no Auth header)" : `Auth: ${one.auth}`}</code></pre>
    </details>`
