// What every engine has to do: one suite, run on each.
import { describe } from "@effect/vitest"
import { cancelling } from "./contract/cancelling.ts"
import { placing } from "./contract/placing.ts"
import { settling } from "./contract/settling.ts"
import { suspending } from "./contract/suspending.ts"
import { waiting } from "./contract/waiting.ts"
import { makeTools, type Setting } from "./tools.ts"

export const contract = (setting: Setting) => {
  const tools = makeTools(setting)
  describe(`payments on ${setting.name}`, () => {
    placing(tools)
    waiting(tools)
    settling(tools)
    cancelling(tools)
    suspending(tools)
  })
  return tools
}
