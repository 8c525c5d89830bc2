import type { ChildProcess } from "node:child_process"

/** Whether a process has ended, by itself or by a signal: then it tells nobody any more that it does. */
export const isOver = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null
