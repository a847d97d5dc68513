// What the typings say of sortNumbers, reduceNumbers and parseIntegers. Nothing runs here: it compiles, or a marked line does not.
import {
  type Documents,
  type NumericArray,
  parseIntegers,
  reduceNumbers,
  sortNumbers,
  type ThreadPool,
  type TypedArray,
} from '../../index.js';

declare const pool: ThreadPool;
declare const readonly: readonly number[];
declare const any: NumericArray;

// A typed array gives one of its type, a plain array a plain one.
export const doubles: Promise<Float64Array> = sortNumbers(new Float64Array(1));
export const bigints: Promise<BigInt64Array> = pool.sortNumbers(new BigInt64Array(1), { transfer: true });
export const numbers: Promise<number[]> = sortNumbers(readonly);
export const either: Promise<NumericArray> = sortNumbers(any);

// What comes back is over memory of its own, whatever came in was over.
declare const shared: Uint8Array<SharedArrayBuffer>;
declare const buffer: Buffer;
declare const anyKind: TypedArray;
class Mine extends Float64Array {
  mine = 1;
}
export const ofShared: Promise<Uint8Array<ArrayBuffer>> = sortNumbers(shared);
export const onPool: Promise<Uint8Array<ArrayBuffer>> = pool.sortNumbers(shared);
export const ofBuffer: Promise<Buffer<ArrayBuffer>> = sortNumbers(buffer);
export const ofMine: Promise<Mine> = sortNumbers(new Mine(3));
export const ofAny: Promise<TypedArray> = sortNumbers(anyKind);
export const generic = async <T extends TypedArray>(values: T): Promise<number> =>
  (await sortNumbers(values)).length;
// @ts-expect-error
export const stillShared: Promise<Uint8Array<SharedArrayBuffer>> = sortNumbers(shared);

export const sum: Promise<number> = reduceNumbers(readonly, 'sum');
export const least: Promise<number> = reduceNumbers(new Uint8Array(1), 'min');
export const most: Promise<bigint> = pool.reduceNumbers(new BigUint64Array(1), 'max');
export const one: Promise<number | bigint> = reduceNumbers(any, 'sum', { transfer: false });

// @ts-expect-error
sortNumbers([1n]);
// @ts-expect-error
sortNumbers(['1']);
// @ts-expect-error
sortNumbers(new DataView(new ArrayBuffer(8)));
// @ts-expect-error
sortNumbers([1], { transfer: 'yes' });
// @ts-expect-error
reduceNumbers([1]);
// @ts-expect-error
reduceNumbers([1], 'mean');
// @ts-expect-error
export const wrong: Promise<number> = reduceNumbers(new BigInt64Array(1), 'sum');

declare const documents: Documents;
export const integers: Promise<BigInt64Array<ArrayBuffer>> = parseIntegers(documents);
export const few: Promise<BigInt64Array<ArrayBuffer>> = pool.parseIntegers(['1'] as const, {
  onProgress: () => {},
});
// @ts-expect-error
parseIntegers([1]);
// @ts-expect-error
parseIntegers(['1'], { transfer: true });
