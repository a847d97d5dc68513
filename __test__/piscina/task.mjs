// A task for Piscina: throws, says that it has begun and waits until it is let go, or is done at once.

/** @param {{ flag?: SharedArrayBuffer, code?: string }} task */
export default function task({ flag, code }) {
  if (code) throw Object.assign(new Error('on purpose'), { code });
  if (!flag) return 'done';
  const words = new Int32Array(flag);
  Atomics.store(words, 0, 1);
  Atomics.wait(words, 1, 0);
  return 'done';
}
