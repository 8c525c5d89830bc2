// A moment as answers print it.
import * as DateTime from "effect/DateTime"
import * as LocalTime from "@effect-multisafepay/core/LocalTime"
import type { Quirks } from "../state/Settings.ts"

export const time = (at: number, quirks: Quirks): string =>
  quirks.localTimes
    ? LocalTime.format(DateTime.makeUnsafe(at))
    : DateTime.formatIso(DateTime.makeUnsafe(at)).replace(/\.\d{3}Z$/, "Z")
