// The payment page: what is paid, a form for cards and accounts, and buttons that end the payment without one. Works without a script.
import * as DeclineReason from "@effect-multisafepay/core/DeclineReason"
import { isCard } from "../../machine/outcomes.ts"
import { isGiftCard, testGiftCards } from "../../rules/giftCards.ts"
import { entryOf, isGeneric } from "../../rules/methods.ts"
import { choicesOf } from "./choices.ts"
import type { Field, Mistakes } from "./forms.ts"
import { formatAmount } from "../amount.ts"
import { html, type Html } from "../Html.ts"
import { document } from "../layout.ts"
import { accountsOf, cardsOf } from "./testCards.ts"
import { scheme } from "./scheme.ts"
import { isFree, nameOf, schemesOf, type Visit } from "./Visit.ts"
import type { Choice, Mistake } from "./english.ts"

/** What the payer typed before, to be shown again: never a number or a code. */
export interface Typed {
  readonly mistakes: Mistakes
  readonly expiry: string
  readonly holder: string
  /** A mistake of no field. */
  readonly general?: Mistake | undefined
}

const nothingTyped: Typed = { mistakes: [], expiry: "", holder: "" }

/** The frame of every page for a payer. */
export const payerPage = (visit: Visit, title: string, content: Html): Html =>
  document({
    lang: visit.lang,
    title: `${title} · ${visit.words.mark.title}`,
    mark: visit.words.mark,
    body: html`<main id="main" class="pay" tabindex="-1">
      <h1>${title}</h1>
      ${content}
    </main>`
  })

export const summary = (visit: Visit): Html => {
  const { amount, merchant, method, order, paidByGiftCard, words } = visit
  return html`<section class="card summary" aria-labelledby="summary">
    <h2 id="summary">${words.summary.title}</h2>
    <dl>
      <div class="total">
        <dt>${words.summary.amount}</dt>
        <dd>${amount}</dd>
      </div>
      ${paidByGiftCard.map(
        (one) =>
          html`<div>
            <dt>${one.name}</dt>
            <dd>− ${one.amount}</dd>
          </div>`
      )}
      <div>
        <dt>${words.summary.to}</dt>
        <dd>${merchant}</dd>
      </div>
      ${
        order.details.description !== "" &&
        html`<div>
          <dt>${words.summary.description}</dt>
          <dd>${order.details.description}</dd>
        </div>`
      }
      <div>
        <dt>${words.summary.order}</dt>
        <dd>${order.order_id}</dd>
      </div>
      ${
        method !== undefined &&
        html`<div>
          <dt>${words.chooser.with("").trim()}</dt>
          <dd>${nameOf(visit, method)}</dd>
        </div>`
      }
    </dl>
  </section>`
}

/** How the last attempt ended, when there is another. */
export const again = ({ order: { phase }, words }: Visit): Html | undefined =>
  phase === "declined" || phase === "expired" || phase === "cancelled"
    ? html`<p class="notice" role="status">${words.again[phase]}</p>`
    : undefined

export const paymentPage = (visit: Visit, method: string, typed: Typed = nothingTyped): Html => {
  const { amount, order, path, words } = visit
  return payerPage(
    visit,
    words.pay(amount),
    html`${again(visit)} ${errorSummary(visit, typed)}
      <div class="columns">
        <div class="side-column">
          ${summary(visit)} ${isFree(order) && html`<p><a href="${path}">${words.chooser.other}</a></p>`}
        </div>
        <div class="main-column">
          ${takesCard(method) && cardForm(visit, method, typed)}
          ${takesAccount(method) && accountForm(visit, method, typed)}
          ${takesGiftCard(visit, method) && giftCardForm(visit, method, typed)} ${outcomes(visit, method)}
        </div>
      </div>`
  )
}

const takesCard = (method: string): boolean => entryOf(method)?.enters === "card"

const takesGiftCard = ({ order }: Visit, method: string): boolean => isGiftCard(method) && !order.details.capture

const takesAccount = (method: string): boolean => entryOf(method)?.enters === "account"

