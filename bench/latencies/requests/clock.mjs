/** Milliseconds, the same in every thread, unlike those of `performance.now()`. */
export function now() {
  return Number(process.hrtime.bigint()) / 1e6;
}
