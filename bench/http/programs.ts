// Small programs with and without the library, and how large they are once bundled. `size.ts` prints them; `test/size.test.ts` holds one.
import { gzipSync } from "node:zlib"
import { build, type Metafile } from "esbuild"

const effect = `
  import * as Effect from "effect/Effect"
  import * as FetchHttpClient from "effect/http/FetchHttpClient"
  import * as HttpClient from "effect/http/HttpClient"
  import * as Schema from "effect/Schema"
  const Answer = Schema.Struct({ order_id: Schema.String, amount: Schema.Int })
  export const own = HttpClient.get("https://shop.example/orders/1").pipe(
    Effect.flatMap((response) => response.json),
    Effect.flatMap(Schema.decodeUnknownEffect(Answer)),
    Effect.provide(FetchHttpClient.layer)
  )
`

export const programs = {
  "Effect's HttpClient and Schema": effect,
  "the same and Orders.create": `${effect}
    import * as Client from "@effect-multisafepay/http/Client"
    import * as Orders from "@effect-multisafepay/http/Orders"
    import * as Redacted from "effect/Redacted"
    export const placed = Orders.Orders.use((orders) =>
      orders.create({ type: "redirect", order_id: "1", currency: "EUR", amount: 1000, description: "A mug" })
    ).pipe(Effect.provide(Orders.layer), Effect.provide(Client.layer({ apiKey: Redacted.make("key") })), Effect.provide(FetchHttpClient.layer))
  `,
  "the same and every service": `${effect}
    import * as MultiSafepay from "@effect-multisafepay/http/MultiSafepay"
    export const services = MultiSafepay.layerConfig()
  `,
  stripe: `
    import Stripe from "stripe"
    export const stripe = new Stripe("sk_test")
  `
}

export interface Bundle {
  readonly code: Uint8Array
  /** After gzip 9. */
  readonly bytes: number
  readonly metafile: Metafile
}

/** One file for Node, minified. */
export const bundle = async (source: string): Promise<Bundle> => {
  const { metafile, outputFiles } = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname, loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    metafile: true,
    write: false
  })
  const code = outputFiles[0]?.contents ?? new Uint8Array()
  return { code, bytes: gzipSync(code, { level: 9 }).length, metafile }
}
