// The frame of every page, and the mark that says what this is.
import { html, type Html } from "./Html.ts"

export interface Frame {
  readonly lang: string
  readonly title: string
  readonly body: Html
  readonly mark?: { readonly title: string; readonly text: string; readonly skip: string } | undefined
  /** Pages that follow what happens load the script. */
  readonly isLive?: boolean | undefined
}

const english = { title: "Sandbox", text: "No money moves here.", skip: "Skip to content" }

export const document = ({ body, isLive, lang, mark = english, title }: Frame): Html =>
  html`<!doctype html>
    <html lang="${lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/sandbox.css" />
        ${isLive === true && html`<script src="/assets/live.js" defer></script>`}
      </head>
      <body>
        <a class="skip" href="#main">${mark.skip}</a>
        <header class="mark"><strong>${mark.title}</strong> <span>${mark.text}</span></header>
        ${body}
      </body>
    </html> `
