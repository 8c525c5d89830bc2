// Answers to browsers: pages with headers that let nothing but our own stylesheet and script run, and redirects after forms.
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import type { Html } from "./Html.ts"

interface Options {
  readonly status?: number
  /** Where forms may end up after their redirect. */
  readonly formAction?: string
}

// Chromium applies form-action to every redirect after a form, and a shop may well redirect once more to another of its hosts. So the
// payment page allows schemes, not the shop's origin alone; the dashboard allows itself.
const policy = ({ formAction = "'self'" }: Options): string =>
  [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    `form-action ${formAction}`,
    "base-uri 'none'",
    "frame-ancestors 'none'"
  ].join("; ")

const common = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  // Not `no-referrer`: with it browsers send `Origin: null`, also to ourselves.
  "referrer-policy": "same-origin"
}

export const page = (content: Html, options: Options = {}): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(content.text, {
    status: options.status ?? 200,
    contentType: "text/html; charset=utf-8",
    headers: { ...common, "content-security-policy": policy(options), "x-frame-options": "DENY" }
  })

/** The browser continues there with GET. */
export const seeOther = (location: string): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.redirect(location, { status: 303, headers: common })

export const asset = (text: string, contentType: string): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(text, {
    contentType,
    headers: { "x-content-type-options": "nosniff", "cache-control": "no-cache" }
  })
