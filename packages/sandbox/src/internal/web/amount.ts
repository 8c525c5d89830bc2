// Money and time as people read them.
import * as Money from "@effect-multisafepay/core/Money"
import * as Currency from "@effect-multisafepay/core/Currency"

/** `€ 1.234,50` for 123450 euro cents in the Netherlands. `tag` is a BCP 47 language tag. */
export const formatAmount = (amount: number, currency: string, tag: string): string => {
  const text = Money.format({ amount, currency })
  if (!/^[A-Z]{3}$/.test(currency)) return `${currency} ${text}`
  const digits = Currency.exponentOf(currency)
  const format = new Intl.NumberFormat(tag, {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits
  })
  // Text, not a number: amounts near 2^53 keep their cents.
  return format.format(text as Intl.StringNumericLiteral)
}

const clock = new Intl.DateTimeFormat("sv-SE", { timeZone: "UTC", dateStyle: "short", timeStyle: "medium" })

/** `2026-11-21 08:47:38`, UTC. */
export const formatTime = (millis: number): string => clock.format(millis)

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000]
] as const

const relative = new Intl.RelativeTimeFormat("en-US")

/** `3 minutes ago`, `in 15 minutes` or `now`; the date when it is more than 30 days away. */
export const formatAgo = (at: number, now: number): string => {
  const apart = at - now
  const largest = units.find(([, millis]) => Math.abs(apart) >= millis)
  if (largest === undefined) return "now"
  const [unit, millis] = largest
  if (unit === "day" && Math.abs(apart) > 30 * millis) return formatTime(at).slice(0, 10)
  // A quarter of an hour to come stays one for its first minute, as three minutes past stay three for theirs.
  return relative.format(Math.ceil(apart / millis), unit)
}
