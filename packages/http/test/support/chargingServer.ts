// A service in a network of its own that charges a card with every POST it gets, and says so on its output.
import * as Http from "node:http"

const [host = "", port = "0"] = process.argv.slice(2)
let charges = 0
Http.createServer((request, response) => {
  request.resume()
  request.on("end", () => {
    response.setHeader("content-type", "application/json")
    if (request.method === "GET") {
      response.statusCode = 404
      response.end(JSON.stringify({ success: false, data: [], error_code: 1006, error_info: "Invalid transaction ID" }))
      return
    }
    console.log(`charged ${++charges}`)
    const data = { order_id: "o-1", status: "completed", amount: 1000, currency: "EUR", transaction_id: charges }
    response.end(JSON.stringify({ success: true, data }))
  })
}).listen(Number(port), host, () => console.log("listening"))
