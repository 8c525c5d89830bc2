// The pages in a real browser: Debian's Chromium, or the one CHROMIUM names. `pnpm pictures DIR` shows what they look like.
import { existsSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import axe from "axe-core"
import { type BrowserContextOptions, chromium, type Page } from "playwright-core"
import { Sandbox } from "../src/Sandbox.ts"
import * as SandboxServer from "../src/SandboxServer.ts"
import { pairOf, place } from "./pages.ts"

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium"
const hasChromium = existsSync(executablePath)

const args =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync".split(
    " "
  )

// A limit for what never comes, shorter than the runner's, as the browser says what it waited for; no measure of what is slow.
const patience = 300_000

class Browser extends Context.Service<
  Browser,
  { readonly open: (options?: BrowserContextOptions) => Effect.Effect<Page, never, Scope.Scope> }
>()("test/Browser") {}

const browser = Layer.effect(Browser)(
  Effect.gen(function* () {
    const profile = yield* Effect.acquireRelease(
      Effect.promise(() => mkdtemp(join(tmpdir(), "sandbox-browser-"))),
      (directory) => Effect.promise(() => rm(directory, { recursive: true, force: true }))
    )
    const running = yield* Effect.acquireRelease(
      Effect.promise(() =>
        chromium.launch({ executablePath, args, env: { ...process.env, HOME: profile }, timeout: patience })
      ),
      (one) => Effect.promise(() => one.close())
    )
    return Browser.of({
      open: (options) =>
        Effect.acquireRelease(
          Effect.promise(async () => {
            const context = await running.newContext({ viewport: { width: 1180, height: 820 }, ...options })
            const page = await context.newPage()
            page.setDefaultTimeout(patience)
            return page
          }),
          // Nobody waits for the answer: where a click is under way, Chromium may never give one. The browser's own end does not depend on it.
          (page) =>
            Effect.sync(
              () =>
                void page
                  .context()
                  .close()
                  .catch(() => undefined)
            )
        )
    })
  })
)

// A shop that takes every notification.
const shop = HttpClient.make((request) => Effect.succeed(HttpClientResponse.fromWeb(request, new Response("OK"))))

// Real time: a browser does not know a test's clock.
const world = Layer.merge(browser, SandboxServer.layer({ port: 0, notifications: shop }))

/** Runs a script of the page, with what went wrong in its console as a failure. */
const play = <A>(page: Page, steps: (page: Page) => Promise<A>) =>
  Effect.promise(async () => {
    const complaints: Array<string> = []
    page.on("pageerror", (error) => complaints.push(error.message))
    page.on("console", (message) => {
      // Answers that are not 2xx are what some tests are about.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
        complaints.push(message.text())
    })
    const result = await steps(page)
    assert.deepStrictEqual(complaints, [])
    return result
  })

// Another origin than the page's, so that the way back crosses one.
const back = Effect.map(SandboxServer.SandboxServer, ({ port }) => ({
  notification_url: "http://shop.example/notification",
  redirect_url: `http://localhost:${port}/healthz?paid=1`,
  cancel_url: `http://localhost:${port}/healthz?cancelled=1`
}))

const schemes = ["light", "dark"] as const

/** What axe finds wrong with a page in light and in dark, with all that can be opened open. */
const findings = (page: Page) =>
  play(page, async () => {
    await page.evaluate(() => {
      for (const one of document.querySelectorAll("details")) one.open = true
    })
    await page.evaluate(axe.source)
    const found: Array<string> = []
    for (const colorScheme of schemes) {
      // Without motion a colour is what it will be; and only colours differ between the two.
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" })
      const only = colorScheme === "light" ? "" : ', { runOnly: ["cat.color"] }'
      const { violations } = await page.evaluate<axe.AxeResults>(`axe.run(document${only})`)
      for (const { help, id, nodes } of violations) {
        found.push(...nodes.map(({ target }) => `${colorScheme} ${id}: ${help} (${target.join(" ")})`))
      }
    }
    return found
  })