const errorSummary = ({ words }: Visit, { general, mistakes }: Typed): Html | undefined =>
  general === undefined && mistakes.length === 0
    ? undefined
    : html`<div class="errors" role="alert" aria-labelledby="errors" tabindex="-1" autofocus>
        <h2 id="errors">${words.mistakes.title}</h2>
        <ul>
          ${general !== undefined && html`<li>${words.mistakes[general]}</li>`}
          ${mistakes.map(([field, mistake]) => html`<li><a href="#${field}">${words.mistakes[mistake]}</a></li>`)}
        </ul>
      </div>`

interface Input {
  readonly name: Field | "card_holder"
  readonly label: string
  readonly hint?: string | undefined
  readonly value?: string | undefined
  readonly numeric?: boolean | undefined
  readonly list?: string | undefined
  readonly maxlength: number
}

// Values are never kept by the browser: autocomplete is off and a number comes back empty.
const input = ({ words }: Visit, { mistakes }: Typed, field: Input): Html => {
  const mistake = mistakes.find(([name]) => name === field.name)?.[1]
  const described = [
    ...(field.hint === undefined ? [] : [`${field.name}-hint`]),
    ...(mistake === undefined ? [] : [`${field.name}-error`])
  ].join(" ")
  return html`<div class="field">
    <label for="${field.name}">${field.label}</label>
    ${field.hint !== undefined && html`<p class="hint" id="${field.name}-hint">${field.hint}</p>`}
    <input
      id="${field.name}"
      name="${field.name}"
      type="text"
      autocomplete="off"
      spellcheck="false"
      maxlength="${field.maxlength}"
      value="${field.value}"
      ${field.numeric === true && html` inputmode="numeric"`}${field.list !== undefined && html` list="${field.list}"`}${described !== "" && html` aria-describedby="${described}"`}${mistake !== undefined && html` aria-invalid="true"`}
    />
    ${mistake !== undefined && html`<p class="error" id="${field.name}-error">${words.mistakes[mistake]}</p>`}
  </div>`
}

const giftCardForm = (visit: Visit, method: string, typed: Typed): Html => {
  const { giftCard } = visit.words
  return html`<section class="card" aria-labelledby="gift-card">
    <h2 id="gift-card">${giftCard.title}</h2>
    <form method="post" action="${visit.path}" novalidate>
      <input type="hidden" name="form" value="gift-card" />
      <input type="hidden" name="method" value="${method}" />
      <div class="pair">
        ${input(visit, typed, { name: "gift_number", label: giftCard.number, hint: giftCard.numberHint, numeric: true, maxlength: 30 })}
        ${input(visit, typed, { name: "gift_code", label: giftCard.code, hint: giftCard.codeHint, numeric: true, maxlength: 4 })}
      </div>
      <button class="primary" type="submit">${giftCard.submit}</button>
    </form>
    <details open>
      <summary>${giftCard.testTitle}</summary>
      <p>${giftCard.testLead}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">${visit.words.card.numberColumn}</th>
            <th scope="col">${giftCard.creditColumn}</th>
          </tr>
        </thead>
        <tbody>
          ${testGiftCards.map(
            ([number, credit]) =>
              html`<tr>
                <td><code>${number}</code></td>
                <td>${formatAmount(credit, "EUR", visit.lang)}</td>
              </tr>`
          )}
        </tbody>
      </table>
    </details>
  </section>`
}

const cardForm = (visit: Visit, method: string, typed: Typed): Html => {
  const { card, effects } = visit.words
  const cards = cardsOf(method)
  return html`<section class="card" aria-labelledby="card">
    <h2 id="card">${card.title}</h2>
    <ul class="schemes" aria-label="${card.schemes}">
      ${schemesOf(visit, method).map((id) => html`<li>${scheme(nameOf(visit, id))}</li>`)}
    </ul>
    <form method="post" action="${visit.path}" novalidate>
      <input type="hidden" name="form" value="card" />
      <input type="hidden" name="method" value="${method}" />
      ${input(visit, typed, { name: "card_number", label: card.number, numeric: true, list: "numbers", maxlength: 30 })}
      <datalist id="numbers">
        ${cards.map((one) => html`<option value="${one.number}">${effects[one.effect]}</option>`)}
      </datalist>
      <div class="pair">
        ${input(visit, typed, { name: "card_expiry", label: card.expiry, hint: card.expiryHint, value: typed.expiry, maxlength: 9 })}
        ${input(visit, typed, { name: "card_cvc", label: card.cvc, hint: card.cvcHint, numeric: true, maxlength: 4 })}
      </div>
      ${input(visit, typed, { name: "card_holder", label: `${card.holder} ${card.optional}`, value: typed.holder, maxlength: 100 })}
      <button class="primary" type="submit">${visit.words.pay(visit.amount)}</button>
    </form>
    ${
      cards.length > 0 &&
      html`<details open>
        <summary>${card.testTitle}</summary>
        <p>${card.testLead}</p>
        <table>
          <thead>
            <tr>
              <th scope="col">${card.numberColumn}</th>
              <th scope="col">${card.effectColumn}</th>
            </tr>
          </thead>
          <tbody>
            ${cards.map(
              (one) =>
                html`<tr>
                  <td>
                    <code>${grouped(one.number)}</code
                    >${isGeneric(method) && html` ${scheme(nameOf(visit, one.gateway))}`}
                  </td>
                  <td>${effects[one.effect]}</td>
                </tr>`
            )}
          </tbody>
        </table>
      </details>`
    }
  </section>`
}

