import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
import * as Orders from "@effect-multisafepay/http/Orders"
import { type ConfigOptions, ConfigurationError } from "@effect-multisafepay/http/Configuration"
import { assert, describe, it } from "@effect/vitest"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

const asked: Array<string> = []
const transport = Layer.succeed(
  HttpClient.HttpClient,
  HttpClient.make((request, url) =>
    Effect.sync(() => {
      asked.push(url.href)
      return HttpClientResponse.fromWeb(request, Response.json({ success: true, data: { status: "completed" } }))
    })
  )
)

const environment = (variables: Record<string, string>) => ConfigProvider.layer(ConfigProvider.fromEnvRecord(variables))
const read = (variables: Record<string, string>) =>
  Orders.Orders.use((orders) => orders.get("o-1")).pipe(
    Effect.provide(MultiSafepay.layerConfig().pipe(Layer.provide(transport), Layer.provide(environment(variables)))),
    Effect.map(() => asked.at(-1))
  )
const refusal = (variables: Record<string, string>) =>
  Effect.map(Effect.flip(read(variables)), (error) => {
    assert.instanceOf(error, ConfigurationError)
    assert.notInclude(error.message, "canary")
    return error
  })

describe("configuration from the environment", () => {
  it.effect("names MULTISAFEPAY_API_KEY when there is no key", () =>
    Effect.map(refusal({}), (error) => assert.match(error.message, /^MULTISAFEPAY_API_KEY: is not set/))
  )

  it.effect("takes an empty key for none", () =>
    Effect.map(refusal({ MULTISAFEPAY_API_KEY: "" }), (error) =>
      assert.strictEqual(error.variable, "MULTISAFEPAY_API_KEY")
    )
  )

  it.effect("goes to the test environment by default, to the live one when told", () =>
    Effect.gen(function* () {
      assert.strictEqual(
        yield* read({ MULTISAFEPAY_API_KEY: "canary" }),
        "https://testapi.multisafepay.com/v1/json/orders/o-1"
      )
      assert.strictEqual(
        yield* read({ MULTISAFEPAY_API_KEY: "canary", MULTISAFEPAY_ENVIRONMENT: "live" }),
        "https://api.multisafepay.com/v1/json/orders/o-1"
      )
    })
  )

  it.effect(
    "refuses an environment that does not exist, in code too, where a program without types may say anything",
    () =>
      Effect.gen(function* () {
        const read = yield* refusal({ MULTISAFEPAY_API_KEY: "canary", MULTISAFEPAY_ENVIRONMENT: "staging" })
        const options = { apiKey: Redacted.make("canary"), environment: "production" }
        const told = yield* Effect.flip(
          // @ts-expect-error there is no such environment
          Layer.build(MultiSafepay.layer(options).pipe(Layer.provide(transport)))
        )
        for (const { message } of [read, told])
          assert.strictEqual(message, 'MULTISAFEPAY_ENVIRONMENT: must be "test" or "live"')
      })
  )

  it.effect("accepts plain http on this machine only", () =>
    Effect.gen(function* () {
      for (const host of ["127.0.0.1:8080", "127.9.9.9", "localhost:1", "shop.localhost", "[::1]:9"]) {
        const url = yield* read({ MULTISAFEPAY_API_KEY: "canary", MULTISAFEPAY_BASE_URL: `http://${host}/v1/json/` })
        assert.strictEqual(url, `http://${host}/v1/json/orders/o-1`)
      }
      for (const base of [
        "http://testapi.multisafepay.com/v1/json",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "ftp://127.0.0.1/",
        "not an address",
        "https://user:canary@127.0.0.1/",
        "https://127.0.0.1/?api_key=canary"
      ]) {
        const error = yield* refusal({ MULTISAFEPAY_API_KEY: "canary", MULTISAFEPAY_BASE_URL: base })
        assert.strictEqual(error.variable, "MULTISAFEPAY_BASE_URL")
      }
    })
  )

  it.effect("checks an address given in code just the same", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        Layer.build(
          MultiSafepay.layer({ apiKey: Redacted.make("canary"), baseUrl: "http://example.com" }).pipe(
            Layer.provide(transport)
          )
        )
      )
      assert.include(error.message, "must be https")
    })
  )

  it.effect("refuses an address that is not the API's root, before anything is sent", () =>
    Effect.gen(function* () {
      for (const base of [
        "https://testapi.multisafepay.com",
        "http://127.0.0.1:8080/",
        "http://127.0.0.1/v1/json/orders"
      ]) {
        const error = yield* refusal({ MULTISAFEPAY_API_KEY: "canary", MULTISAFEPAY_BASE_URL: base })
        assert.strictEqual(error.variable, "MULTISAFEPAY_BASE_URL")
        assert.include(error.message, "/v1/json")
      }
    })
  )
})

