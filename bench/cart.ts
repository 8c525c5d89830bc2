// What a line of a cart costs, and that a long cart costs no more per line than a short one. Run: node bench/cart.ts
import * as Result from "effect/Result"
import * as Cart from "@effect-multisafepay/core/Cart"

const sizes = [10, 1_000, 10_000]
const rates = ["0.21", "0.09", "0"]

const linesOf = (size: number): ReadonlyArray<Cart.Line> =>
  Array.from({ length: size }, (_, i) => ({
    name: `Item ${i}`,
    unit_price: `${1 + (i % 97)}.${String(8_264_462_809 + i).slice(0, 10)}`,
    quantity: 1 + (i % 5),
    tax: rates[i % rates.length] ?? "0"
  }))

const grossLinesOf = (size: number): ReadonlyArray<Cart.Line> =>
  Array.from({ length: size }, (_, i) =>
    Cart.gross({
      name: `Item ${i}`,
      price: `${1 + (i % 97)}.99`,
      quantity: 1 + (i % 5),
      tax: rates[i % rates.length] ?? "0"
    })
  )

const median = (times: ReadonlyArray<number>): number =>
  [...times].sort((a, b) => a - b)[times.length >> 1] ?? Number.NaN

const sample = (size: number, work: () => unknown): number => {
  const repeats = Math.max(1, Math.ceil(10_000 / size))
  const start = performance.now()
  for (let i = 0; i < repeats; i++) work()
  return ((performance.now() - start) * 1e6) / repeats / size
}

const works: Record<string, (size: number) => () => unknown> = {
  make: (size) => {
    const lines = linesOf(size)
    return () => Cart.make(lines, { currency: "EUR" })
  },
  gross: (size) => {
    const lines = grossLinesOf(size)
    return () => Cart.make(lines, { currency: "EUR" })
  },
  total: (size) => {
    const cart = Result.getOrThrow(Cart.make(linesOf(size), { currency: "EUR" }))
    return () => Cart.total(cart)
  },
  mismatch: (size) => {
    const cart = { ...Result.getOrThrow(Cart.make(linesOf(size), { currency: "EUR" })), amount: 1 }
    return () => Cart.check(cart)
  }
}

const cell = (text: string) => text.padStart(12)
console.log("Median nanoseconds per line, and its ratio to the smallest cart\n")
console.log(
  [cell(""), ...sizes.map((size) => cell(`${size} lines`)), ...sizes.slice(1).map((size) => cell(`x ${size}`))].join("")
)
for (const [name, prepare] of Object.entries(works)) {
  const runs = sizes.map((size) => ({ size, work: prepare(size), times: [] as Array<number> }))
  // Sizes take turns, so that a busy machine slows all of them alike. The first rounds only warm up.
  for (let round = 0; round < 50; round++) {
    for (const { size, work, times } of runs) {
      const time = sample(size, work)
      if (round >= 15) times.push(time)
    }
  }
  const medians = runs.map(({ times }) => median(times))
  const ratios = medians.slice(1).map((time) => cell((time / (medians[0] ?? Number.NaN)).toFixed(2)))
  console.log([cell(name), ...medians.map((time) => cell(time.toFixed(0))), ...ratios].join(""))
}
