// The levers of the dashboard: time, faults, starting over.
import type { SimulatorShape } from "../../simulator/Simulator.ts"
import * as Fault from "../../../Fault.ts"
import type * as State from "../../state/State.ts"
import { formatTime } from "../amount.ts"
import { html, type Html } from "../Html.ts"
import { exact, live } from "./parts.ts"

export const clockPanel = (simulator: SimulatorShape): Html => {
  const isFrozen = simulator.time.isFrozen()
  const now = simulator.time.now()
  return html`<section class="card stack" aria-labelledby="clock">
    <h2 id="clock">Clock</h2>
    ${live(
      "clock-now",
      html`<p>${isFrozen ? html`Stands still at ` : html`Runs, `}${exact(now)} UTC</p>
        <form method="post" action="/dashboard/clock" class="row">
          <button type="submit" name="action" value="15m" id="clock-15m">+ 15 min</button>
          <button type="submit" name="action" value="1d" id="clock-1d">+ 1 day</button>
          <button type="submit" name="action" value="${isFrozen ? "resume" : "freeze"}" id="clock-freeze">
            ${isFrozen ? "Let it run" : "Freeze"}
          </button>
        </form>`
    )}
    <form method="post" action="/dashboard/clock" class="row">
      <div class="field grow">
        <label for="to">Set to, UTC</label
        ><input
          id="to"
          name="to"
          type="text"
          autocomplete="off"
          value="${formatTime(now).slice(0, 16)}"
          aria-describedby="to-hint"
        />
      </div>
      <button type="submit" name="action" value="set">Set</button>
    </form>
    <p class="small" id="to-hint">Time only goes forward. Resends, expiry and settlement follow it.</p>
  </section>`
}

export const faultPanel = (state: State.State): Html =>
  html`<section class="card stack" aria-labelledby="faults">
    <h2 id="faults">Faults</h2>
    <form method="post" action="/dashboard/faults" class="stack">
      <div>
        <label for="kind">The next request meets</label>
        <select id="kind" name="kind">
          ${phases.map(([phase, label]) => html`<optgroup label="${label}">${Fault.kinds.filter((kind) => Fault.phaseOf(kind) === phase).map((kind) => html`<option value="${kind}">${kind}: ${says(kind)}</option>`)}</optgroup>`)}
        </select>
      </div>
      <div>
        <label for="operation">of operation</label
        ><input id="operation" name="operation" type="text" autocomplete="off" placeholder="any, or orders.create" />
      </div>
      <button type="submit" name="action" value="add">Set the fault</button>
    </form>
    ${live(
      "fault-rules",
      state.rules.length === 0
        ? html`<p class="small">No faults are set.</p>`
        : html`<ul class="small">
              ${state.rules.map((rule) => html`<li>${rule.faults.map((fault) => (fault === "pass" ? fault : fault.kind)).join(", ")}${rule.operation !== undefined && html` on ${rule.operation}`}${rule.order_id !== undefined && html` for ${rule.order_id}`}: ${rule.hits} met it, ${rule.left === 0 ? "used up" : `${rule.left} to go`}</li>`)}
            </ul>
            <form method="post" action="/dashboard/faults">
              <button type="submit" name="action" value="clear" id="fault-clear">Clear all faults</button>
            </form>`
    )}
  </section>`

const phases = [
  ["before", "Before anything is done"],
  ["after", "After it was done"],
  ["envelope", "In the answer itself"]
] as const

const says = (kind: Fault.Kind): string => Fault.meanings[kind].slice(Fault.meanings[kind].indexOf(":") + 2)

export const magicPanel: Html = html`<section class="card" aria-labelledby="magic">
  <h2 id="magic">Faults from within an application</h2>
  <p>
    Write the name of a fault in the <code>description</code> or <code>order_id</code> of an order. It works once per
    order.
  </p>
  <details id="magic-list">
    <summary>Magic values</summary>
    <table>
      <thead>
        <tr>
          <th scope="col">Value</th>
          <th scope="col">What it does</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <td><code>[[3ds]]</code></td>
          <td>a direct order asks the customer to authenticate first</td>
        </tr>
        <tr>
          <td><code>[[latency:500]]</code></td>
          <td>with an argument, where a fault takes one</td>
        </tr>
        <tr>
          <td><code>[[reset@refunds.create]]</code></td>
          <td>at another operation than orders.create</td>
        </tr>
        ${Fault.kinds.map(
          (kind) =>
            html`<tr>
              <td><code>[[${kind}]]</code></td>
              <td>${says(kind)}</td>
            </tr>`
        )}
      </tbody>
    </table>
  </details>
</section>`

// The confirmation is a page of its own, so that it works without a script.
export const resetPanel: Html = html`<section class="card" aria-labelledby="reset">
  <h2 id="reset">Start over</h2>
  <p class="small">Forgets all orders, requests, notifications and faults. The clock stays where it is.</p>
  <p><a href="/dashboard/reset">Reset the sandbox…</a></p>
</section>`
