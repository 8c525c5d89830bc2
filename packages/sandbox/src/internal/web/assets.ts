// What the pages load, served by us so that nothing else has to be allowed.
import * as HttpRouter from "effect/http/HttpRouter"
import * as Layer from "effect/Layer"
import { script } from "./script.ts"
import { asset } from "./respond.ts"
import { icon, stylesheet } from "./stylesheet.ts"

export const assets = Layer.mergeAll(
  HttpRouter.add("GET", "/assets/sandbox.css", asset(stylesheet, "text/css; charset=utf-8")),
  HttpRouter.add("GET", "/assets/icon.svg", asset(icon, "image/svg+xml")),
  HttpRouter.add("GET", "/assets/live.js", asset(script, "text/javascript; charset=utf-8"))
)
