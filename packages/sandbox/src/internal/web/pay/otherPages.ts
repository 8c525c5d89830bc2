// The pages besides the payment form: the choice of a method, the bank's check, and how it stands when nothing can be paid.
import type * as Gateway from "@effect-multisafepay/core/Gateway"
import { possible } from "../../machine/outcomes.ts"
import { html, type Html } from "../Html.ts"
import { document } from "../layout.ts"
import { again, payerPage, summary } from "./paymentPage.ts"
import { scheme } from "./scheme.ts"
import { afterwards, methodsFor, nameOf, type Visit } from "./Visit.ts"
import { speak } from "./speak.ts"
import type { State } from "./english.ts"

export const chooserPage = (visit: Visit): Html => {
  const { order, settings, words } = visit
  const methods = methodsFor(order, settings)
  return payerPage(
    visit,
    words.pay(visit.amount),
    html`${again(visit)}
      ${visit.paidByGiftCard.length > 0 && html`<p class="notice" role="status">${words.giftCard.rest(visit.amount)}</p>`}
      <div class="columns">
        <div class="side-column">${summary(visit)}</div>
        <nav class="card main-column" aria-labelledby="chooser">
          <h2 id="chooser">${words.chooser.title}</h2>
          <p class="lead">${methods.length === 0 ? words.chooser.none : words.chooser.lead}</p>
          ${[...Map.groupBy(methods, ({ category }) => category)].map(([category, some]) => group(visit, category, some))}
          <form method="post" action="${visit.path}">
            <button type="submit" name="choice" value="cancelled" class="bad">${words.leave}</button>
          </form>
        </nav>
      </div>`
  )
}

// There are dozens of gift cards; they wait behind one line.
const group = (visit: Visit, category: Gateway.Category, methods: ReadonlyArray<Gateway.Entry>): Html => {
  const title = visit.words.categories[category]
  const list = html`<ul class="methods">
    ${methods.map((entry) => html`<li><a href="${visit.path}?method=${encodeURIComponent(entry.id)}">${labelOf(visit, methods, entry)}</a></li>`)}
  </ul>`
  return category === "prepaid"
    ? html`<details>
        <summary>${title} (${methods.length})</summary>
        ${list}
      </details>`
    : html`<h3>${title}</h3>
        ${list}`
}

// Some products go by several ids, and by one name.
const labelOf = (visit: Visit, methods: ReadonlyArray<Gateway.Entry>, { enters, id, name }: Gateway.Entry): Html => {
  const isShared = methods.filter((one) => one.name === name).length > 1
  const label = isShared ? `${nameOf(visit, id)} (${id})` : nameOf(visit, id)
  return enters === "card" ? scheme(label) : html`${label}`
}

export const challengePage = (visit: Visit): Html => {
  const { challenge } = visit.words
  return payerPage(
    visit,
    challenge.title,
    html`<div class="columns">
      <div class="side-column">${summary(visit)}</div>
      <section class="card main-column" aria-labelledby="bank">
        <h2 id="bank">${visit.order.method === undefined ? visit.merchant : nameOf(visit, visit.order.method)}</h2>
        <p class="lead">${challenge.lead}</p>
        <form method="post" action="${visit.path}/3ds" class="row">
          <button type="submit" name="answer" value="accept" class="good">${challenge.accept}</button>
          <button type="submit" name="answer" value="refuse" class="bad">${challenge.refuse}</button>
        </form>
      </section>
    </div>`
  )
}

/** Pages that ask for nothing, with the way back to the shop. */
export const statePage = (visit: Visit, state: State): Html => {
  const { order, path, words } = visit
  const [title, says] = words.states[state]
  const { cancel_url, redirect_url } = order.details
  const back = afterwards(visit)
  const hasAddress = (redirect_url ?? cancel_url) !== undefined
  const next = possible(order, visit.now)
  const settles = next.includes("completed") || next.includes("settled")
  return payerPage(
    visit,
    title,
    html`<div class="columns">
      <div class="side-column">${summary(visit)}</div>
      <section class="card main-column" aria-label="${title}">
        <p class="lead">${says}</p>
        <p><span class="pair-of-statuses">${order.status} / ${order.financial_status ?? "—"}</span></p>
        ${
          state === "processing" &&
          html`<form method="post" action="${path}" class="row">
            ${settles && html`<button type="submit" name="choice" value="settle" class="good">${words.processing.settle}</button>`}
            ${next.includes("declined") && html`<button type="submit" name="choice" value="reject" class="bad">${words.processing.reject}</button>`}
          </form>`
        }
        ${back === undefined ? hasAddress && html`<p>${words.invalidReturn}</p>` : html`<p><a class="button" href="${back}">${words.back}</a></p>`}
      </section>
    </div>`
  )
}

export const unknownPage = (): Html => {
  const { words } = speak(undefined)
  const [title, says] = words.states.unknown
  return document({
    lang: "en",
    title: `${title} · ${words.mark.title}`,
    body: html`<main id="main" class="pay" tabindex="-1">
      <h1>${title}</h1>
      <p class="card">${says}</p>
    </main>`
  })
}
