// What this client is for: Effect's own queue and workflow journal, kept in a file.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as ClusterWorkflowEngine from "effect/cluster/ClusterWorkflowEngine"
import * as SingleRunner from "effect/cluster/SingleRunner"
import * as Digest from "effect/crypto/Digest"
import * as PersistedQueue from "effect/persistence/PersistedQueue"
import * as Activity from "effect/workflow/Activity"
import * as DurableDeferred from "effect/workflow/DurableDeferred"
import * as Workflow from "effect/workflow/Workflow"
import { SqliteClient } from "../src/index.ts"

const withFile = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "sqlite-"))),
  (dir) => Effect.sync(() => rmSync(dir, { recursive: true, force: true }))
).pipe(Effect.map((dir) => join(dir, "test.db")))

describe("Effect's PersistedQueue", () => {
  const queueOn = (filename: string) =>
    PersistedQueue.layer.pipe(
      Layer.provide(PersistedQueue.layerStoreSql({ pollInterval: "10 millis" })),
      Layer.provide(Layer.fresh(SqliteClient.layer({ filename })))
    )
  const queue = PersistedQueue.make({ name: "letters", schema: Schema.String })

  it.live("what was offered before a restart is taken after it, once per id", () =>
    Effect.gen(function* () {
      const filename = yield* withFile
      yield* Effect.gen(function* () {
        const letters = yield* queue
        yield* letters.offer("a", { id: "1" })
        yield* letters.offer("a again", { id: "1" })
        yield* letters.offer("b", { id: "2" })
      }).pipe(Effect.provide(queueOn(filename)))
      const taken = yield* Effect.gen(function* () {
        const letters = yield* queue
        const two = yield* Effect.replicateEffect(letters.take(Effect.succeed), 2)
        yield* letters.offer("a a third time", { id: "1" })
        const third = yield* Effect.timeoutOption(letters.take(Effect.succeed), "200 millis")
        return { two, third }
      }).pipe(Effect.provide(queueOn(filename)))
      assert.deepStrictEqual(taken.two, ["a", "b"])
      assert.isTrue(Option.isNone(taken.third))
    })
  )
})

describe("Effect's workflow journal", () => {
  const Done = DurableDeferred.make("done", { success: Schema.String })
  const Flow = Workflow.make("test/Flow", {
    payload: { id: Schema.String },
    success: Schema.String,
    idempotencyKey: ({ id }) => id
  })
  const runs = { first: 0, second: 0 }
  const flow = Flow.toLayer(() =>
    Effect.gen(function* () {
      yield* Activity.make({ name: "first", execute: Effect.sync(() => void runs.first++) })
      const word = yield* DurableDeferred.await(Done)
      return yield* Activity.make({
        name: "second",
        success: Schema.String,
        execute: Effect.sync(() => `${word} ${++runs.second}`)
      })
    })
  )
  const engineOn = (filename: string) =>
    flow.pipe(
      Layer.provideMerge(ClusterWorkflowEngine.layer),
      Layer.provide(
        SingleRunner.layer({ runnerStorage: "memory", shardingConfig: { entityMessagePollInterval: "50 millis" } })
      ),
      Layer.provide([Layer.fresh(SqliteClient.layer({ filename })), Digest.layerWebCrypto])
    )

  it.live("a workflow goes on after a restart without repeating what it did", () =>
    Effect.gen(function* () {
      const filename = yield* withFile
      const executionId = yield* Effect.gen(function* () {
        const id = yield* Flow.execute({ id: "1" }, { discard: true })
        yield* Flow.poll(id).pipe(
          Effect.delay("20 millis"),
          Effect.repeat({ until: (result) => Option.isSome(result) && result.value._tag === "Suspended" })
        )
        return id
      }).pipe(Effect.provide(engineOn(filename)))
      const word = yield* Effect.gen(function* () {
        const token = DurableDeferred.tokenFromExecutionId(Done, { workflow: Flow, executionId })
        yield* DurableDeferred.done(Done, { token, exit: Exit.succeed("kept") })
        return yield* Flow.execute({ id: "1" })
      }).pipe(Effect.provide(engineOn(filename)))
      assert.strictEqual(word, "kept 1")
      assert.deepStrictEqual(runs, { first: 1, second: 1 })
    })
  )
})
