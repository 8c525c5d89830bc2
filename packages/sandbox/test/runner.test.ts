import { afterAll, expect, it, onTestFailed } from "vitest"

let complaint: string | undefined

afterAll(() => {
  expect(complaint).toContain("nothing moves any more")
})

it.fails("ends a test that waits for what never comes", () => {
  onTestFailed(({ task }) => {
    complaint = task.result?.errors?.[0]?.message
  })
  return new Promise(() => undefined)
})
