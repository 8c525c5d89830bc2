// Draws the sandbox's pages with Debian's Chromium, or the one CHROMIUM names. `pnpm pictures` writes those that the documents show to
// docs/images; `pnpm pictures DIR` writes every page to DIR, at a desk and on a telephone, in light and dark, English and Dutch, for whoever
// has changed one.
import { mkdir } from "node:fs/promises"
import { join, resolve } from "node:path"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import { Sandbox } from "@effect-multisafepay/sandbox/Sandbox"
import * as SandboxServer from "@effect-multisafepay/sandbox/SandboxServer"
import { chromium, type BrowserContextOptions, type Page } from "playwright-core"
import * as pages from "../packages/sandbox/test/pages.ts"
import { root } from "./markdown.ts"

const desk = { width: 1280, height: 900 }
const telephone = { width: 390, height: 844 }

interface Picture {
  readonly name: string
  /** Of the orders below, or an address. */
  readonly url: string
  readonly how: BrowserContextOptions
  /** Only what fits the window, for pages that are longer than a document wants them. */
  readonly isCut?: boolean
  readonly before?: ((page: Page) => Promise<unknown>) | undefined
}

/** A shop's page with the stand-in for the payment component, as somebody fills it in. */
const shopPage = (
  origin: string
) => `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Checkout</title>
<link rel="stylesheet" href="${origin}/sdk/components/v2/components.css">
<style>:root { color-scheme: light dark } body { font: 1rem/1.5 system-ui, sans-serif; max-width: 26rem; margin: 2rem auto; padding: 0 1rem }</style>
<h1>Checkout</h1><p>Two coffee mugs, €49.95</p><div id="card"></div><p><button>Pay</button></p>
<script src="${origin}/sdk/components/v2/components.js"></script>
<script>
  new MultiSafepay({ env: "test", apiToken: "a-token", order: { amount: 4995, currency: "EUR" } })
    .init("payment", { container: "#card", gateway: "CREDITCARD" })
</script>`

const checkout = (origin: string) => async (page: Page) => {
  // The sandbox gives its script to pages of this machine.
  await page.route(`${origin}/checkout`, (route) => route.fulfill({ contentType: "text/html", body: shopPage(origin) }))
  await page.goto(`${origin}/checkout`)
  await page.getByLabel("Card number").fill("4111111111111112")
  await page.getByLabel("Card holder").fill("Z. Smit")
  await page.getByLabel("Expiry date").focus()
}

const fillWrongly = async (page: Page) => {
  await page.locator("#card_number").fill("4111111111111112")
  await page.locator("button.primary").click()
  await page.getByRole("alert").waitFor()
}

const isLive = (page: Page) => page.getByText("Live", { exact: true }).waitFor()

const openOrder = async (page: Page) => {
  await page.getByRole("link", { name: "order-1044", exact: true }).click()
  await page.getByRole("heading", { name: "order-1044", level: 1 }).waitFor()
  await isLive(page)
}

const place = (order_id: string, more: { readonly [key: string]: unknown }) =>
  pages.place(order_id, {
    payment_options: {
      notification_url: "https://shop.example/notification",
      redirect_url: "https://shop.example/thanks",
      cancel_url: "https://shop.example/basket"
    },
    ...more
  })

/** Orders in all states, some time apart, and where their pages are. */
const shop = Effect.gen(function* () {
  const sandbox = yield* Sandbox
  const { clock } = sandbox
  yield* place("order-1040", { gateway: "IDEAL", amount: 7995 })
  yield* sandbox.pay("order-1040")
  yield* clock.advance("2 days")
  yield* place("8f14e45f-ceea-467f-a8f5-6c1f3b9d2e10", { gateway: "BANKTRANS", amount: 100_000 })
  yield* sandbox.review("8f14e45f-ceea-467f-a8f5-6c1f3b9d2e10")
  yield* clock.advance("3 hours")
  yield* place("order-1042", { gateway: "VISA" })
  yield* sandbox.decline("order-1042", { reason_code: "4002" })
  yield* clock.advance("12 minutes")
  yield* place("order-1043", { gateway: "PAYPAL", amount: 2500 })
  yield* sandbox.pay("order-1043")
  yield* pages.order("order-1044", { gateway: "IDEAL", amount: -1 })
  yield* place("order-1044", { gateway: "IDEAL", amount: 12_950, gift_wrap: true })
  yield* clock.advance("2 minutes")
  yield* sandbox.pay("order-1044")
  yield* sandbox.awaitNotice("order-1044")
  yield* clock.advance("40 seconds")
})

