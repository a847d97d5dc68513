// What the typings say of countPrimes and sumPrimes. Nothing runs here: it compiles, or a marked line does not.
import { countPrimes, type IntegerArray, sumPrimes, type ThreadPool } from '../../index.js';

// A number for a number, a bigint for a bigint.
export const numberForNumber: Promise<number> = countPrimes(200_000);
export const bigintForBigint: Promise<bigint> = countPrimes(200_000n);
export const eitherForEither = (limit: number | bigint): Promise<number | bigint> => countPrimes(limit);
// @ts-expect-error
export const numberForEither = (limit: number | bigint): Promise<number> => countPrimes(limit);
// @ts-expect-error
export const bigintForNumber: Promise<bigint> = countPrimes(200_000);
// @ts-expect-error
export const numberForBigint: Promise<number> = countPrimes(200_000n);

// Sums outgrow numbers, so they are bigints.
export const sumForNumber: Promise<bigint> = sumPrimes(200_000);
export const sumForBigint: Promise<bigint> = sumPrimes(200_000n);
// @ts-expect-error
export const sumAsNumber: Promise<number> = sumPrimes(200_000);

// Candidates: a number for any of them, since a count of elements is one.
export const numberForNumbers: Promise<number> = countPrimes([2, 3, 4]);
export const numberForBigints: Promise<number> = countPrimes([2n, 3n, 4n] as const);
export const numberForDoubles: Promise<number> = countPrimes(new Float64Array(3));
export const numberForShared: Promise<number> = countPrimes(new Int8Array(new SharedArrayBuffer(3)));
export const numberForClamped: Promise<number> = countPrimes(new Uint8ClampedArray(3));
export const sumForBigUints: Promise<bigint> = sumPrimes(new BigUint64Array(3));
export const onPool = (pool: ThreadPool, candidates: IntegerArray): [Promise<number>, Promise<bigint>] => [
  pool.countPrimes(candidates),
  pool.sumPrimes(candidates),
];
export const limitOrCandidates = (
  pool: ThreadPool,
  either: number | bigint | IntegerArray,
): [Promise<number | bigint>, Promise<bigint>, Promise<number | bigint>, Promise<bigint>] => [
  countPrimes(either),
  sumPrimes(either),
  pool.countPrimes(either),
  pool.sumPrimes(either),
];
// @ts-expect-error
export const bigintForBigints: Promise<bigint> = countPrimes([2n, 3n]);
// @ts-expect-error
countPrimes([2, 3n]);
// @ts-expect-error
countPrimes(['2']);
// @ts-expect-error
sumPrimes(new Float32Array(3));
// @ts-expect-error
countPrimes(new DataView(new ArrayBuffer(8)));

// @ts-expect-error
countPrimes();
// @ts-expect-error
countPrimes('7');
// @ts-expect-error
countPrimes(null);
// @ts-expect-error
sumPrimes(undefined);
// @ts-expect-error
sumPrimes(true);
// @ts-expect-error
countPrimes(7, {}, {});
