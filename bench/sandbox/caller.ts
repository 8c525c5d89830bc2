// Who calls the servers of bench/sandbox.ts: orders over kept connections, 16 at once, and how long each took. Sends what it saw.
import { Pool } from "undici"
import { order } from "./order.ts"

const [port, seconds, path] = process.argv.slice(2)
const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 16 })
const times: Array<number> = []
let serial = 0
let refused = 0

const place = async () => {
  const begin = performance.now()
  const { body, statusCode } = await pool.request({
    path: path ?? "/v1/json/orders",
    method: "POST",
    headers: { api_key: "sandbox-api-key", "content-type": "application/json" },
    body: JSON.stringify(order(`o-${process.pid}-${++serial}`))
  })
  await body.text()
  if (statusCode !== 200) refused++
  times.push(performance.now() - begin)
}

const until = (end: number) =>
  Promise.all(
    Array.from({ length: 16 }, async () => {
      while (performance.now() < end) await place()
    })
  )

// The compilers' time is not the servers'.
await until(performance.now() + 1_500)
times.length = 0
refused = 0
const begin = performance.now()
await until(begin + Number(seconds) * 1000)
const took = performance.now() - begin
times.sort((a, b) => a - b)
const at = (part: number) => times[Math.floor(times.length * part)] ?? Number.NaN
process.send?.({ perSecond: (times.length / took) * 1000, p50: at(0.5), p99: at(0.99), refused })
await pool.close()
process.disconnect()
