// A line for each set-up, as soon as it is measured.

/**
 * @param {string} label
 * @param {import('./load.mjs').Latency & { batchDocumentsASecond: number }} figures
 */
export function report(label, { requests, p50, p99, max, batchDocumentsASecond }) {
  const times = `p50 ${inMilliseconds(p50)}, p99 ${inMilliseconds(p99)}, max ${inMilliseconds(max)}`;
  const million = (batchDocumentsASecond / 1e6).toFixed(1);
  const batch = batchDocumentsASecond === 0 ? '' : `; batch: ${million} million documents a second`;
  console.log(`${label.padEnd(40)} ${times} of ${requests} requests${batch}`);
}

/** @param {number} value */
function inMilliseconds(value) {
  return `${value.toFixed(value < 10 ? 2 : 0).padStart(4)} ms`;
}
