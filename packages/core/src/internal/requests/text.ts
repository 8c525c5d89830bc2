// Checked text: small builders, so that a field reads as its rule. Messages give the rule and never the value.
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { optional } from "./optional.ts"

/** At most `max` characters as people count them: an emoji is one, though JavaScript's strings hold it in two units. */
export const atMost = (max: number) => Schema.isMaxCodePoints(max, { message: `must be at most ${max} characters` })

/** Text of at most `max` characters. */
export const textUpTo = (max: number) => Schema.String.check(atMost(max))

/** Text of a fixed form, told by an example. `simple` is a part of the form that generators of test data can follow. */
export const textLike = (pattern: RegExp, rule: string, simple: RegExp = pattern) =>
  Schema.String.check(
    Schema.isPattern(pattern, {
      message: rule,
      arbitraryConstraint: { patterns: [{ source: simple.source, flags: simple.flags }] }
    })
  )

const simpleUrl = /^https:\/\/[a-z]{1,9}\.example\/[a-z0-9?=&._-]{0,30}$/

/** Text of a fixed form that is also written in another way: what goes out is what `spell` makes of it. */
const speltAs = (pattern: RegExp, rule: string, spell: (text: string) => string) =>
  Schema.String.pipe(
    Schema.decodeTo(
      Schema.String.check(
        Schema.makeFilter((text: string) => pattern.test(spell(text)), {
          message: rule,
          arbitraryConstraint: { patterns: [{ source: pattern.source, flags: pattern.flags }] }
        })
      ),
      SchemaTransformation.transform({ decode: spell, encode: spell })
    )
  )

/** ISO 3166-1 alpha-2 country code; it goes out in upper case. */
export const Country = speltAs(/^[A-Z]{2}$/, "must be a two-letter country code such as NL", (text) =>
  text.trim().toUpperCase()
)

/** A web address. The API documents https without a port for live notifications and still prints http in its own examples. */
export const WebUrl = textLike(/^https?:\/\/[^\s"'<>`{}|\\]+$/i, "must be an http or https address", simpleUrl)

/** Where a customer is sent: a web address or an app's own link such as `myshop://paid`. Scripts are refused. */
export const CustomerUrl = textLike(
  /^(?!(?:javascript|data|vbscript):)[a-z][a-z0-9+.-]*:\/\/[^\s"'<>`{}|\\]+$/i,
  "must be an address such as https://shop.example/thanks",
  simpleUrl
)

/** An e-mail address, checked for its form only; blanks around it are left behind. */
export const Email = speltAs(/^[^\s@]+@[^\s@]+$/, "must be an e-mail address", (text) => text.trim())

/** An IPv4 or IPv6 address. The API answers 1007 to anything else. */
export const IpAddress = textLike(
  /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$|^(?=.*:)[0-9a-f:]{2,39}(?:%\w+)?$|^(?=.*:)[0-9a-f:]{2,30}(?:\d{1,3}\.){3}\d{1,3}$/i,
  "must be an IPv4 or IPv6 address",
  /^(?:203\.0\.113\.[1-9]\d?|2001:db8:(?::[0-9a-f]{1,4}){1,3})$/
)

/** Free text that comes back with the order. The schema says 500 characters, error 1010 says 100: the smaller one is safe. */
export const Var = optional(textUpTo(100))