/** Texts, fields and pills of a page that lie on each other, those that leave the window, and words that are broken in two. */
const collisions = (page: Page) =>
  play(page, () =>
    page.evaluate(() => {
      const shapes = "button, .button, input, select, .pair-of-statuses"
      const broken: Array<string> = []
      const boxes: Array<{ node: Node; says: string; rect: DOMRect }> = []
      const add = (node: Node, says: string, rects: Iterable<DOMRect>) => {
        for (const rect of rects) if (rect.width > 1 && rect.height > 1) boxes.push({ node, says: says.trim(), rect })
      }
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const owner = node.parentElement
        // A closed <details> has boxes for what it hides.
        if (owner === null || !owner.checkVisibility() || owner.closest("select, .unseen, .skip") !== null) continue
        if (node instanceof Text && node.data.trim() !== "") {
          const range = document.createRange()
          range.selectNodeContents(node)
          add(node, node.data, range.getClientRects())
          for (const { 0: word, index } of node.data.matchAll(
            /(?<![\p{L}\p{N}])[\p{L}\p{N}]{2,20}(?![\p{L}\p{N}])/gu
          )) {
            range.setStart(node, index)
            range.setEnd(node, index + word.length)
            if (new Set(Array.from(range.getClientRects(), ({ top }) => top)).size > 1)
              broken.push(`${word} is broken in two`)
          }
        } else if (node instanceof HTMLElement && node.matches(shapes)) {
          add(node, `<${node.tagName} ${node.id}${node.className}>`, node.getClientRects())
        }
      }
      // What a box cuts off lies nowhere.
      const shown = boxes.map(({ node, rect, says }) => {
        const { bottom, left, right, top } = rect
        const cutter = node.parentElement?.closest(".id")?.getBoundingClientRect()
        return { node, says, top, bottom, left, right: Math.min(right, cutter?.right ?? right) }
      })
      const width = document.documentElement.clientWidth
      const outside = shown.filter(({ right }) => right > width + 1).map(({ says }) => `${says} leaves the window`)
      const collided = shown.flatMap((one, index) =>
        shown
          .slice(index + 1)
          .filter(
            (other) =>
              one.node !== other.node &&
              !one.node.contains(other.node) &&
              !other.node.contains(one.node) &&
              Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
              Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 2
          )
          .map((other) => `${one.says} lies on ${other.says}`)
      )
      return { found: [...outside, ...collided, ...broken], boxes: boxes.length }
    })
  )

let count = 0

const start = Effect.fnUntraced(function* (more: { readonly [key: string]: unknown }, options?: BrowserContextOptions) {
  const order_id = `browser-${++count}`
  const url = yield* place(order_id, { payment_options: yield* back, ...more })
  const page = yield* (yield* Browser).open(options)
  yield* Effect.promise(() => page.goto(url))
  return { order_id, url, page }
})

const returned = (order_id: string, how: "paid" | "cancelled") =>
  new RegExp(`/healthz\\?${how}=1&transactionid=${order_id}$`)

const title = hasChromium ? "" : ` (skipped: no Chromium at ${executablePath}; set CHROMIUM to its path)`

if (!hasChromium) console.log(`browser tests skipped: no Chromium at ${executablePath}; set CHROMIUM to its path`)

