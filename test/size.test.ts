// What placing orders adds to a program that uses Effect already, gzipped. It grew by 8 kB before anybody looked; now growth of 1.5 kB is a
// decision: raise the figure here and in bench/README-http.md, and say there what it buys.
import { expect, it } from "vitest"
import { bundle, programs } from "../bench/http/programs.ts"

const added = 37.8

it(`Orders.create adds about ${added} kB to a program, never 1.5 kB more`, async () => {
  const [effect, orders] = [
    await bundle(programs["Effect's HttpClient and Schema"]),
    await bundle(programs["the same and Orders.create"])
  ]
  const more = (orders.bytes - effect.bytes) / 1000
  expect(more).toBeLessThan(added + 1.5)
  // Far below it, the figure no longer holds anything: lower it.
  expect(more).toBeGreaterThan(added - 2)
})
