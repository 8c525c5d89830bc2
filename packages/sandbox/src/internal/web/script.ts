// The only script of the dashboard: it loads the page again when something has happened and puts the parts that follow it in place,
// without touching what somebody is typing in or has opened, and copies ids. Without it the page is the same, only not live.

export const script = `"use strict"
;(() => {
  // Browsers let only pages of this machine copy, and those that came over TLS.
  if (navigator.clipboard !== undefined) document.documentElement.classList.add("can-copy")
  const said = document.querySelector("[data-said]")
  let unsay
  document.addEventListener("click", async ({ target }) => {
    const text = target.closest("[data-copy]")?.dataset.copy
    if (text === undefined) return
    const copying = navigator.clipboard.writeText(text)
    said.textContent = await copying.then(() => "Copied " + text, () => "The browser does not let this page copy")
    clearTimeout(unsay)
    unsay = setTimeout(() => (said.textContent = ""), 3000)
  })

  const sign = document.querySelector("[data-live-sign]")
  if (sign === null || !("EventSource" in window)) return
  const show = (text, on) => {
    sign.textContent = text
    sign.classList.toggle("is-on", on)
  }
  const isTyping = (part) => {
    const field = document.activeElement
    return part.contains(field) && /^(INPUT|SELECT|TEXTAREA)$/.test(field.tagName)
  }
  const replace = (part, next) => {
    if (part.innerHTML === next.innerHTML || isTyping(part)) return
    const open = [...part.querySelectorAll("details[open][id]")].map((one) => one.id)
    const focused = part.contains(document.activeElement) ? document.activeElement.id : ""
    part.replaceChildren(...next.childNodes)
    for (const id of open) document.getElementById(id)?.setAttribute("open", "")
    if (focused !== "") document.getElementById(focused)?.focus()
  }
  const refresh = async () => {
    try {
      const response = await fetch(location.href, { headers: { accept: "text/html" } })
      const next = new DOMParser().parseFromString(await response.text(), "text/html")
      for (const part of document.querySelectorAll("[data-live]")) {
        const other = next.getElementById(part.id)
        if (other !== null) replace(part, other)
      }
    } catch {
      show("Not live: the sandbox does not answer", false)
    }
  }
  // Soon after the first of many changes, which under load leave no pause to wait for, and one at a time.
  let isDue = false
  let isAtWork = false
  const refreshSoon = async () => {
    isDue = true
    if (isAtWork) return
    isAtWork = true
    while (isDue) {
      await new Promise((resolve) => setTimeout(resolve, 60))
      isDue = false
      await refresh()
    }
    isAtWork = false
  }
  const source = new EventSource("/dashboard/changes")
  source.onopen = () => {
    show("Live", true)
    void refreshSoon()
  }
  source.onerror = () => show("Not live: waiting for the sandbox", false)
  source.onmessage = refreshSoon
  document.addEventListener("focusout", refreshSoon)
  // "3 minutes ago" grows old although nothing happens, but not where nobody looks.
  document.addEventListener("visibilitychange", refreshSoon)
  setInterval(() => document.hidden || refreshSoon(), 30_000)
})()
`
