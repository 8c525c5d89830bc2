// A shop of one page, bought from in a browser. test/playwright.test.ts runs this file with Playwright's own runner.
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { expect, test as base } from "../../src/playwright.ts"
import { Sandbox } from "../../src/Sandbox.ts"

const test = base.extend<{ readonly shop: { readonly url: string } }>({
  shop: async ({ request: http, sandbox }, use) => {
    const server = createServer((request, response) => {
      const home = `http://${request.headers.host}`
      if (request.url === "/buy") {
        const order = {
          type: "redirect",
          order_id: "mugs",
          gateway: "IDEAL",
          amount: 4995,
          currency: "EUR",
          description: "Two mugs",
          payment_options: {
            notification_url: `${home}/notification`,
            redirect_url: `${home}/thanks`,
            cancel_url: `${home}/basket`
          }
        }
        void http
          .post(`${sandbox.baseUrl}/orders`, { headers: { api_key: "sandbox-api-key" }, data: order })
          .then((answer) => answer.json())
          .then((placed) => response.writeHead(303, { location: placed.data.payment_url }).end())
      } else if (request.url?.startsWith("/notification") === true) {
        response.end("OK")
      } else {
        response.setHeader("content-type", "text/html").end(`<h1>${request.url?.split("?")[0]}</h1>`)
      }
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    await use({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

test("a customer pays, and the shop hears of it", async ({ page, sandbox, shop }) => {
  await page.goto(`${shop.url}/buy`)
  await page.getByRole("button", { name: "Paid", exact: true }).click()
  await expect(page.getByRole("heading", { name: "/thanks" })).toBeVisible()
  const notice = await sandbox.run(Sandbox.use((one) => one.awaitNotice("mugs")))
  expect(notice.body).toContain('"status":"completed"')
})

test("the test pays itself, and hears why something cannot happen", async ({ request, sandbox }) => {
  const order = {
    type: "redirect",
    order_id: "o-1",
    gateway: "IDEAL",
    amount: 100,
    currency: "EUR",
    description: "Mug"
  }
  await request.post(`${sandbox.baseUrl}/orders`, { headers: { api_key: "sandbox-api-key" }, data: order })
  const paid = await sandbox.run(Sandbox.use((sandbox) => sandbox.pay("o-1")))
  expect(paid.status).toBe("completed")
  await expect(sandbox.run(Sandbox.use((sandbox) => sandbox.settle("o-1")))).rejects.toThrow("pay is all there is")
})

test("each test begins with an empty sandbox that has the options of the configuration", async ({
  request,
  sandbox
}) => {
  const orders = await sandbox.run(Sandbox.use((one) => one.orders))
  expect(orders).toEqual([])
  const answer = await request.get(`${sandbox.baseUrl}/gateways`, { headers: { api_key: "sandbox-api-key" } })
  const { data } = (await answer.json()) as { readonly data: ReadonlyArray<{ readonly id: string }> }
  expect(data.map(({ id }) => id).toSorted()).toEqual(["IDEAL", "VISA"])
})
