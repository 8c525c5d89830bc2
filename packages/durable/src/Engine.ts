// Where payments are kept and run: in memory, in a file, or by several processes over PostgreSQL. An engine is closed on purpose: it can
// only be built by `Payments.layer`, together with the workflow. A process that joined a cluster without knowing the workflow would
// take notifications and answer them with an error for good.
import * as Layer from "effect/Layer"
import * as PersistedQueue from "effect/persistence/PersistedQueue"
import * as WorkflowEngine from "effect/workflow/WorkflowEngine"
import * as StepStore from "./internal/journal/StepStore.ts"

/** @category type IDs */
export const TypeId: TypeId = "~@effect-multisafepay/durable/Engine"
/** @category type IDs */
export type TypeId = "~@effect-multisafepay/durable/Engine"

/**
 * An engine: what its building may fail with, what it needs, and what it gives besides payments.
 *
 * @category models
 */
export interface Engine<ROut = never, E = never, RIn = never> {
  readonly [TypeId]: {
    readonly layer: Layer.Layer<
      WorkflowEngine.WorkflowEngine | PersistedQueue.PersistedQueueFactory | StepStore.StepStore | ROut,
      E,
      RIn
    >
    /** Whether this process carries payments out, or only accepts them. */
    readonly runs: boolean
  }
}

/** @internal */
export const make = <ROut, E, RIn>(engine: Engine<ROut, E, RIn>[typeof TypeId]): Engine<ROut, E, RIn> => ({
  [TypeId]: engine
})

/**
 * Everything in this process's memory: for tests and demonstrations. A restart loses the payments (not the orders), and a payment is
 * kept until the process ends. Time comes from `Clock`, so a test clock runs through thirty days in milliseconds.
 *
 * @category engines
 */
export const memory: Engine = make<never, never, never>({
  layer: Layer.mergeAll(
    WorkflowEngine.layerMemory,
    StepStore.layerMemory,
    Layer.provide(PersistedQueue.layer, PersistedQueue.layerStoreMemory)
  ),
  runs: true
})
