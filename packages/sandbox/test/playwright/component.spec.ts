// A shop's own page with the card form of the payment component in it. test/playwright.test.ts runs this file with Playwright's own runner.
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import axe from "axe-core"
import { expect, test as base } from "../../src/playwright.ts"
import { Sandbox } from "../../src/Sandbox.ts"

const page = (sandbox: string, apiToken: string) => `<!doctype html><title>Checkout</title>
<style>:root { color-scheme: light dark; background: Canvas }</style><link rel="stylesheet" href="${sandbox}/sdk/components/v2/components.css">
<script src="${sandbox}/sdk/components/v2/components.js"></script>
<form><div id="card"></div><button type="button">Pay</button></form><p id="said"></p>
<script>
  const said = (what) => { document.getElementById("said").textContent += what + " " }
  const component = new MultiSafepay({ env: "test", apiToken: "${apiToken}", order: { amount: 4995, currency: "EUR" } })
  component.init("payment", {
    container: "#card", gateway: "CREDITCARD",
    onLoad: () => said("loaded"), onSelect: ({ gateway }) => said(gateway), onError: ({ message }) => said(message),
    onValidation: ({ valid }) => valid && said("valid")
  })
  document.querySelector("button").addEventListener("click", async () => {
    if (component.hasErrors()) return said(component.getErrors().count + " errors")
    const answer = await fetch("/pay", { method: "POST", body: JSON.stringify(component.getPaymentData().payment_data) })
    location.href = await answer.text()
  })
</script>`

const test = base.extend<{ readonly shop: { readonly url: string; readonly heard: Array<string> } }>({
  shop: async ({ request: http, sandbox }, use) => {
    const headers = { api_key: "sandbox-api-key" }
    const heard: Array<string> = []
    // A test is over when the order is, which may be before the shop has its answer.
    const underway: Array<Promise<unknown>> = []
    const server = createServer((request, response) => {
      const home = `http://${request.headers.host}`
      let body = ""
      request.on("data", (chunk: Buffer) => (body += chunk.toString()))
      request.on("end", () => {
        heard.push(body)
        if (request.url === "/checkout") {
          underway.push(
            http
              .get(`${sandbox.baseUrl}/auth/api_token`, { headers })
              .then((answer) => answer.json())
              .then(({ data }) =>
                response.setHeader("content-type", "text/html").end(page(sandbox.url, data.api_token))
              )
          )
        } else if (request.url === "/pay") {
          const data = {
            type: "direct",
            order_id: "mugs",
            gateway: "CREDITCARD",
            amount: 4995,
            currency: "EUR",
            description: "Two mugs",
            payment_data: JSON.parse(body) as unknown,
            payment_options: {
              notification_url: `${home}/notification`,
              redirect_url: `${home}/thanks`,
              cancel_url: `${home}/basket`
            }
          }
          underway.push(
            http
              .post(`${sandbox.baseUrl}/orders`, { headers, data })
              .then((answer) => answer.json())
              .then((placed) => response.end(placed.data?.payment_url ?? `${home}/refused`))
          )
        } else response.setHeader("content-type", "text/html").end(`OK <h1>${request.url?.split("?")[0]}</h1>`)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    await use({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard })
    await Promise.all(underway)
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

for (const { number, ends } of [
  { number: "4111 1111 1111 1111", ends: { status: "completed", reason_code: undefined } },
  { number: "4012 0010 3848 8884", ends: { status: "declined", reason_code: "4002" } }
]) {
  test(`a card that ends in ${number.slice(-4)} is ${ends.status}, and its number stays in the page`, async ({
    page,
    sandbox,
    shop
  }) => {
    const sent: Array<string> = []
    page.on("request", (request) => sent.push(request.url(), request.postData() ?? ""))
    await page.goto(`${shop.url}/checkout`)
    await page.getByRole("button", { name: "Pay" }).click()
    await expect(page.getByText("loaded 4 errors")).toBeVisible()
    await page.getByLabel("Card number").fill(number)
    await page.getByLabel("Card holder").fill("Zoë Smit")
    await page.getByLabel("Expiry date").fill("12/39")
    await page.getByLabel("Security code").fill("987")
    await expect(page.locator("#said")).toContainText("CREDITCARD")
    await expect(page.locator("#said")).toContainText("valid")
    await page.getByRole("button", { name: "Pay" }).click()
    await sandbox.run(
      Sandbox.use((one) => one.awaitStatus("mugs", ends.status === "completed" ? "completed" : "declined"))
    )
    const order = await sandbox.run(Sandbox.use((one) => one.order("mugs")))
    expect(order.payment_details).toMatchObject({ last4: number.slice(-4), card_expiry_date: "3912" })
    if (ends.reason_code !== undefined) expect(order.reason_code).toBe(ends.reason_code)
    const received = await sandbox.run(Sandbox.use((one) => one.received()))
    // What the payload says is readable, and this is all of it: no number, no security code.
    const payloads = shop.heard.flatMap((body) => (body.startsWith('{"payload') ? [JSON.parse(body)] : []))
    expect(payloads).toEqual([{ payload: expect.any(String), gateway: "CREDITCARD" }])
    expect(JSON.parse(Buffer.from(payloads[0].payload, "base64url").toString())).toEqual({
      bin: number.replaceAll(" ", "").slice(0, 6),
      last4: number.slice(-4),
      expiry: "3912",
      holder: "Zoë Smit"
    })
    const everything = JSON.stringify([sent, shop.heard, received])
    for (const secret of [number, number.replaceAll(" ", "")]) expect(everything).not.toContain(secret)
  })
}

test("what is wrong with a card stands beside it, and what is wrong with the page goes to onError", async ({
  page,
  shop
}) => {
  await page.goto(`${shop.url}/checkout`)
  await page.getByLabel("Card number").fill("4111111111111112")
  await page.getByLabel("Security code").focus()
  await expect(page.getByText("This is not a card number")).toBeVisible()
  await expect(page.getByLabel("Card number")).toHaveAttribute("aria-invalid", "true")
  await page.evaluate(axe.source)
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await page.evaluate<axe.AxeResults>("axe.run('#card')")
    expect(
      violations.map(({ help }) => help),
      colorScheme
    ).toEqual([])
  }
  const told = await page.evaluate<ReadonlyArray<string>>(`(() => {
    const told = []
    new MultiSafepay({ env: "live" }).init("payment", { container: "#card", onError: ({ message }) => told.push(message) })
    return told
  })()`)
  expect(told).toEqual(["this is a sandbox: env must be 'test'"])
})
