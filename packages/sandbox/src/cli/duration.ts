// `90s`, `15m`, `1d`, `2 minutes`: the spellings the control routes take.
import * as Duration from "effect/Duration"

const units: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

export const parseDuration = (text: string): Duration.Duration | undefined => {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|second|minute|hour|day)s?$/.exec(text.trim())
  if (match === null) return undefined
  const [, count, unit = ""] = match
  return Duration.millis(Number(count) * (units[unit] ?? units[unit.slice(0, 1)] ?? 1))
}
