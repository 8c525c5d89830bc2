// A server of bench/sandbox.ts: `sandbox [file]`; `echo`, which reads the body and answers it, for what Effect's server costs by itself; or
// `plain`, Node's own server, which reads JSON and answers JSON. Sends its port.
import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as SandboxServer from "@effect-multisafepay/sandbox/SandboxServer"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"

const [name, data] = process.argv.slice(2)

const echo = HttpRouter.add(
  "POST",
  "/v1/json/orders",
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    return HttpServerResponse.text(yield* request.text, { contentType: "application/json" })
  })
)

const plain = Effect.callback<number>((resume) => {
  const server = createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8").on("data", (part: string) => void (body += part))
    request.on("end", () => {
      const data = JSON.parse(body) as unknown
      response.setHeader("content-type", "application/json").end(JSON.stringify({ success: true, data }))
    })
  }).listen(0, "127.0.0.1", () => {
    const address = server.address()
    resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0))
  })
})

const told = (port: number) =>
  Effect.andThen(
    Effect.sync(() => process.send?.(port)),
    Effect.never
  )

const served: Effect.Effect<never, unknown> =
  name === "sandbox"
    ? Effect.provide(
        Effect.andThen(SandboxServer.SandboxServer, ({ port }) => told(port)),
        SandboxServer.layer({ port: 0, data })
      )
    : name === "plain"
      ? Effect.flatMap(plain, told)
      : Effect.provide(
          Effect.andThen(HttpServer.HttpServer, ({ address }) => told("port" in address ? address.port : 0)),
          HttpRouter.serve(echo, { disableLogger: true, disableListenLog: true }).pipe(
            Layer.provideMerge(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" }))
          )
        )

process.on("disconnect", () => process.exit(0))
await Effect.runPromise(served)
