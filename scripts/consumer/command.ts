// The sandbox's command as it was installed: a program of its own, made when the package is packed, so the command's tests run over it again.
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { root } from "../markdown.ts"
import type { Machine, Result } from "./Machine.ts"

const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs")

export const command = async (machine: Machine): Promise<Result> => {
  const { ok, output } = await machine.run(
    "node",
    [vitest, "run", "--project", "sandbox", "--typecheck.enabled=false", "packages/sandbox/test/cli.test.ts"],
    {
      cwd: root,
      env: {
        MULTISAFEPAY_SANDBOX_BIN: join(
          machine.dir,
          "node_modules/@effect-multisafepay/sandbox/bin/multisafepay-sandbox.js"
        )
      }
    }
  )
  return { name: "the sandbox's command from its tarball, by its own tests", problems: ok ? [] : [output] }
}
