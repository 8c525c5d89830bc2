// Commands that watch: the log as it grows, the shop's requests, notifications as they go out. Those that go on look again every so often,
// so that they survive a sandbox that is restarted or reset.
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Option from "effect/Option"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as flags from "./flags.ts"
import { endOf, type Notice, type Tampering, tamperings } from "../Notice.ts"
import { beginning } from "../internal/edges/beginning.ts"
import { userAgent } from "../internal/edges/userAgent.ts"
import { fail } from "./Failure.ts"
import { eventLine, noticeLine, print, printAll, requestLine } from "./print.ts"
import * as Remote from "./Remote.ts"
import { eventTypes, type SandboxEvent } from "../SandboxEvent.ts"

const often = Duration.millis(250)

export const tail = Command.make(
  "tail",
  {
    filter: flags.text("filter", "Only events whose type starts with this, such as order or notification.sent"),
    order: flags.text("order", "Only events of this order"),
    follow: Flag.Boolean("follow").pipe(
      Flag.withDefault(true),
      Flag.withDescription("Go on until interrupted; --no-follow prints what there is and ends")
    ),
    ...Remote.remoteFlags
  },
  Effect.fn("cli.tail")(function* ({ filter, follow, json, order, url }) {
    const start = Option.getOrElse(filter, () => "")
    if (!eventTypes.some((type) => type.startsWith(start))) {
      return yield* fail("usage", `--filter ${start} fits no event: they are ${eventTypes.join(", ")}`)
    }
    const isWanted = ({ order_id, type }: SandboxEvent) =>
      type.startsWith(start) && Option.match(order, { onNone: () => true, onSome: (id) => order_id === id })
    let last = 0
    for (;;) {
      // The last event seen is asked for again: when it is not there, the sandbox has been reset.
      const since = Math.max(last - 1, 0)
      const found = yield* Remote.ask(url, ({ log }) => log.events({ query: { since } }))
      if (last > 0 && found.length === 0) {
        last = 0
        continue
      }
      for (const event of found) {
        if (event.id > last && isWanted(event)) yield* print(json, event, eventLine(event))
      }
      last = found.at(-1)?.id ?? last
      if (!follow) return
      yield* Effect.sleep(often)
    }
  })
).pipe(
  Command.withDescription(
    "Prints what happens in the sandbox, also which requests were refused and what was ignored of them"
  ),
  Command.withExamples([
    { command: "multisafepay-sandbox tail --filter notification", description: "Only notifications" },
    { command: "multisafepay-sandbox tail --filter request", description: "Only what was refused or ignored" },
    { command: "multisafepay-sandbox tail --json --no-follow", description: "The whole log as JSON lines" }
  ])
)

export const requests = Command.make(
  "requests",
  {
    text: Argument.String("text").pipe(
      Argument.optional,
      Argument.withDescription("Only those with this in their order id, path or body, in any case")
    ),
    failed: flags.on("failed", "Only those that were refused or met a fault"),
    latest: Flag.Int("latest").pipe(flags.byDefault(50, "How many, the latest")),
    ...Remote.remoteFlags
  },
  Effect.fn("cli.requests")(function* ({ failed, json, latest, text, url }) {
    if (latest < 1) return yield* fail("usage", "--latest must be 1 or more")
    const query = { text: Option.getOrUndefined(text), only: failed ? ("failed" as const) : undefined, latest }
    const found = yield* Remote.ask(url, ({ log }) => log.received({ query }))
    yield* printAll(json, found, requestLine, "no such request has reached the sandbox")
  })
).pipe(
  Command.withDescription("The shop's requests and what became of them, also those that were refused"),
  Command.withExamples([
    { command: "multisafepay-sandbox requests --failed", description: "What was refused, and why" },
    { command: "multisafepay-sandbox requests 1042 --json", description: "All about order 1042" }
  ])
)

