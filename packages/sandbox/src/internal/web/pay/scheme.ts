// The mark of a card scheme: a drawing of our own with the scheme's name, as the schemes' own marks are theirs.
import { html, type Html } from "../Html.ts"

const card = html`<svg viewBox="0 0 24 16" width="24" height="16" aria-hidden="true">
  <rect x="1" y="1" width="22" height="14" rx="3" fill="none" stroke="currentColor" stroke-width="1.5" />
  <path d="M1 5.5h22M4.5 11h6" fill="none" stroke="currentColor" stroke-width="2" />
</svg>`

export const scheme = (name: string): Html => html`<span class="scheme">${card}${name}</span>`
