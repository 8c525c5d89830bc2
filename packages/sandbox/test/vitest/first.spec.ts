// One of two files of a run that share a sandbox. test/vitest.test.ts runs both with a vitest of their own.
import { inject, it } from "vitest"
import { hears } from "./hears.ts"

it("the first file places an order with the sandbox of the run", () => hears(inject("multisafepaySandbox"), "first"))
