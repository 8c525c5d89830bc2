// The server that every client of this bench talks to: reads the request to its end, answers at once with a text made beforehand.
// Prints its port. Run: node bench/http/server.ts
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { answers } from "./payloads.ts"

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  request.on("data", () => undefined)
  request.on("end", () => {
    const text = request.url?.startsWith("/v2/")
      ? answers.mollie
      : request.url?.startsWith("/v1/payment_intents")
        ? answers.stripe
        : answers.order
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) })
    response.end(text)
  })
})
server.listen(0, "127.0.0.1", 2048, () => console.log((server.address() as AddressInfo).port))
process.on("disconnect", () => process.exit(0))
