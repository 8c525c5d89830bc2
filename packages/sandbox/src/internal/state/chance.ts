// Numbers and names that look drawn and are not: everything follows from the seed, so that two runs are the same to the letter.

/** mulberry32: the next state, and a number from 0 (included) to 1. */
export const draw = (state: number): readonly [next: number, value: number] => {
  const next = (state + 0x6d2b79f5) | 0
  let t = Math.imul(next ^ (next >>> 15), 1 | next)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return [next, ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296]
}

/** `length` characters that depend only on the seed and the number. */
export const word = (seed: number, n: number, length: number): string => drawn(seed, n, length, alphabet)

export const hexadecimal = (seed: number, n: number, length: number): string =>
  drawn(seed, n, length, "0123456789abcdef")

const drawn = (seed: number, n: number, length: number, alphabet: string): string => {
  let state = Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(n, 0x85ebca6b)
  let text = ""
  while (text.length < length) {
    const [next, value] = draw(state)
    state = next
    text += alphabet[Math.floor(value * alphabet.length)]
  }
  return text
}

const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/**
 * The transaction id of the n-th transaction. Long ones begin with the time, as the service's do, have 17 digits and are odd: the
 * doubles of that size are even, so whoever reads one with JSON.parse gets another id.
 */
export const transactionId = (seed: number, n: number, now: number, long: boolean): string => {
  const serial = (seed * 7_919 + n * 104_729) % 5_000_000
  if (!long) return String(1_000_000 + serial)
  const seconds = Math.max(Math.floor(now / 1000), 0)
  const clock = seconds < 1_000_000_000 ? 1_700_000_000 + seconds : seconds
  return `${clock}${String(serial * 2 + 1).padStart(7, "0")}`
}