describe.skipIf(!hasChromium)(`in a browser${title}`, () => {
  layer(world, { excludeTestServices: true })("the payment page", (it) => {
    it.effect("is paid at the push of a button, and the payer is back in the shop", () =>
      Effect.gen(function* () {
        const { order_id, page } = yield* start({ gateway: "IDEAL" })
        yield* play(page, async () => {
          await page.getByRole("button", { name: "Paid", exact: true }).click()
          await page.waitForURL(returned(order_id, "paid"))
        })
        assert.strictEqual(yield* pairOf(order_id), "completed/completed")
      })
    )

    it.effect("takes a test card", () =>
      Effect.gen(function* () {
        const { order_id, page } = yield* start({ gateway: "VISA" })
        yield* play(page, async () => {
          await page.getByLabel("Card number").fill("4012 0010 3848 8884")
          await page.getByLabel("Expiry date").fill("12/30")
          await page.getByLabel("Security code").fill("123")
          await page.getByRole("button", { name: "Pay €49.95" }).click()
          await page.waitForURL(returned(order_id, "cancelled"))
        })
        assert.strictEqual(yield* pairOf(order_id), "declined/declined")
      })
    )

    it.effect("says what is wrong with a card where it is wrong", () =>
      Effect.gen(function* () {
        const { order_id, page } = yield* start({ gateway: "VISA" })
        yield* play(page, async () => {
          await page.getByLabel("Card number").fill("4111111111111112")
          await page.getByLabel("Security code").fill("123")
          await page.getByRole("button", { name: "Pay €49.95" }).click()
          await page.getByRole("alert").waitFor()
          // Who cannot see that the page is another one hears what is wrong first.
          assert.strictEqual(await page.evaluate(() => document.activeElement?.getAttribute("role")), "alert")
          const field = page.getByLabel("Card number")
          assert.strictEqual(await field.getAttribute("aria-invalid"), "true")
          assert.strictEqual(await field.inputValue(), "")
          await page.getByRole("alert").getByRole("link").first().click()
          assert.isTrue(await field.evaluate((one) => one === document.activeElement))
        })
        assert.strictEqual(yield* pairOf(order_id), "initialized/initialized")
      })
    )

    it.effect("declines for a reason", () =>
      Effect.gen(function* () {
        const { order_id, page } = yield* start({ gateway: "VISA" })
        yield* play(page, async () => {
          await page.getByLabel("Reason").selectOption("4003")
          await page.getByRole("button", { name: "Declined" }).click()
          await page.waitForURL(returned(order_id, "cancelled"))
        })
        const order = yield* Sandbox.use((sandbox) => sandbox.order(order_id))
        assert.strictEqual(order.reason_code, "4003")
      })
    )

    it.effect("can be left", () =>
      Effect.gen(function* () {
        const { order_id, page } = yield* start({ gateway: "IDEAL" })
        yield* play(page, async () => {
          await page.getByRole("button", { name: "Cancelled" }).click()
          await page.waitForURL(returned(order_id, "cancelled"))
        })
        assert.strictEqual(yield* pairOf(order_id), "void/cancelled")
      })
    )

    for (const [name, pair, how] of [
      ["Yes, it is me", "completed/completed", "paid"],
      ["No, refuse", "declined/declined", "cancelled"]
    ] as const) {
      it.effect(`lets the bank ask: ${name}`, () =>
        Effect.gen(function* () {
          const { order_id, page } = yield* start({ gateway: "VISA" })
          yield* play(page, async () => {
            await page.getByRole("button", { name: "3-D Secure check" }).click()
            await page.getByRole("heading", { name: "3-D Secure check", level: 1 }).waitFor()
          })
          yield* play(page, async () => {
            await page.getByRole("button", { name }).click()
            await page.waitForURL(returned(order_id, how))
          })
          assert.strictEqual(yield* pairOf(order_id), pair)
        })
      )
    }

    it.effect("lets the payer choose a method", () =>
      Effect.gen(function* () {
        const { order_id, page } = yield* start({})
        yield* play(page, async () => {
          await page.getByRole("link", { name: "PayPal" }).click()
          await page.getByRole("button", { name: "Paid", exact: true }).click()
          await page.waitForURL(returned(order_id, "paid"))
        })
        assert.strictEqual(yield* pairOf(order_id), "completed/initialized")
      })
    )

    it.effect("takes a gift card for a part and another method for the rest", () =>
      Effect.gen(function* () {
        for (const width of [1180, 390]) {
          const { order_id, page } = yield* start(
            { gateway: "VVVGIFTCRD", amount: 4995, description: "Two coffee mugs" },
            { viewport: { width, height: 820 } }
          )
          const sound = Effect.gen(function* () {
            assert.deepStrictEqual(yield* findings(page), [], String(width))
            assert.deepStrictEqual((yield* collisions(page)).found, [], String(width))
          })
          yield* play(page, async () => {
            await page.getByLabel("Gift card number").fill("111110")
            await page.getByRole("button", { name: "Use this gift card" }).click()
            await page.getByRole("link", { name: "no credit left" }).waitFor()
          })
          yield* sound
          yield* play(page, async () => {
            await page.getByLabel("Gift card number").fill("111112")
            await page.getByLabel("Security code").fill("1234")
            await page.getByRole("button", { name: "Use this gift card" }).click()
            await page.getByRole("heading", { name: "Pay €44.95" }).waitFor()
            await page.getByText("€44.95 is left to pay").waitFor()
          })
          yield* sound
          yield* play(page, async () => {
            await page.getByRole("link", { name: "PayPal" }).click()
            await page.getByRole("button", { name: "Paid", exact: true }).click()
            await page.waitForURL(returned(order_id, "paid"))
          })
          assert.strictEqual(yield* pairOf(order_id), "completed/initialized")
        }
      })
    )

    it.effect("is Dutch for a Dutch order, and works without JavaScript", () =>
      Effect.gen(function* () {
        const { order_id, page } = yield* start(
          { amount: 123_450, customer: { locale: "nl_NL" } },
          { javaScriptEnabled: false }
        )
        yield* play(page, async () => {
          assert.strictEqual(await page.locator("html").getAttribute("lang"), "nl")
          await page.getByRole("heading", { name: "€ 1.234,50 betalen" }).waitFor()
          await page.getByRole("link", { name: "Mastercard" }).click()
          await page.getByLabel("Kaartnummer").fill("5500000000000004")
          await page.getByLabel("Vervaldatum").fill("12/30")
          await page.getByLabel("Beveiligingscode").fill("123")
        })
        yield* play(page, async () => {
          await page.getByRole("button", { name: "€ 1.234,50 betalen" }).click()
          await page.waitForURL(returned(order_id, "paid"))
        })
        assert.strictEqual(yield* pairOf(order_id), "completed/completed")
      })
    )

    it.effect("works with the keyboard alone", () =>
      Effect.gen(function* () {
        const { order_id, page } = yield* start({ gateway: "IDEAL" })
        yield* play(page, async () => {
          await page.keyboard.press("Tab")
          assert.strictEqual(await page.evaluate(() => document.activeElement?.textContent), "Skip to the payment")
          const outline = await page.evaluate(
            () => getComputedStyle(document.activeElement ?? document.body).outlineStyle
          )
          assert.strictEqual(outline, "solid")
          await page.keyboard.press("Enter")
          await page.keyboard.press("Tab")
          assert.strictEqual(await page.evaluate(() => document.activeElement?.textContent.trim()), "Paid")
          await page.keyboard.press("Enter")
          await page.waitForURL(returned(order_id, "paid"))
        })
        assert.strictEqual(yield* pairOf(order_id), "completed/completed")
      })
    )

    it.effect("keeps markup as text", () =>
      Effect.gen(function* () {
        const markup = `<img src=x onerror="document.title='broken'">`
        const { page } = yield* start({
          gateway: "VISA",
          description: `1 < 2 & "x" 'y'`,
          payment_options: {
            redirect_url: `http://shop.localhost/?q=${encodeURIComponent(markup).replaceAll("'", "%27")}`
          },
          customer: { first_name: markup }
        })
        yield* play(page, async () => {
          await page.getByText(`1 < 2 & "x" 'y'`).waitFor()
          await page.getByLabel("Name on the card").fill(markup)
          await page.getByRole("button", { name: "Pay €49.95" }).click()
          assert.strictEqual(await page.getByLabel("Name on the card").inputValue(), markup)
          assert.strictEqual(await page.locator("img").count(), 0)
          assert.notInclude(await page.title(), "broken")
        })
      })
    )

    for (const locale of ["en_GB", "nl_NL"]) {
      it.effect(`axe finds nothing in light and dark, ${locale}`, () =>
        Effect.gen(function* () {
          const sandbox = yield* Sandbox
          const customer = { locale }
          const look = Effect.fnUntraced(function* (page: Page, name: string) {
            assert.deepStrictEqual(yield* findings(page), [], name)
          })
          for (const [name, more] of [
            ["chooser", {}],
            ["any card", { gateway: "CREDITCARD" }],
            ["account", { gateway: "DIRDEB" }],
            ["bank", { gateway: "IDEAL" }]
          ] as const) {
            const { page } = yield* start({ customer, ...more })
            assert.strictEqual(
              yield* Effect.promise(() => page.locator("html").getAttribute("lang")),
              locale.slice(0, 2)
            )
            yield* look(page, name)
          }
          const { page } = yield* start({ customer, gateway: "VISA" })
          yield* Effect.promise(() => page.locator("#card_number").fill("4111111111111112"))
          yield* Effect.promise(() => page.locator("button.primary").click())
          yield* Effect.promise(() => page.getByRole("alert").waitFor())
          yield* look(page, "mistakes")
          yield* Effect.promise(() => page.locator("[value=threeDSecure]").click())
          yield* Effect.promise(() => page.locator("[name=answer]").first().waitFor())
          yield* look(page, "3-D Secure")
          for (const outcome of ["pay", "review", "decline", "cancel", "expire"] as const) {
            const { order_id, page } = yield* start({ customer, gateway: "VISA" })
            yield* sandbox[outcome](order_id)
            yield* Effect.promise(() => page.reload())
            yield* look(page, outcome)
          }
          const { url } = yield* SandboxServer.SandboxServer
          const lost = yield* (yield* Browser).open()
          yield* Effect.promise(() => lost.goto(`${url}/pay/nothing`))
          yield* look(lost, "unknown")
        })
      )
    }

    it.effect("nothing lies on anything else, however wide the window and long the words", () =>
      Effect.gen(function* () {
        const customer = { locale: "nl_NL", country: "NL" }
        for (const more of [{}, { gateway: "CREDITCARD" }, { gateway: "DIRDEB" }]) {
          const { page } = yield* start({ customer, amount: 498_765, description: "Wijde".repeat(30), ...more })
          for (const width of [1440, 1280, 600, 390]) {
            yield* Effect.promise(() => page.setViewportSize({ width, height: 900 }))
            const { boxes, found } = yield* collisions(page)
            assert.deepStrictEqual(found, [], `${more.gateway ?? "chooser"} ${width}`)
            assert.isAbove(boxes, 15)
          }
        }
      })
    )

    it.effect("fits a telephone", () =>
      Effect.gen(function* () {
        const { page } = yield* start({ gateway: "VISA" }, { viewport: { width: 360, height: 740 } })
        const overflow = yield* play(page, () =>
          page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
        )
        assert.isAtMost(overflow, 0)
      })
    )
  })

  layer(world, { excludeTestServices: true })("the dashboard", (it) => {
    const open = Effect.fnUntraced(function* (path: string, options?: BrowserContextOptions) {
      const { url } = yield* SandboxServer.SandboxServer
      const page = yield* (yield* Browser).open(options)
      yield* Effect.promise(() => page.goto(`${url}${path}`))
      return page
    })

    it.effect("shows what happens without being loaded again", () =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        const page = yield* open("/")
        yield* Effect.promise(() => page.getByText("Live", { exact: true }).waitFor())
        yield* Effect.promise(() => page.getByLabel("Find an order").fill("half a wo"))
        yield* Effect.promise(() => page.evaluate(() => (document.title = "the same document")))
        yield* place("live-1", { gateway: "IDEAL" })
        yield* Effect.promise(() => page.getByRole("link", { name: "live-1" }).waitFor())
        yield* sandbox.pay("live-1")
        yield* Effect.promise(() => page.getByText("completed / completed").waitFor())
        assert.strictEqual(yield* Effect.promise(() => page.title()), "the same document")
        assert.strictEqual(yield* Effect.promise(() => page.getByLabel("Find an order").inputValue()), "half a wo")
      })
    )

    it.effect("shows what happens while more and more happens, without a pause to wait for", () =>
      Effect.gen(function* () {
        const { url } = yield* SandboxServer.SandboxServer
        const page = yield* (yield* Browser).open()
        yield* Effect.promise(async () => {
          // The page's time and what it hears are the test's: a change every 30 ms of its clock, however busy this machine is.
          await page.clock.install({ time: 0 })
          await page.addInitScript("EventSource = class { constructor() { globalThis.heard = this } }")
          await page.goto(url)
          await page.clock.pauseAt(3_600_000)
        })
        yield* place("busy-1")
        yield* Effect.promise(async () => {
          for (let change = 0; change < 10; change++) {
            await page.evaluate("void heard.onmessage()")
            await page.clock.runFor(30)
          }
          await page.getByRole("link", { name: "busy-1" }).waitFor()
        })
      })
    )

    it.effect("brings outcomes about, refunds and resends", () =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        yield* place("acts-1", { gateway: "IDEAL" })
        const page = yield* open("/")
        yield* play(page, async () => {
          await page.getByRole("link", { name: "acts-1" }).click()
          await page.getByRole("button", { name: "completed", exact: true }).click()
          await page.locator("#facts").getByText("completed / completed").waitFor()
          await page.getByLabel("Refund, EUR").fill("10.00")
          await page.getByRole("button", { name: "Refund" }).click()
          await page.getByRole("link", { name: "refund €10.00" }).waitFor()
          const told = page.getByText(/accepted\s+notice-/)
          await told.first().waitFor()
          await page.getByRole("button", { name: "Resend notice-" }).first().click()
          await told.nth(1).waitFor()
        })
        assert.lengthOf(yield* sandbox.notices("acts-1"), 2)
      })
    )

    it.effect("plays the bank and the merchant on the page of an order", () =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        const stored = {
          recurring_model: "subscription",
          customer: { reference: "customer-1", email: "s@shop.example" }
        }
        yield* place("levers-1", { ...stored, gateway: "VISA" })
        yield* place("levers-2", { ...stored, second_chance: { send_mail: true } })
        yield* sandbox.pay("levers-1")
        yield* sandbox.chargeback("levers-1")
        for (const width of [1280, 390]) {
          const page = yield* open("/?q=levers-", { viewport: { width, height: 900 } })
          yield* play(page, async () => {
            await page.getByRole("link", { name: "levers-1" }).last().click()
            await page.getByLabel("How the next charges").fill("declined:4002, completed")
            await page.getByRole("button", { name: "Set", exact: true }).click()
            await page.getByRole("button", { name: "Lose the dispute" }).waitFor()
          })
          assert.deepStrictEqual((yield* sandbox.tokens).at(-1)?.renewals, ["declined:4002", "completed"])
          // While what can be opened is closed: what scrolls within a box lies on nothing.
          assert.deepStrictEqual((yield* collisions(page)).found, [], String(width))
          assert.deepStrictEqual(yield* findings(page), [], String(width))
        }
        const page = yield* open("/?q=levers-")
        yield* play(page, async () => {
          await page.getByRole("link", { name: "levers-1" }).last().click()
          await page.getByRole("button", { name: "Lose the dispute" }).click()
          await page.getByRole("button", { name: "Win the dispute" }).click()
          await page.getByRole("button", { name: "chargeback", exact: true }).waitFor()
          await page.getByRole("link", { name: "Orders" }).click()
          await page.getByRole("link", { name: "levers-2" }).click()
          await page.getByRole("button", { name: "Second Chance" }).click()
          await page.getByText("mail.sent").waitFor()
        })
        assert.strictEqual(yield* pairOf("levers-1"), "completed/completed")
      })
    )

    it.effect("keeps open what was opened when something happens", () =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        yield* place("open-1", { gateway: "IDEAL" })
        yield* sandbox.pay("open-1")
        const page = yield* open("/?q=open-1")
        yield* play(page, async () => {
          await page.getByRole("link", { name: "open-1" }).click()
          await page.getByText("Live", { exact: true }).waitFor()
          await page.getByText("Bytes sent").first().click()
        })
        yield* sandbox.notify("open-1")
        yield* Effect.promise(() => page.getByText("Bytes sent").nth(1).waitFor())
        assert.strictEqual(yield* Effect.promise(() => page.locator("details[open] pre").count()), 1)
      })
    )

    it.effect("moves the clock, sets and clears faults, and forgets, without JavaScript", () =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        const page = yield* open("/", { javaScriptEnabled: false })
        const before = yield* sandbox.clock.now
        yield* play(page, async () => {
          await page.getByRole("button", { name: "+ 1 day" }).click()
          await page.getByLabel("The next request meets").selectOption("reset-after-commit")
          await page.getByRole("button", { name: "Set the fault" }).click()
          await page.getByText("reset-after-commit: 0 met it").waitFor()
        })
        assert.isAtLeast((yield* sandbox.clock.now) - before, 86_400_000)
        assert.lengthOf(yield* sandbox.faults, 1)
        yield* play(page, async () => {
          await page.getByRole("button", { name: "Clear all faults" }).click()
          await page.getByText("No faults are set").waitFor()
          await page.getByRole("link", { name: "Reset the sandbox" }).click()
          await page.getByRole("button", { name: "Forget everything" }).click()
          await page.getByText("No orders yet").waitFor()
        })
        assert.isEmpty(yield* sandbox.orders)
      })
    )

    it.effect("fits desks and telephones, in light and dark, whatever the ids", () =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        const id = "8f14e45f-ceea-467f-a8f5-6c1f3b9d2e10"
        yield* place(id, { gateway: "BANKTRANS", amount: 123_456_700 })
        yield* sandbox.review(id)
        for (const width of [1440, 1280, 390]) {
          for (const colorScheme of schemes) {
            const page = yield* open(`/?q=${id}`, { viewport: { width, height: 900 }, colorScheme })
            const seen = yield* play(page, () =>
              page.evaluate(() => {
                const root = document.documentElement
                const right = document.querySelector("#orders")?.getBoundingClientRect().right ?? 0
                const cells = [...document.querySelectorAll(".orders td")].map((one) => one.getBoundingClientRect())
                return {
                  overflow: root.scrollWidth - root.clientWidth,
                  cut: cells.filter((cell) => cell.right > right + 1).length,
                  hidden: cells.filter((cell) => cell.height === 0 || cell.width === 0).length,
                  ground: getComputedStyle(root).backgroundColor,
                  hover: document.querySelector(".orders a")?.getAttribute("title")
                }
              })
            )
            const ground = colorScheme === "light" ? "rgb(243, 245, 247)" : "rgb(18, 24, 30)"
            assert.deepStrictEqual(
              seen,
              { overflow: 0, cut: 0, hidden: 0, ground, hover: id },
              `${width} ${colorScheme}`
            )
          }
        }
      })
    )

    it.effect("nothing lies on anything else, however wide the window and long the words", () =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        const id = "5c0e6f38-41f2-4d8a-9b57-b1d2aa6de7f4"
        yield* place(id, { gateway: "PAYPAL", amount: 123_456_700, description: "Wide".repeat(40), shop_mood: "sunny" })
        yield* sandbox.pay(id)
        const call = {
          method: "POST",
          headers: { api_key: "sandbox-api-key" },
          body: '{"amount":500,"currency":"EUR"}'
        }
        const { baseUrl } = yield* SandboxServer.SandboxServer
        yield* Effect.promise(() => fetch(`${baseUrl}/orders/${id}/refunds`, call))
        yield* sandbox.acceptRefund(id)
        yield* sandbox.fault("error-500-after-commit", { operation: "captures.create" })
        const widths = [1440, 1280, 600, 390]
        const overview = yield* open(`/?q=${id}`)
        const order = yield* open(`/?q=${id}`)
        yield* play(order, () => order.locator(".orders a.id").last().click())
        yield* Effect.promise(() => order.locator(".facts").getByText("partial_refunded / ").waitFor())
        const requests = yield* open(`/dashboard/requests?q=${id}`)
        for (const [name, page] of Object.entries({ overview, order, requests })) {
          for (const width of widths) {
            yield* Effect.promise(() => page.setViewportSize({ width, height: 900 }))
            const { boxes, found } = yield* collisions(page)
            assert.deepStrictEqual(found, [], `${name} ${width}`)
            assert.isAbove(boxes, 15, `${name} ${width}`)
          }
        }
      })
    )

    it.effect("copies an id that the table shortens, with the keyboard alone, and says so", () =>
      Effect.gen(function* () {
        const id = "0b7c6a0e-7d5f-4f55-8a0c-2f4e9c1d3b6a"
        yield* place(id)
        const page = yield* open(`/?q=${id}`, { permissions: ["clipboard-read", "clipboard-write"] })
        yield* play(page, async () => {
          // What the page says goes away with time, which stands still until it has been read.
          await page.clock.install()
          await page.clock.pauseAt(Date.now() + 3_600_000)
          await page.reload()
          await page.getByRole("link", { name: id }).focus()
          await page.keyboard.press("Tab")
          await page.keyboard.press("Enter")
          const said = page.getByRole("status").getByText(`Copied ${id}`)
          await said.waitFor()
          assert.strictEqual(await page.evaluate(() => navigator.clipboard.readText()), id)
          await page.clock.runFor(3000)
          await said.waitFor({ state: "detached" })
        })
      })
    )

    it.effect("shows no button to copy where none would, and the whole id all the same", () =>
      Effect.gen(function* () {
        const id = "64d0b1f5-6f7e-4f0a-9d5c-6c1b8e2f7a90"
        yield* place(id)
        const page = yield* open(`/?q=${id}`, { javaScriptEnabled: false })
        yield* play(page, async () => {
          const link = page.getByRole("link", { name: id })
          assert.strictEqual(await link.getAttribute("title"), id)
          assert.strictEqual(await page.locator("[data-copy]").count(), 1)
          assert.isFalse(await page.locator("[data-copy]").isVisible())
        })
      })
    )

    it.effect("lets times grow old by the sandbox's clock, although nothing happens", () =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        yield* place("aged-1")
        const page = yield* (yield* Browser).open()
        const { url } = yield* SandboxServer.SandboxServer
        yield* play(page, async () => {
          await page.clock.install()
          // Nobody tells the page that something has happened: the clock is all that moves.
          await page.route("**/dashboard/changes", (route) => route.abort())
          await page.goto(`${url}/?q=aged-1`)
          await page.locator(".orders time").waitFor()
        })
        yield* sandbox.clock.advance("3 hours")
        yield* play(page, async () => {
          await page.clock.runFor(30_000)
          await page.locator(".orders").getByText("3 hours ago").waitFor()
        })
      })
    )

    it.effect("axe finds nothing in light and dark", () =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        yield* sandbox.reset
        const look = (path: string) => Effect.flatMap(open(path), findings)
        assert.deepStrictEqual(yield* look("/"), [], "no orders")
        for (let n = 0; n < 51; n++) yield* place(`axe-${n}`, { gateway: "IDEAL", payment_options: yield* back })
        yield* place("axe-ignored", { shop_mood: "sunny" })
        yield* Effect.exit(place("axe-refused", { amount: -1 }))
        yield* sandbox.pay("axe-50")
        yield* sandbox.decline("axe-49")
        yield* place("axe-review", { gateway: "BANKTRANS" })
        yield* sandbox.review("axe-review")
        yield* sandbox.fault("error-500", { operation: "captures.create" })
        const order = yield* open("/?q=axe-50")
        yield* Effect.promise(() => order.getByRole("link", { name: "axe-50", exact: true }).click())
        assert.deepStrictEqual(yield* findings(order), [], "order")
        for (const path of ["/", "/?q=none", "/dashboard/requests", "/dashboard/requests?q=none", "/dashboard/reset"]) {
          assert.deepStrictEqual(yield* look(path), [], path)
        }
        assert.deepStrictEqual(yield* look("/dashboard/orders/999"), [], "unknown order")
      })
    )

    it.effect("shows requests on desks and telephones, whatever their words", () =>
      Effect.gen(function* () {
        const id = `refused-${"8f14e45fceea467f".repeat(2)}-end`
        yield* Effect.exit(place(id, { amount: -1, description: "w".repeat(200) }))
        yield* place(id, { [`field_${"x".repeat(120)}`]: 1 })
        for (const width of [1280, 390]) {
          const page = yield* open(`/dashboard/requests?q=${id}`, { viewport: { width, height: 900 } })
          const seen = yield* play(page, async () => {
            for (const body of await page.getByText("Body", { exact: true }).all()) await body.click()
            return page.evaluate(() => {
              const root = document.documentElement
              const card = document.querySelector(".card")?.getBoundingClientRect().right ?? 0
              const parts = [...document.querySelectorAll(".timeline *")].map((one) => one.getBoundingClientRect())
              return {
                overflow: root.scrollWidth - root.clientWidth,
                requests: document.querySelectorAll(".timeline > li").length,
                cut: parts.filter(({ right }) => right > card).length
              }
            })
          })
          assert.deepStrictEqual(seen, { overflow: 0, requests: 2, cut: 0 }, String(width))
        }
      })
    )
  })
})
