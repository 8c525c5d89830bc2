import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { execFileSync } from "node:child_process"
import * as LocalTime from "@effect-multisafepay/core/LocalTime"

const utc = (text: string): string | undefined =>
  Option.getOrUndefined(Option.map(LocalTime.parse(text), DateTime.formatIso))

describe("LocalTime", () => {
  it("agrees with the timestamp of the vendor's signed notification", () => {
    // Created 15:08:02, sent at 1641218884 (14:08:04 UTC).
    const created = Option.getOrThrow(LocalTime.parse("2022-01-03T15:08:02"))
    assert.strictEqual(1641218884_000 - DateTime.toEpochMillis(created), 2000)
  })

  it("counts an hour in winter and two in summer", () => {
    assert.strictEqual(utc("2022-01-03T15:08:02"), "2022-01-03T14:08:02.000Z")
    assert.strictEqual(utc("2025-05-14T08:50:32"), "2025-05-14T06:50:32.000Z")
  })

  it("takes the first pass of the hour that October repeats", () => {
    assert.strictEqual(utc("2025-10-26T01:59:59"), "2025-10-25T23:59:59.000Z")
    assert.strictEqual(utc("2025-10-26T02:30:00"), "2025-10-26T00:30:00.000Z")
    assert.strictEqual(utc("2025-10-26T03:00:00"), "2025-10-26T02:00:00.000Z")
  })

  it("reads the hour that March skips as an hour later", () => {
    assert.strictEqual(utc("2025-03-30T01:59:59"), "2025-03-30T00:59:59.000Z")
    assert.strictEqual(utc("2025-03-30T02:30:00"), "2025-03-30T01:30:00.000Z")
    assert.strictEqual(utc("2025-03-30T03:00:00"), "2025-03-30T01:00:00.000Z")
  })

  it("accepts a space, fractions, minutes only and plain dates", () => {
    assert.strictEqual(utc("2020-05-06 12:34:56"), "2020-05-06T10:34:56.000Z")
    assert.strictEqual(utc("2020-05-06T12:34:56.7891"), "2020-05-06T10:34:56.789Z")
    assert.strictEqual(utc("2020-05-06T12:34"), "2020-05-06T10:34:00.000Z")
    assert.strictEqual(utc("2020-05-06"), "2020-05-05T22:00:00.000Z")
    assert.strictEqual(utc("2020-01-06"), "2020-01-05T23:00:00.000Z")
  })

  it("obeys a zone when there is one", () => {
    assert.strictEqual(utc("2020-05-06T12:34:56Z"), "2020-05-06T12:34:56.000Z")
    assert.strictEqual(utc("2020-05-06T12:34:56+02:00"), "2020-05-06T10:34:56.000Z")
    assert.strictEqual(utc("2020-05-06 12:34:56-0530"), "2020-05-06T18:04:56.000Z")
  })

  it("shows the instant in Dutch time whatever zone the text had", () => {
    const time = Option.getOrThrow(LocalTime.parse("2020-05-06T12:34:56Z"))
    assert.strictEqual(DateTime.formatIsoZoned(time), "2020-05-06T14:34:56.000+02:00[Europe/Amsterdam]")
  })

  it("rejects what is no time", () => {
    for (const text of [
      "",
      "soon",
      "2020-02-30T10:00:00",
      "2020-04-31",
      "2020-05-00",
      "2021-02-29",
      "0000-00-00",
      "2020-13-01",
      "2020-05-06T24:00:00",
      "2020-05-06T10:60:00",
      "06-05-2020",
      "2020-05-06T10:00:00 Europe/Amsterdam"
    ]) {
      assert.isTrue(Option.isNone(LocalTime.parse(text)), text)
    }
  })

  it("writes the text the API would", () => {
    const time = DateTime.makeUnsafe("2022-01-03T14:08:02.900Z")
    assert.strictEqual(LocalTime.format(time), "2022-01-03T15:08:02")
  })

  it.prop(
    "reads what it wrote, but for the second pass of the repeated hour",
    { seconds: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 4_000_000_000 })) },
    ({ seconds }) => {
      const time = DateTime.makeUnsafe(seconds * 1000)
      const back = DateTime.toEpochMillis(Option.getOrThrow(LocalTime.parse(LocalTime.format(time))))
      const late = seconds * 1000 - back
      return late === 0 || (late === 3_600_000 && DateTime.toPartsUtc(time).month >= 9)
    },
    { arbitrary: { runs: 500 } }
  )

  it("does not depend on the zone of the machine", () => {
    const script = `
      import * as DateTime from "effect/DateTime"
      import * as LocalTime from "./LocalTime.ts"
      const texts = ["2022-01-03T15:08:02", "2025-10-26T02:30:00", "2025-03-30T02:30:00", "2025-03-09T02:30:00", "2020-05-06"]
      console.log(texts.map((text) => DateTime.formatIso(LocalTime.parse(text).value)).join())
      console.log(new Date(2020, 0, 1).getTimezoneOffset())`
    const run = (zone: string): ReadonlyArray<string> =>
      execFileSync(process.execPath, ["--input-type=module", "-e", script], {
        cwd: new URL("../src", import.meta.url),
        env: { ...process.env, TZ: zone },
        encoding: "utf8"
      })
        .trim()
        .split("\n")
    const [newYork, newYorkOffset] = run("America/New_York")
    const [auckland, aucklandOffset] = run("Pacific/Auckland")
    assert.notStrictEqual(newYorkOffset, aucklandOffset)
    assert.strictEqual(newYork, auckland)
    assert.strictEqual(
      newYork,
      "2022-01-03T14:08:02.000Z,2025-10-26T00:30:00.000Z,2025-03-30T01:30:00.000Z,2025-03-09T01:30:00.000Z,2020-05-05T22:00:00.000Z"
    )
  })
})
