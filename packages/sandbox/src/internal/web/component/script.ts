// The stand-in for the vendor's payment component: a class `MultiSafepay` with the documented methods, for a shop's page to load from
// the sandbox. It knows cards. Arguments of `onLoad` and `onSelect`, the texts of errors and whether the vendor draws the form in a frame
// are not documented. Plug-ins read `payload` of what `getPaymentData` gives in two places, so it is in both.
// Fields have no names: a form around them sends nothing of them.

export const script = `"use strict"
;(() => {
  const isCardNumber = (number) =>
    /^[0-9]{14,19}$/.test(number) &&
    [...number].reverse().reduce((sum, digit, index) => {
      const twice = Number(digit) * (1 + (index % 2))
      return sum + (twice > 9 ? twice - 9 : twice)
    }, 0) % 10 === 0
  const digits = (text) => text.replaceAll(/[ -]/g, "")
  const monthOf = (text) => /^(0[1-9]|1[0-2]) ?[/] ?([0-9]{2})$/.exec(text.trim())
  const isPast = ([, month, year]) => new Date(2000 + Number(year), Number(month), 1) <= new Date()
  const fields = {
    number: {
      label: "Card number",
      autocomplete: "cc-number",
      problem: (text) => (isCardNumber(digits(text)) ? "" : "This is not a card number")
    },
    holder: {
      label: "Card holder",
      autocomplete: "cc-name",
      problem: (text) => (text.trim() === "" ? "The card holder is missing" : "")
    },
    expiry: {
      label: "Expiry date (MM/YY)",
      autocomplete: "cc-exp",
      problem: (text) => {
        const month = monthOf(text)
        return month === null ? "The expiry date must be MM/YY" : isPast(month) ? "The card has expired" : ""
      }
    },
    cvc: {
      label: "Security code",
      autocomplete: "cc-csc",
      problem: (text) => (/^[0-9]{3,4}$/.test(text.trim()) ? "" : "The security code has 3 or 4 digits")
    }
  }
  const encode = (value) =>
    btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(value))))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "")
  let count = 0

  class MultiSafepay {
    #config
    #options = {}
    #inputs = {}
    #failures = []

    constructor(config) {
      this.#config = config
    }

    init(method, options) {
      this.#options = options
      const container = document.querySelector(options.container)
      const { apiToken, env, order } = this.#config ?? {}
      if (method !== "payment") return this.#fail("init takes 'payment'")
      if (container === null) return this.#fail("there is no container " + options.container)
      if (env === "live") return this.#fail("this is a sandbox: env must be 'test'")
      if (!apiToken) return this.#fail("apiToken is missing: GET /auth/api_token gives one")
      if (!order?.currency || order.amount === undefined) return this.#fail("order needs amount and currency")
      if (options.gateway !== undefined && options.gateway !== "CREDITCARD" && !/^(VISA|MASTERCARD|AMEX|MAESTRO)$/.test(options.gateway))
        return this.#fail("this stand-in knows cards, not " + options.gateway)
      this.#draw(container)
      options.onLoad?.({})
    }

    hasErrors() {
      return this.getErrors().count > 0
    }

    getErrors() {
      const typed = Object.entries(this.#inputs).flatMap(([name, input]) => {
        const message = fields[name].problem(input.value)
        return message === "" ? [] : [{ field: name, message }]
      })
      const errors = [...this.#failures, ...typed]
      return { count: errors.length, errors }
    }

    getPaymentData() {
      const gateway = this.#options.gateway ?? "CREDITCARD"
      if (this.hasErrors() || this.#inputs.number === undefined) return { payload: "", gateway, payment_data: { payload: "", gateway } }
      const number = digits(this.#inputs.number.value)
      const [, month, year] = monthOf(this.#inputs.expiry.value)
      const payload = encode({
        bin: number.slice(0, 6),
        last4: number.slice(-4),
        expiry: year + month,
        holder: this.#inputs.holder.value.trim().slice(0, 100)
      })
      return { payload, gateway, payment_data: { payload, gateway } }
    }

    #fail(message) {
      this.#failures.push({ message })
      this.#options.onError?.({ message })
    }

    #draw(container) {
      const group = document.createElement("fieldset")
      group.className = "multisafepay-component"
      const legend = document.createElement("legend")
      legend.textContent = "Card (MultiSafepay sandbox)"
      group.append(legend)
      for (const [name, { autocomplete, label, problem }] of Object.entries(fields)) {
        const id = "multisafepay-component-" + ++count
        const caption = document.createElement("label")
        caption.htmlFor = id
        caption.textContent = label
        const input = document.createElement("input")
        const complaint = document.createElement("p")
        complaint.id = id + "-problem"
        Object.assign(input, { id, autocomplete, inputMode: name === "holder" ? "text" : "numeric" })
        input.setAttribute("aria-describedby", complaint.id)
        input.addEventListener("focus", () => this.#options.onSelect?.({ gateway: this.#options.gateway ?? "CREDITCARD" }))
        input.addEventListener("input", () => {
          if (problem(input.value) === "") this.#say(input, complaint, "")
          this.#options.onValidation?.({ valid: !this.hasErrors() })
        })
        input.addEventListener("change", () => this.#say(input, complaint, problem(input.value)))
        this.#inputs[name] = input
        group.append(caption, input, complaint)
      }
      container.replaceChildren(group)
    }

    #say(input, complaint, text) {
      complaint.textContent = text
      input.setAttribute("aria-invalid", String(text !== ""))
    }
  }
  window.MultiSafepay = MultiSafepay
})()
`

export const stylesheet = `.multisafepay-component { border: 1px solid; display: grid; gap: 0.25rem; max-width: 24rem }
.multisafepay-component input { font: inherit; padding: 0.5rem }
.multisafepay-component p { color: #b00020; color: light-dark(#b00020, #ffb3ab); margin: 0; min-height: 1.25em }
`
