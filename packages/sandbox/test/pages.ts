// What the tests of the payment page and the dashboard share: a client that follows nothing, so that every redirect can be looked at.
import { request } from "node:http"
import * as Effect from "effect/Effect"
import { Sandbox } from "../src/Sandbox.ts"
import { SandboxServer } from "../src/SandboxServer.ts"

export interface Page {
  readonly status: number
  readonly location: string | undefined
  readonly headers: { readonly [name: string]: string | ReadonlyArray<string> | undefined }
  readonly text: string
}

export interface Visit {
  readonly form?: { readonly [name: string]: string } | undefined
  readonly headers?: { readonly [name: string]: string } | undefined
  readonly method?: string | undefined
}

/** GET, or POST when there is a form. Node's own client: it sends any header, also those that fetch refuses. */
export const visit = (url: string, { form, headers = {}, method }: Visit = {}): Effect.Effect<Page> =>
  Effect.callback((resume) => {
    const body = form === undefined ? undefined : new URLSearchParams(form).toString()
    const sent = request(
      url,
      {
        method: method ?? (body === undefined ? "GET" : "POST"),
        headers: { ...(body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }), ...headers },
        agent: false
      },
      (response) => {
        let text = ""
        response.setEncoding("utf8")
        response.on("error", (error) => resume(Effect.die(error)))
        response.on("data", (chunk: string) => (text += chunk))
        response.on("end", () =>
          resume(
            Effect.succeed({
              status: response.statusCode ?? 0,
              location: response.headers.location,
              headers: response.headers,
              text
            })
          )
        )
      }
    )
    sent.on("error", (error) => resume(Effect.die(error)))
    sent.end(body)
  })

/** Reads a response that does not end; the result waits until it contains a text, and gives what has come and its content type. */
export const follow = (url: string, headers: { readonly [name: string]: string } = {}) =>
  Effect.gen(function* () {
    const seen = { text: "", type: "", look: () => {} }
    const sent = request(url, { agent: false, headers }, (response) => {
      seen.type = String(response.headers["content-type"])
      response.setEncoding("utf8")
      response.on("data", (chunk: string) => {
        seen.text += chunk
        seen.look()
      })
    })
    sent.on("error", () => {})
    yield* Effect.addFinalizer(() => Effect.sync(() => sent.destroy()))
    sent.end()
    return (part: string) =>
      Effect.callback<{ readonly text: string; readonly type: string }>((resume) => {
        seen.look = () => {
          if (seen.text.includes(part)) resume(Effect.succeed({ text: seen.text, type: seen.type }))
        }
        seen.look()
      })
  })

export const shop = "http://shop.localhost/thanks"
export const cancelled = "http://shop.localhost/basket?step=2"

/** Asks for an order and gives what the sandbox says. */
export const order = (order_id: string, more: { readonly [key: string]: unknown } = {}) =>
  Effect.gen(function* () {
    const { baseUrl } = yield* SandboxServer
    const body = {
      type: "redirect",
      order_id,
      amount: 4995,
      currency: "EUR",
      description: "Two coffee mugs",
      payment_options: {
        notification_url: "http://shop.localhost:1/notification",
        redirect_url: shop,
        cancel_url: cancelled
      },
      ...more
    }
    return yield* Effect.promise(() =>
      fetch(`${baseUrl}/orders`, {
        method: "POST",
        headers: { api_key: "sandbox-api-key" },
        body: JSON.stringify(body)
      }).then((response) => response.json() as Promise<{ readonly data?: { readonly payment_url?: string } }>)
    )
  })

/** Places an order and gives the address of its page. */
export const place = (order_id: string, more: { readonly [key: string]: unknown } = {}) =>
  Effect.flatMap(order(order_id, more), (answer) => {
    const url = answer.data?.payment_url
    return url === undefined ? Effect.die(new Error(JSON.stringify(answer))) : Effect.succeed(url)
  })

/** `completed/completed` */
export const pairOf = (order_id: string) =>
  Sandbox.use((sandbox) =>
    Effect.map(sandbox.order(order_id), (order) => `${order.status}/${order.financial_status ?? "null"}`)
  )
