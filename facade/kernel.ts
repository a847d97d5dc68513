// Kernels of other addons, on the pools of the package: the public API of `rayon-pool/kernel`.

export type { TypedArray } from './index.js';
export type { AnyNumbers, Bytes, Call, Documents, Ragged, Texts } from './kernel/inputs.js';
export type { KernelOptions, NumbersOptions } from './kernel/options.js';
export { runBytes } from './kernel/run-bytes.js';
export { runCall } from './kernel/run-call.js';
export { runNumbers } from './kernel/run-numbers.js';
export { runTexts } from './kernel/run-texts.js';
