// The commands of the packages, asked for what needs no shop: quick, and with their own version. Those of the sandbox have their own test.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { modulesOf } from "./support/modules.ts"

const packages = new URL("../packages/", import.meta.url).pathname

const commands = [
  { folder: "node", name: "multisafepay-books", most: 240, never: /undici|packages\/http\// },
  { folder: "durable", name: "multisafepay-payments", most: 390, never: /effect\/dist\/index|sql-pg/ }
]

for (const { folder, most, name, never } of commands) {
  describe(name, () => {
    it(`loads at most ${most} modules for help, and says which version it is`, async () => {
      const main = join(packages, folder, "src/cli/main.ts")
      const help = await modulesOf([main, "--help"], { NODE_NO_WARNINGS: "1" })
      assert.strictEqual(help.code, 0, help.err)
      assert.isAtMost(help.modules.length, most)
      assert.deepStrictEqual(
        help.modules.filter((url) => never.test(url)),
        []
      )
      const { version } = JSON.parse(readFileSync(join(packages, folder, "package.json"), "utf8")) as {
        readonly version: string
      }
      const { out } = await modulesOf([main, "--version"], { NODE_NO_WARNINGS: "1" })
      assert.strictEqual(out.trim(), `${name} v${version}`)
    })
  })
}
