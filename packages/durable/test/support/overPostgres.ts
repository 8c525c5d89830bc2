// Tests that share a PostgreSQL, which their file starts and stops; where there is none they are skipped with the reason.
import { afterAll, beforeAll, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import { noPostgres, type Postgres, startPostgres } from "./postgres.ts"

/** `it.live` over a layer that is built once, when the server runs. `settings` are the server's own. */
export const overPostgres = <R>(
  about: string,
  layer: (url: Redacted.Redacted) => Layer.Layer<R, unknown>,
  settings: Readonly<Record<string, string>> = { fsync: "off" }
) => {
  let postgres: Postgres | undefined
  let runtime: ManagedRuntime.ManagedRuntime<R, unknown> | undefined
  beforeAll(async () => {
    if (noPostgres !== undefined) return console.log(`skipped: ${about} (${noPostgres})`)
    postgres = await startPostgres(settings)
    runtime = ManagedRuntime.make(layer(Redacted.make(postgres.url)))
    await runtime.context()
  })
  afterAll(async () => {
    await runtime?.dispose()
    await postgres?.stop()
  })
  return <A, E>(title: string, body: Effect.Effect<A, E, R>) =>
    noPostgres === undefined
      ? it.live(title, () =>
          Effect.flatMap(
            Effect.promise(() => runtime!.context()),
            (context) => Effect.provideContext(body, context)
          )
        )
      : it.skip(`${title} (${noPostgres})`, () => {})
}
