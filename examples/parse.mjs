// Parses integers, until the first text that is none.

// #region parse
import { parseIntegers } from 'rayon-pool';

console.log(await parseIntegers(['42', ' -7 ', '+0'])); // BigInt64Array(3) [ 42n, -7n, 0n ]

try {
  await parseIntegers(['42', '12 apples', 'many']);
} catch (error) {
  if (!(error instanceof Error && 'index' in error && 'value' in error)) throw error;
  console.log(error.index, error.value); // 1 12 apples
}
// #endregion
