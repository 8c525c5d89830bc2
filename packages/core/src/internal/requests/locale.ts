// Locales as shops have them: `nl-NL`, `nl`, WordPress's `nl_NL_formal`. The API wants `ab_CD`.

const form = /^[a-z]{2}_[A-Z]{2}$/

/** Whether the API can read it. MyBank's page prints a bare `IT`. */
export const isLocale = (text: string): boolean => form.test(text) || text === "IT"

/** As `ab_CD` where that can be told, else as it is. A language alone gets the country where most people speak it. */
export const localeOf = (text: string): string => {
  if (isLocale(text)) return text
  const [, language = "", country] = /^([a-z]{2})(?:[-_]([a-z]{2}))?(?:[-_.@].*)?$/i.exec(text.trim()) ?? []
  const region = country ?? likely(language)
  return region === undefined || language === "" ? text : `${language.toLowerCase()}_${region.toUpperCase()}`
}

const likely = (language: string): string | undefined =>
  language === "" ? undefined : new Intl.Locale(language.toLowerCase()).maximize().region
