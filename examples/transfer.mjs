// Sorts numbers where they are.

// #region transfer
import { sortNumbers } from 'rayon-pool';

const samples = new Uint32Array(1_000_000).map((_, i) => (i * 7919) % 1_000_003);
const sorted = await sortNumbers(samples, { transfer: true });
console.log(samples.length, sorted.length); // 0 1000000
// #endregion
