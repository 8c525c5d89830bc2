// Where a shop's page loads the component from: the vendor's paths, on the sandbox's origin.
import * as HttpRouter from "effect/http/HttpRouter"
import * as Layer from "effect/Layer"
import { asset } from "../respond.ts"
import { script, stylesheet } from "./script.ts"

export const componentRoutes = Layer.mergeAll(
  HttpRouter.add("GET", "/sdk/components/v2/components.js", asset(script, "text/javascript; charset=utf-8")),
  HttpRouter.add("GET", "/sdk/components/v2/components.css", asset(stylesheet, "text/css; charset=utf-8"))
)
