// A site's API key as text. It sends requests and signs notifications, so both have to read it in the same way.

/**
 * The key without the blanks and invisible marks that copying leaves at its ends; empty when there is nothing else.
 *
 * @category conversions
 */
export const meant = (text: string): string =>
  /[^\s\u200b-\u200f\u2060](?:[^]*[^\s\u200b-\u200f\u2060])?/.exec(text)?.[0] ?? ""