describe("a Config of one's own", () => {
  const own = {
    apiKey: Config.Redacted("SHOP_KEY"),
    environment: Config.Literals(["test", "live"], "SHOP_STAGE"),
    baseUrl: Config.String("SHOP_URL")
  }
  const readWith = (options: ConfigOptions, variables: Record<string, string>) =>
    Orders.Orders.use((orders) => orders.get("o-1")).pipe(
      Effect.provide(
        MultiSafepay.layerConfig(options).pipe(Layer.provide(transport), Layer.provide(environment(variables)))
      ),
      Effect.map(() => asked.at(-1))
    )

  it.effect("is read, and wins over the environment", () =>
    Effect.gen(function* () {
      const variables = { SHOP_KEY: "canary", SHOP_STAGE: "live", MULTISAFEPAY_ENVIRONMENT: "nonsense" }
      assert.strictEqual(
        yield* readWith({ apiKey: own.apiKey, environment: own.environment }, variables),
        "https://api.multisafepay.com/v1/json/orders/o-1"
      )
      assert.strictEqual(
        yield* readWith(
          { apiKey: own.apiKey, baseUrl: own.baseUrl },
          { SHOP_KEY: "k", SHOP_URL: "http://[::1]:9/v1/json" }
        ),
        "http://[::1]:9/v1/json/orders/o-1"
      )
    })
  )

  it.effect("that cannot be read is named by what it stands for, without its value", () =>
    Effect.gen(function* () {
      for (const [options, variables, variable] of [
        [{ apiKey: own.apiKey }, {}, "MULTISAFEPAY_API_KEY"],
        [own, { SHOP_KEY: "k", SHOP_STAGE: "canary", SHOP_URL: "x" }, "MULTISAFEPAY_ENVIRONMENT"],
        [{ apiKey: own.apiKey, baseUrl: own.baseUrl }, { SHOP_KEY: "k" }, "MULTISAFEPAY_BASE_URL"]
      ] as ReadonlyArray<readonly [ConfigOptions, Record<string, string>, string]>) {
        const error = yield* Effect.flip(readWith(options, variables))
        assert.instanceOf(error, ConfigurationError)
        assert.strictEqual(error.variable, variable)
        assert.notInclude(error.message, "canary")
      }
    })
  )
})

describe("an API key", () => {
  const sent = (apiKey: Redacted.Redacted<string>) => {
    const keys: Array<string | undefined> = []
    const listening = HttpClient.make((request) => {
      keys.push(request.headers["api_key"])
      return Effect.succeed(HttpClientResponse.fromWeb(request, Response.json({ success: true, data: {} })))
    })
    const services = MultiSafepay.layer({ apiKey }).pipe(Layer.provide(Layer.succeed(HttpClient.HttpClient, listening)))
    return Effect.exit(Orders.Orders.use((orders) => orders.get("o-1"))).pipe(
      Effect.provide(services),
      Effect.map(() => keys)
    )
  }

  it.effect("leaves the blanks and marks of copying behind", () =>
    Effect.gen(function* () {
      for (const key of [
        "canary\n",
        "canary\r\n",
        " canary ",
        "\ufeffcanary",
        "canary\u200b",
        "\u200b\tcanary\u2060 "
      ]) {
        assert.deepStrictEqual(yield* sent(Redacted.make(key)), ["canary"], JSON.stringify(key))
      }
    })
  )

  it.effect("is refused when it is blank, or when no header can carry it, before anything is sent", () =>
    Effect.gen(function* () {
      for (const key of [
        "",
        " \n",
        "\u200b",
        "can\nary",
        "can ary",
        "can\u200bary",
        "canäry",
        "can\u0000ary",
        "canary🔑"
      ]) {
        const error = yield* Effect.flip(sent(Redacted.make(key)))
        assert.instanceOf(error, ConfigurationError)
        assert.strictEqual(error.variable, "MULTISAFEPAY_API_KEY")
        assert.notMatch(error.message, /can.?ary/)
      }
    })
  )

  it.effect("that another copy of effect has hidden is said to be that", () =>
    Effect.gen(function* () {
      const foreign = Redacted.make("canary")
      // What this copy knows of a value of the other one: its kind, not what it hides.
      Redacted.wipeUnsafe(foreign)
      const error = yield* Effect.flip(sent(foreign))
      assert.include(error.message, "two copies of `effect`")
      const bare = yield* Effect.flip(sent("canary" as never))
      assert.include(bare.message, "Redacted.make")
      assert.notInclude(bare.message, "canary")
    })
  )
})
