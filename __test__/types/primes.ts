// What the typings say of countPrimes and sumPrimes. Nothing runs here: it compiles, or a marked line does not.
import { countPrimes, sumPrimes } from '../../index.js';

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
