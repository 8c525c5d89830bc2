// Spans of time as people write them: `90s`, `15m`, `2 hours`, `1d`, or milliseconds.

const units: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds; undefined when the text is no span. */
export const millisOf = (text: string): number | undefined => {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|(?:milli|second|minute|hour|day)s?)?$/.exec(text.trim())
  if (match === null) return undefined
  const [, count, unit = "ms"] = match
  return Number(count) * (units[unit.startsWith("milli") ? "ms" : unit] ?? units[unit.slice(0, 1)] ?? 1)
}