const payPages = Effect.fnUntraced(function* (locale: string) {
  const sandbox = yield* Sandbox
  const customer = { locale, country: locale.slice(3) }
  const description = locale === "nl_NL" ? "Twee koffiemokken" : "Two coffee mugs"
  const page = (name: string, more: object) => place(`order-${name}`, { customer, description, ...more })
  const lang = locale.slice(0, 2)
  const paid = yield* page(`paid-${lang}`, { gateway: "IDEAL" })
  yield* sandbox.pay(`order-paid-${lang}`)
  const declined = yield* page(`declined-${lang}`, { gateway: "VISA" })
  yield* sandbox.decline(`order-declined-${lang}`)
  return {
    chooser: { url: yield* page(`2042-${lang}`, {}) },
    card: { url: yield* page(`2043-${lang}`, { gateway: "VISA" }) },
    "any-card": { url: yield* page(`2044-${lang}`, { gateway: "CREDITCARD" }) },
    account: { url: yield* page(`2045-${lang}`, { gateway: "DIRDEB" }) },
    bank: { url: yield* page(`2046-${lang}`, { gateway: "IDEAL" }) },
    "gift-card": { url: yield* page(`2049-${lang}`, { gateway: "VVVGIFTCRD" }) },
    mistakes: { url: yield* page(`2047-${lang}`, { gateway: "VISA" }), before: fillWrongly },
    challenge: {
      url: yield* page(`2048-${lang}`, { gateway: "VISA" }),
      before: (one: Page) => one.locator("[value=threeDSecure]").click()
    },
    paid: { url: paid },
    declined: { url: declined }
  }
})

const looks = [desk, telephone].flatMap((viewport) =>
  (["light", "dark"] as const).map((colorScheme) => ({
    says: `${viewport.width}-${colorScheme}`,
    how: { viewport, colorScheme }
  }))
)

const everything = Effect.gen(function* () {
  const { url } = yield* SandboxServer.SandboxServer
  const drawn: Record<string, Pick<Picture, "url" | "before">> = {
    orders: { url, before: isLive },
    order: { url, before: openOrder },
    requests: { url: `${url}/dashboard/requests`, before: isLive },
    reset: { url: `${url}/dashboard/reset` },
    component: { url: "about:blank", before: checkout(url) }
  }
  for (const locale of ["en_GB", "nl_NL"]) {
    for (const [name, page] of Object.entries(yield* payPages(locale))) drawn[`${name}-${locale.slice(0, 2)}`] = page
  }
  return Object.entries(drawn).flatMap(([name, { before, url }]) =>
    looks.map(({ how, says }): Picture => ({ name: `${name}-${says}`, how, url, before }))
  )
})

const draw = Effect.fnUntraced(function* (directory: string, pictures: ReadonlyArray<Picture>) {
  const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium"
  const browser = yield* Effect.acquireRelease(
    Effect.promise(() => chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] })),
    (one) => Effect.promise(() => one.close())
  )
  yield* Effect.promise(() => mkdir(directory, { recursive: true }))
  for (const { before, how, isCut, name, url } of pictures) {
    yield* Effect.promise(async () => {
      const page = await browser.newPage(how)
      await page.goto(url)
      await before?.(page)
      await page.screenshot({
        path: join(directory, `${name}.png`),
        fullPage: isCut !== true,
        animations: "disabled"
      })
      await page.close()
    })
  }
})

const documents = Effect.gen(function* () {
  const { url } = yield* SandboxServer.SandboxServer
  const onDesk = { how: { viewport: desk }, isCut: true }
  const inHand = { how: { viewport: telephone, colorScheme: "dark" }, isCut: true } as const
  const images = join(root, "docs/images")
  yield* draw(images, [
    { name: "dashboard", url, before: isLive, ...onDesk },
    { name: "dashboard-order", url, before: openOrder, ...onDesk },
    { name: "dashboard-telephone", url, before: isLive, ...inHand }
  ])
  const english = yield* payPages("en_GB")
  const dutch = yield* payPages("nl_NL")
  yield* draw(images, [
    { name: "payment-page", ...english.card, ...onDesk },
    { name: "method-chooser", ...dutch.chooser, ...onDesk },
    { name: "payment-page-telephone", ...dutch["any-card"], ...inHand }
  ])
})

const takes = HttpClient.make((request) => Effect.succeed(HttpClientResponse.fromWeb(request, new Response("OK"))))

const [directory] = process.argv.slice(2)

await Effect.gen(function* () {
  yield* shop
  yield* directory === undefined
    ? documents
    : Effect.flatMap(everything, (pictures) => draw(resolve(directory), pictures))
}).pipe(
  Effect.scoped,
  // In the documents the address is the usual one.
  Effect.provide(SandboxServer.layer({ port: directory === undefined ? 4310 : 0, notifications: takes, seed: 7 })),
  Effect.runPromise
)