export const listen = Command.make(
  "listen",
  {
    forwardTo: flags.text("forward-to", "Origin of the shop; path and query of each notification are kept"),
    ...Remote.remoteFlags
  },
  Effect.fn("cli.listen")(function* ({ forwardTo, json, url }) {
    const target = Option.getOrUndefined(forwardTo)
    if (target !== undefined && !/^https?:\/\//.test(target)) {
      return yield* fail("usage", "--forward-to must be an http or https address, such as http://127.0.0.1:3000")
    }
    let since = yield* timeOf(url)
    let told: ReadonlySet<string> = new Set()
    yield* Console.error(`listening to ${url}${target === undefined ? "" : `, forwarding to ${target}`}`)
    for (;;) {
      yield* Effect.sleep(often)
      const now = yield* timeOf(url)
      // A clock that went back is another sandbox's, and all that it sent is new.
      const from = now < since ? 0 : since
      const found = yield* Remote.ask(url, ({ notices }) => notices.list({ query: { since: from } }))
      const ended = found.flatMap(attemptsOf).filter(({ end }) => end >= from)
      for (const { attempt, name } of ended) {
        if (told.has(name)) continue
        const answer = yield* target === undefined ? Effect.succeed("") : forward(target, attempt)
        yield* print(
          json,
          { ...attempt, ...(target === undefined ? {} : { answer }) },
          [attempt.id, attempt.order_id, attempt.method, attempt.url, answer].join("  ")
        )
      }
      since = now
      // What ended since `now` comes again.
      told = new Set(ended.map(({ name }) => name))
    }
  })
).pipe(
  Command.withDescription(
    "Prints every notification, and posts it on as it was signed. What the sandbox itself thinks of it stays: for its retries use start --forward-to"
  ),
  Command.withExamples([
    {
      command: "multisafepay-sandbox listen --forward-to http://127.0.0.1:3000",
      description: "Hand notifications to a shop on this machine"
    }
  ])
)

const timeOf = (url: string) =>
  Effect.map(
    Remote.ask(url, ({ clock }) => clock.now()),
    ({ now }) => now
  )

interface Attempt extends Pick<Notice, "id" | "order_id" | "method" | "body" | "url"> {
  readonly auth: string
}

const attemptsOf = ({ attempts, body, id, method, order_id }: Notice) =>
  attempts.map((one, index) => ({
    name: `${id} ${index} ${one.at}`,
    end: endOf(one),
    attempt: { id, order_id, method, body, url: one.url, auth: one.auth } satisfies Attempt
  }))

const forward = (target: string, attempt: Attempt): Effect.Effect<string, never, HttpClient.HttpClient> => {
  const { pathname, search } = new URL(attempt.url)
  const address = `${target.replace(/^(.*[^/])?\/*$/, "$1")}${pathname}${search}`
  const request =
    attempt.method === "GET"
      ? HttpClientRequest.get(address)
      : HttpClientRequest.post(address).pipe(
          HttpClientRequest.bodyText(attempt.body, "application/json"),
          attempt.auth === "" ? (self) => self : HttpClientRequest.setHeader("auth", attempt.auth)
        )
  return HttpClient.execute(HttpClientRequest.setHeader(request, "user-agent", userAgent)).pipe(
    Effect.flatMap((response) =>
      Effect.map(beginning(response), (text) => `HTTP ${response.status} ${text.slice(0, 100).split("\n")[0]}`)
    ),
    Effect.timeoutOrElse({ duration: Duration.seconds(30), orElse: () => Effect.succeed("no answer in 30 seconds") }),
    Effect.catch(() => Effect.succeed(`${new URL(address).origin} does not answer. Is the shop running?`))
  )
}

export const resend = Command.make(
  "resend",
  {
    notice: Argument.String("notification").pipe(
      Argument.withDescription("Id of a notification, such as notice-3; an order id sends its last one")
    ),
    tampering: Flag.Literals("tampering", Object.keys(tamperings) as ReadonlyArray<Tampering>).pipe(
      Flag.optional,
      Flag.withDescription("Send it wrongly on purpose")
    ),
    ...Remote.remoteFlags
  },
  Effect.fn("cli.resend")(function* ({ notice, json, tampering, url }) {
    const ofOrder = yield* Remote.ask(url, ({ notices }) => notices.list({ query: { order_id: notice } }))
    const id = /^notice-\d+$/.test(notice) ? notice : ofOrder.at(-1)?.id
    if (id === undefined) return yield* fail("notFound", `there is no notification ${notice}, and no order has had one`)
    const payload = { tampering: Option.getOrUndefined(tampering) }
    const sent = yield* Remote.ask(url, ({ notices }) => notices.resend({ params: { id }, payload }))
    yield* print(json, sent, noticeLine(sent))
  })
).pipe(Command.withDescription("Sends a notification once more, signed anew"))
