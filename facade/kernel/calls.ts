// What calls of all kinds of kernels have in common: whose kernel it is, with which arguments, and on which pool.

import { type Binding, bindingOf } from '../binding.js';
import type { Kernel } from '../calls.js';
import type { LearntCost } from '../cost.js';
import { asInstance, ofArguments, wrongType } from '../errors.js';
import { apply, isObject, push } from '../intrinsics.js';
import { adopted, isAnyPool, type NativePool } from '../pools.js';
import type { KernelOptions } from './options.js';

/** A kernel of another addon's, called with what it works on and with the user's arguments. */
export interface KernelCall<I, R> {
  readonly binding: Binding;
  readonly kernel: Kernel<I, R>;
  /** Whether it is a native function, which may give its result at once. */
  readonly isNative: boolean;
  readonly cost: LearntCost;
  /** Nothing for the default pool. */
  readonly pool: NativePool | undefined;
}

/** Checks what calls of all kinds have in common. */
export function kernelCall<I, R>(
  addon: unknown,
  kernel: unknown,
  options: KernelOptions | undefined,
  rest: readonly unknown[],
): KernelCall<I, R> {
  const binding = bindingOf('addon', addon);
  if (typeof kernel !== 'function') {
    throw wrongType('kernel', 'a function of the addon', kernel);
  }
  const pool = isObject(options) ? options.pool : undefined;
  if (pool !== undefined && !isAnyPool(pool)) {
    throw wrongType('options.pool', 'a ThreadPool', pool);
  }
  const { number, isNative, cost } = binding.known(kernel);
  return {
    binding,
    kernel: new WithArguments(number, kernel as NativeKernel<R>, rest),
    isNative,
    cost,
    pool:
      pool && asInstance('options.pool', 'a ThreadPool', 'ThreadPool', pool, () => adopted(binding, pool)),
  };
}

type NativeKernel<R> = (input: unknown, ...rest: readonly unknown[]) => Promise<R>;

/** A kernel with the arguments that the user has given, and what it says of those in our words. */
class WithArguments<I, R> implements Kernel<I, R> {
  readonly number: number;
  readonly #kernel: NativeKernel<R>;
  readonly #rest: readonly unknown[];

  constructor(number: number, kernel: NativeKernel<R>, rest: readonly unknown[]) {
    this.number = number;
    this.#kernel = kernel;
    this.#rest = rest;
  }

  run(input: I): Promise<R> {
    // As a function: what it is called on is nobody's to see.
    const kernel = this.#kernel;
    const rest = this.#rest;
    try {
      return rest.length === 0
        ? kernel(input)
        : (apply(kernel, undefined, before(input, rest)) as Promise<R>);
    } catch (error) {
      throw ofArguments(kernel, error);
    }
  }
}

function before(input: unknown, rest: readonly unknown[]): unknown[] {
  const all = [input];
  for (let at = 0; at < rest.length; at += 1) {
    push(all, rest[at]);
  }
  return all;
}
