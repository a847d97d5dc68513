// What every addon can do, for all of the facade: the one that came first does it.

import type { Runtime } from './runtime.js';

let first: Runtime | undefined;

/** An addon has come. */
export function welcome(runtime: Runtime): void {
  first ??= runtime;
}

/** Resolves once the event loop has gone round: timers, input and output had their turn. In the order of the calls. */
export function eventLoopTurn(): Promise<void> {
  return (first as Runtime).eventLoopTurn();
}

/** Whether an error was made by an addon: in the realm of its environment, which may not be that of the facade. */
export function isRefusal(error: unknown): boolean {
  return first?.isRefusal(error) ?? false;
}

/** Asks for huge pages under a buffer that nobody has written to yet. */
export function preferHugePages(buffer: ArrayBuffer): void {
  first?.preferHugePages(buffer);
}
