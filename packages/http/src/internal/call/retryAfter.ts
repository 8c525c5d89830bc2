// `Retry-After` as milliseconds to wait. Effect's `Headers.parseRetryAfter` brings its whole calendar along, 1.5 kB gzipped, for dates
// that `Date.parse` reads as well once their form is known.
const form =
  /^(?:(\d+)|(?:[a-z]{3}, \d\d [a-z]{3} \d{4}|[a-z]{6,9}, \d\d-[a-z]{3}-\d\d) \d\d:\d\d:\d\d gmt|[a-z]{3} [a-z]{3} [ \d]\d \d\d:\d\d:\d\d (\d{4}))$/i

/** Whole seconds, or a date in one of HTTP's three forms; undefined for anything else, for what is past, and for no wait at all. A day at most. */
export const retryAfterMillis = (header: string | undefined, now: () => number): number | undefined => {
  const found = form.exec(header?.trim() ?? "")
  if (found === null) return undefined
  const [text, seconds, yearOfC] = found
  // The form that C prints has no zone, and is in GMT all the same.
  const millis =
    seconds === undefined ? Date.parse(yearOfC === undefined ? text : `${text} GMT`) - now() : Number(seconds) * 1000
  return millis > 0 ? Math.min(millis, day) : undefined
}

// What asks for more has lost count.
const day = 86_400_000
