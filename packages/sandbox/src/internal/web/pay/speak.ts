// The languages of the payment page. The order's `locale` picks one; the vendor's page speaks more, here the rest is English.
import { dutch } from "./dutch.ts"
import { english, type Words } from "./english.ts"

export type Language = "en" | "nl"

const all: { readonly [language in Language]: Words } = { en: english, nl: dutch }

/** The page's language, words and number format for a locale as the API writes it (`nl_NL`). */
export const speak = (locale: unknown): { readonly lang: Language; readonly tag: string; readonly words: Words } => {
  const match = typeof locale === "string" ? /^([a-z]{2})_([A-Z]{2})$/.exec(locale) : null
  const lang = match?.[1] === "nl" ? "nl" : "en"
  return { lang, tag: match === null ? "en-US" : `${match[1]}-${match[2]}`, words: all[lang] }
}
