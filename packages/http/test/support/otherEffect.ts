// Another installation of effect in the same program: what a lockfile with two versions, or a linked package, comes to.
import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { dirname, join, sep } from "node:path"
import { pathToFileURL } from "node:url"
import type * as ConfigModule from "effect/Config"
import type * as EffectModule from "effect/Effect"
import type * as LayerModule from "effect/Layer"
import type * as RedactedModule from "effect/Redacted"

/** The modules of a copy of the installed package, which is deleted when this is disposed of. */
export const otherEffect = async () => {
  const installed = dirname(realpathSync(createRequire(import.meta.url).resolve("effect/package.json")))
  const directory = mkdtempSync(join(tmpdir(), "other-effect-"))
  const copy = join(directory, "node_modules", "effect")
  cpSync(installed, copy, {
    recursive: true,
    filter: (path) =>
      !path.endsWith(".map") && !path.endsWith(".d.ts") && !path.startsWith(join(installed, "src") + sep)
  })
  // What it depends on it shares.
  for (const name of readdirSync(dirname(installed))) {
    if (name !== "effect") symlinkSync(join(dirname(installed), name), join(directory, "node_modules", name))
  }
  const load = (name: string): Promise<unknown> => import(pathToFileURL(join(copy, "dist", `${name}.js`)).href)
  return {
    Config: (await load("Config")) as typeof ConfigModule,
    Effect: (await load("Effect")) as typeof EffectModule,
    Layer: (await load("Layer")) as typeof LayerModule,
    Redacted: (await load("Redacted")) as typeof RedactedModule,
    remove: () => rmSync(directory, { recursive: true, force: true })
  }
}
