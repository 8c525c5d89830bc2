// The switches of a sandbox as the machine needs them: checked, with the defaults filled in.
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Gateway from "@effect-multisafepay/core/Gateway"
import { SandboxOptionsError } from "../../SandboxError.ts"
import type { SandboxOptions } from "../../SandboxOptions.ts"
import { defaultKey, type Quirks, quirksOff, quirksOn, type Settings } from "../state/Settings.ts"
import { looksReal } from "./admit.ts"

export const resolve = (
  options: SandboxOptions & Pick<Settings, "hosts">
): Effect.Effect<{ readonly apiKey: Redacted.Redacted<string>; readonly settings: Settings }, SandboxOptionsError> => {
  const apiKey = Redacted.isRedacted(options.apiKey)
    ? options.apiKey
    : Redacted.make(options.apiKey ?? defaultKey, { label: "api_key" })
  const key = Redacted.value(apiKey)
  const refuse = (option: string, problem: string, unless?: SandboxOptionsError["unless"]) =>
    Effect.fail(new SandboxOptionsError({ option, problem, unless }))
  if (key.trim() === "") return refuse("apiKey", "must not be empty")
  if (looksReal(key) && options.allowAnyKey !== true) {
    return refuse("apiKey", "has the shape of a real MultiSafepay key (40 letters and digits). Use another one here", {
      option: "allowAnyKey",
      when: "when it is a published example"
    })
  }
  const stranger = options.gateways?.find((id) => Option.isNone(Gateway.canonical(id)))
  if (stranger !== undefined) return refuse("gateways", `has ${stranger}, which is no gateway. One is called IDEAL`)
  return Effect.succeed({
    apiKey,
    settings: {
      origin: (options.origin ?? "http://sandbox.localhost").replace(/^(.*[^/])?\/*$/, "$1"),
      hosts: options.hosts,
      seed: options.seed ?? 1,
      siteId: options.siteId ?? 12345,
      accountId: options.accountId ?? 10000001,
      orderIdReuse: options.orderIdReuse ?? "refuse-when-completed",
      preTransactionVisible: options.preTransactionVisible ?? true,
      unknownFields: options.unknownFields ?? "ignore",
      quirks: quirksOf(options.quirks),
      gateways: options.gateways ?? working,
      takesOthers: options.gateways === undefined && options.unknownFields !== "refuse",
      resendAfter: (options.resendAfter ?? [15, 30, 45].map((each) => Duration.minutes(each))).map((each) =>
        Duration.toMillis(each)
      )
    }
  })
}

const quirksOf = (quirks: SandboxOptions["quirks"]): Quirks =>
  quirks === false ? quirksOff : quirks === true || quirks === undefined ? quirksOn : { ...quirksOn, ...quirks }

const working: ReadonlyArray<string> = Gateway.ids.filter((id) => {
  const entry: Gateway.Entry = Gateway.catalogue[id]
  return entry.endOfLife?.state !== "withdrawn"
})
