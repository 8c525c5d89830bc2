// The only script of the sandbox: it loads the page again when something has happened and puts the parts that follow it in place,
// without touching what somebody is typing in or has opened. Without it the page is the same, only not live.

export const script = `"use strict"
;(() => {
  const sign = document.querySelector("[data-live-sign]")
  if (sign === null || !("EventSource" in window)) return
  let timer
  const say = (text, on) => {
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
      say("Not live: the sandbox does not answer", false)
    }
  }
  const source = new EventSource("/dashboard/changes")
  source.onopen = () => {
    say("Live", true)
    void refresh()
  }
  source.onerror = () => say("Not live: waiting for the sandbox", false)
  source.onmessage = () => {
    clearTimeout(timer)
    timer = setTimeout(refresh, 60)
  }
  document.addEventListener("focusout", () => {
    clearTimeout(timer)
    timer = setTimeout(refresh, 60)
  })
})()
`
