// The one stylesheet of payment page and dashboard. Every pair of colours has a contrast of at least 4.5 to 1.

export const stylesheet = `:root {
  color-scheme: light dark;
  --ink: #16222e;
  --soft: #4a5866;
  --line: #d3dbe3;
  --edge: #76848f;
  --ground: #f3f5f7;
  --paper: #ffffff;
  --accent: #0a5868;
  --good: #17643a;
  --bad: #98281f;
  --warm: #fff4d3;
  --warm-ink: #553f00;
  --good-ground: #e8f4ec;
  --bad-ground: #fdeeec;
  --hover: #edf1f4;
  --action: #0a5868;
  --action-hover: #07424e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e6ebf0;
    --soft: #aab6c1;
    --line: #333f4a;
    --edge: #7d8b97;
    --ground: #12181e;
    --paper: #1b242c;
    --accent: #7cc7d6;
    --good: #7fd3a0;
    --bad: #ff9f95;
    --warm: #3a3013;
    --warm-ink: #f5dc94;
    --good-ground: #163424;
    --bad-ground: #40201d;
    --hover: #27323c;
  }
}
* { box-sizing: border-box }
html { font: 100%/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: var(--ink); background: var(--ground) }
body { margin: 0 }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 1.25rem; letter-spacing: -0.01em }
h2 { font-size: 1.125rem; margin: 0 0 .75rem }
h3 { font-size: .9rem; margin: 1.25rem 0 .5rem; color: var(--soft) }
p { margin: 0 0 .75rem }
a { color: var(--accent) }
code, pre { font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px }
main:focus { outline: none }
.skip { position: absolute; left: -999rem }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem 1rem; z-index: 1 }
.mark { margin: 0; padding: .65rem 1rem .6rem; text-align: center; font-size: .9rem; color: var(--warm-ink); background: var(--warm); border-top: 6px solid; border-image: repeating-linear-gradient(135deg, #e0a500 0 12px, #2b2b2b 12px 24px) 6 }
.mark strong { text-transform: uppercase; letter-spacing: .08em; margin-right: .5rem }

main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 4rem }
main.wide { max-width: 84rem }
.columns { display: grid; gap: 1.25rem; grid-template-columns: minmax(0, 1fr); align-items: start }
@media (min-width: 54rem) {
  .columns { grid-template-columns: minmax(0, 1fr) 20rem }
  .wide .columns { grid-template-columns: minmax(0, 1fr) 22rem }
  .main-column { grid-column: 1; grid-row: 1 }
  .side-column { grid-column: 2; grid-row: 1 }
}
.card { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem 1.5rem; margin-bottom: 1.25rem }
.card > :last-child { margin-bottom: 0 }
.lead { color: var(--soft) }
.summary dl { margin: 0 }
.summary dl > div { padding: .55rem 0; border-top: 1px solid var(--line) }
.summary dl > div.total { border-top: 0; padding-top: 0 }
.summary .total dd { font-size: 1.75rem; font-weight: 650; line-height: 1.25; letter-spacing: -0.01em }
dt { font-size: .85rem; color: var(--soft) }
dd { margin: 0; overflow-wrap: anywhere }

label { display: block; font-weight: 600; margin-bottom: .25rem }
.hint { margin: 0 0 .25rem; font-size: .875rem; color: var(--soft) }
.error { margin: .35rem 0 0; font-size: .9rem; font-weight: 600; color: var(--bad) }
.field { margin-bottom: 1rem }
.pair { display: grid; gap: 0 1rem; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); align-items: start }
input[type=text], input[type=search], input[type=number], select { font: inherit; color: inherit; width: 100%; min-height: 2.75rem; padding: .4rem .7rem; border: 1px solid var(--edge); border-radius: 8px; background: var(--paper) }
input[aria-invalid] { border: 2px solid var(--bad) }
.errors { background: var(--bad-ground); border: 1px solid var(--bad); border-left-width: 6px; border-radius: 8px; padding: 1rem 1.25rem; margin-bottom: 1.25rem }
.errors h2 { font-size: 1rem; margin-bottom: .25rem }
.errors ul { margin: 0; padding-left: 1.25rem }
.errors a { color: var(--bad) }
.notice { background: var(--warm); color: var(--warm-ink); border-radius: 8px; padding: .75rem 1rem }

button, .button { font: inherit; font-weight: 600; display: inline-block; min-height: 2.75rem; padding: .5rem 1.1rem; border-radius: 8px; border: 1px solid var(--edge); background: var(--paper); color: var(--ink); text-decoration: none; cursor: pointer }
button:hover, .button:hover { background: var(--hover) }
.primary, .button { background: var(--action); border-color: var(--action); color: #ffffff }
.primary:hover, .button:hover { background: var(--action-hover) }
.primary { width: 100% }
.good { color: var(--good); border-color: var(--good) }
.good:hover { background: var(--good-ground) }
.bad { color: var(--bad); border-color: var(--bad) }
.bad:hover { background: var(--bad-ground) }
.row { display: flex; flex-wrap: wrap; gap: .6rem; align-items: end }
.row .field { margin: 0 }
.choice { display: grid; grid-template-columns: 12.5rem minmax(0, 1fr); gap: .25rem 1rem; align-items: center; padding: .6rem 0; border-top: 1px solid var(--line) }
.choice p { margin: 0; color: var(--soft) }
.choice .field { grid-column: 2; margin: 0 }
@media (max-width: 36rem) {
  .choice { grid-template-columns: minmax(0, 1fr) }
  .choice .field { grid-column: 1 }
}
.methods { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)) }
.methods a { display: flex; align-items: center; min-height: 2.75rem; height: 100%; padding: .4rem .65rem; font-size: .9375rem; border: 1px solid var(--edge); border-radius: 8px; color: var(--ink); text-decoration: none; font-weight: 600; overflow-wrap: anywhere }
.methods a:hover { border-color: var(--accent); background: var(--hover) }
.scheme { display: inline-flex; align-items: center; gap: .4rem; font-weight: 600; white-space: nowrap }
.scheme svg { flex: none; color: var(--accent) }
.methods .scheme { white-space: normal }
td .scheme { display: flex }
.schemes { list-style: none; display: flex; flex-wrap: wrap; gap: .4rem; margin: 0 0 1rem; padding: 0 }
.schemes li { padding: .1rem .6rem; border: 1px solid var(--line); border-radius: 6px; font-size: .875rem }
nav form { margin-top: 1.5rem }
details { margin-top: 1rem }
summary { cursor: pointer; font-weight: 600; color: var(--accent); padding: .25rem 0 }
details p { margin-top: .5rem }

table { width: 100%; border-collapse: collapse; font-size: .925rem }
th { text-align: left; font-size: .8rem; color: var(--soft); font-weight: 600 }
th, td { padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: break-word }
tbody tr:last-child td { border-bottom: 0 }
caption { text-align: left; padding: .75rem 0 .25rem }
.number { text-align: right; padding-right: 1.5rem; white-space: nowrap; font-variant-numeric: tabular-nums }
.pair-of-statuses { display: inline-block; font-size: .85rem; font-weight: 600; padding: .1rem .6rem; border-radius: 12px; border: 1px solid currentColor; color: var(--soft); background: var(--ground) }
.pair-of-statuses.is-good { color: var(--good); background: var(--good-ground) }
.pair-of-statuses.is-bad { color: var(--bad); background: var(--bad-ground) }
.pair-of-statuses.is-open { color: var(--warm-ink); background: var(--warm) }

.places { display: flex; gap: 1.25rem; margin-bottom: .75rem }
.places [aria-current] { color: var(--ink); font-weight: 650; text-decoration: none }
header.bar { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: baseline; justify-content: space-between; margin-bottom: 1.25rem }
header.bar h1 { margin: 0; overflow-wrap: anywhere }
header.bar p { margin: 0; color: var(--soft) }
.live::before { content: ""; display: inline-block; width: .6rem; height: .6rem; border-radius: 50%; margin-right: .45rem; background: #76848f }
.live.is-on::before { background: #1d8a4e }
.scroll { overflow-x: auto }
.timeline { list-style: none; margin: 0; padding: 0 }
.timeline > li { position: relative; display: grid; grid-template-columns: 9.5rem minmax(0, 1fr); gap: 0 1.25rem; padding: .6rem 0 }
.timeline > li + li { border-top: 1px solid var(--line) }
.when time { display: block; font-size: .875rem; padding-top: .1rem }
.when time + time { color: var(--soft); font-size: .8rem; font-variant-numeric: tabular-nums }
.timeline > li { overflow-wrap: anywhere }
.timeline .kind { font-weight: 650 }
.timeline .kind.is-bad { color: var(--bad) }
.timeline .kind.is-good { color: var(--good) }
.timeline details { margin-top: .25rem }
@media (max-width: 36rem) {
  .timeline > li { grid-template-columns: minmax(0, 1fr) }
  .when { display: flex; flex-wrap: wrap; gap: 0 .75rem; align-items: baseline }
}
pre { margin: .5rem 0; padding: .75rem; background: var(--ground); border: 1px solid var(--line); border-radius: 8px; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 24rem; overflow-y: auto }
.wide button, .wide input, .wide select { min-height: 2.5rem; padding: .35rem .7rem }
.orders td { white-space: nowrap; padding-right: 1rem; vertical-align: middle }
.orders td:nth-child(2) { white-space: normal; overflow-wrap: normal }
.orders th { overflow-wrap: normal }
.id { display: inline-block; max-width: 8.5rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; vertical-align: middle }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.copy, .wide .copy { position: relative; display: none; width: 1.75rem; min-height: 1.75rem; padding: 0; margin-left: .25rem; border: 0; background: none; color: var(--soft); vertical-align: middle }
.can-copy .copy { display: inline-block }
.copy::before, .copy::after { content: ""; position: absolute; left: .5rem; top: .6rem; width: .6rem; height: .65rem; border: 1.5px solid; border-radius: 2px; background: var(--paper) }
.copy::before { left: .7rem; top: .4rem }
.said { position: fixed; z-index: 1; left: 50%; bottom: 1.5rem; translate: -50% 0; max-width: calc(100vw - 2rem); margin: 0; padding: .5rem 1rem; border-radius: 8px; background: var(--ink); color: var(--paper); overflow-wrap: anywhere }
.said:empty { padding: 0 }
@media (max-width: 37.5rem) {
  .orders thead { position: absolute; left: -999rem }
  .orders, .orders tbody, .orders caption { display: block }
  .orders tr { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .35rem 1rem; padding: .9rem 0; border-top: 1px solid var(--line) }
  .orders td { border: 0; padding: 0 }
  .orders td:first-child, .orders td:nth-child(4) { grid-column: 1 }
  .orders td:nth-child(2) { grid-area: 2 / 1 }
  .orders td.number { grid-area: 1 / 2 }
  .orders td:nth-child(5), .orders td:last-child { font-size: .85rem; color: var(--soft) }
  .orders td:nth-child(5) { grid-area: 3 / 2; text-align: right }
  .orders td:last-child { grid-column: 1 / -1 }
  .orders td:first-child { display: flex; align-items: center; gap: .25rem; min-width: 0 }
  .id { max-width: none; min-width: 0 }
}
.pages { display: flex; gap: 1rem; justify-content: center; padding-top: 1rem }
.wide .grow { flex: 1 1 12rem }
.small { font-size: .875rem; color: var(--soft) }
.stack > * + * { margin-top: .75rem }
.facts { display: grid; gap: .75rem 1.5rem; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); margin: 0 }
@media (prefers-reduced-motion: no-preference) { a, button { transition: background-color .12s } }
@media (forced-colors: active) { .pair-of-statuses, .mark { border: 1px solid } }
`

export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0a5868"/><path d="M7 20h18M7 13h18M11 24l4-16M17 24l4-16" stroke="#fff4d3" stroke-width="2.6" stroke-linecap="round"/></svg>`
