// The clock of a test, which waits for those it wakes however long they take. Effect's own waits for one second of the real time: of a process
// that the machine freezes for longer, or gives too little time, it goes on, and who then sleeps does so for ever.
import * as TestClock from "effect/testing/TestClock"

export const layer = () => TestClock.layer({ warningDelay: "2 minutes" })