const grouped = (number: string): string => number.replaceAll(/(\d{4})(?=\d)/g, "$1 ")

const accountForm = (visit: Visit, method: string, typed: Typed): Html => {
  const { account, card, effects } = visit.words
  return html`<section class="card" aria-labelledby="account">
    <h2 id="account">${account.title}</h2>
    <form method="post" action="${visit.path}" novalidate>
      <input type="hidden" name="form" value="account" />
      <input type="hidden" name="method" value="${method}" />
      ${input(visit, typed, { name: "account_iban", label: account.iban, list: "ibans", maxlength: 42 })}
      <datalist id="ibans">
        ${accountsOf(method).map((one) => html`<option value="${one.iban}">${effects[one.effect]}</option>`)}
      </datalist>
      <button class="primary" type="submit">${account.submit}</button>
    </form>
    <details open>
      <summary>${account.testTitle}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">${account.iban}</th>
            <th scope="col">${card.effectColumn}</th>
          </tr>
        </thead>
        <tbody>
          ${accountsOf(method).map(
            (one) =>
              html`<tr>
                <td><code>${one.iban}</code></td>
                <td>${effects[one.effect]}</td>
              </tr>`
          )}
        </tbody>
      </table>
    </details>
  </section>`
}

const outcomes = (visit: Visit, method: string): Html => {
  const { now, order, path, words } = visit
  const asIf = order.method === undefined ? { ...order, method } : order
  const hasForm = takesCard(method) || takesAccount(method) || takesGiftCard(visit, method)
  return html`<section class="card" aria-labelledby="outcomes">
    <h2 id="outcomes">${hasForm ? words.outcomes.title : words.chooser.with(nameOf(visit, method))}</h2>
    <p class="lead">${words.outcomes.lead}</p>
    <form method="post" action="${path}" class="choices">
      <input type="hidden" name="method" value="${method}" />
      ${choicesOf(asIf, now).map((choice) => (choice === "declined" ? decline(visit, isCard(asIf)) : choiceRow(visit, choice)))}
    </form>
  </section>`
}

const choiceRow = ({ words }: Visit, choice: Choice, more?: Html): Html => {
  const [label, says] = words.choices[choice]
  return html`<div class="choice">
    <button type="submit" name="choice" value="${choice}" class="${toneOf(choice)}" aria-describedby="says-${choice}">
      ${label}
    </button>
    <p id="says-${choice}">${says}</p>
    ${more}
  </div> `
}

const toneOf = (choice: Choice): string => {
  switch (choice) {
    case "paid":
    case "authorised":
      return "good"
    case "insufficientFunds":
    case "declined":
    case "cancelled":
    case "expired":
      return "bad"
    default:
      return "neutral"
  }
}

// The bank's reasons are the vendor's own English words.
const decline = (visit: Visit, withReasons: boolean): Html =>
  choiceRow(
    visit,
    "declined",
    withReasons
      ? html`<div class="field">
          <label for="reason_code">${visit.words.outcomes.reason}</label>
          <select id="reason_code" name="reason_code" lang="en">
            ${Object.entries(DeclineReason.cardReasons).map(([code, { meaning }]) => html`<option value="${code}" ${code === "4001" && html` selected`}>${code} ${meaning}</option>`)}
          </select>
        </div>`
      : undefined
  )
