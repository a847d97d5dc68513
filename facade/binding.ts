// An addon that the crate `rayon-pool` is linked into, as the facade calls it: its functions, where its calls stand, and what is
// kept for it.

import { welcome } from './any-addon.js';
import { Calls, type Kernel } from './calls.js';
import { LearntCost } from './cost.js';
import { wrongAddon, wrongType } from './errors.js';
import { Handles } from './handles.js';
import { getFrom, getOwnPropertyDescriptor, isObject, setIn, textOf, WeakMapClass } from './intrinsics.js';
import type { NativePool } from './pools.js';
import { PROTOCOL, type Runtime, type StringTaker } from './runtime.js';

/** What an addon exports for the facade: by `rayon_pool::addon!()`. */
export type Exported = () => Runtime;

/** A function that a user gives for a kernel. */
export interface KnownKernel {
  /** As {@link Kernel} has it. */
  readonly number: number;
  /** Whether it is a native one: a function around one is to get a promise, and may give something else. */
  readonly isNative: boolean;
  readonly cost: LearntCost;
}

/** An addon. There is one of these for each, in each copy of the facade. */
export class Binding {
  readonly exported: Exported;
  readonly runtime: Runtime;
  readonly calls: Calls;
  readonly takeStrings: StringTaker;
  readonly handles: Handles;
  /** The default pool, for this addon, once it was asked for. */
  defaultPool: NativePool | undefined;
  /** What is known of kernels, by their functions. */
  readonly #known = new WeakMapClass<object, KnownKernel>();
  /** Pools of other addons, by the objects that users hold. */
  readonly adopted = new WeakMapClass<object, NativePool>();

  constructor(exported: Exported) {
    // What objects inherit V8 looks up as fast as constants; so many functions of an object's own, as in a hash table.
    const runtime = { __proto__: checkedRuntime(exported()) } as unknown as Runtime;
    welcome(runtime);
    this.exported = exported;
    this.runtime = runtime;
    this.calls = new Calls(runtime);
    this.takeStrings = runtime.stringTaker();
    this.handles = new Handles(runtime);
  }

  /** A kernel of the addon, as calls take it. */
  named<I, R>(name: string, run: (input: I) => R | Promise<R>): Kernel<I, R> {
    return { number: this.runtime.nameKernel(name), run };
  }

  /** What there is to know of a function that a user gives for a kernel. */
  known(kernel: object): KnownKernel {
    let known = getFrom(this.#known, kernel);
    if (known === undefined) {
      const name: unknown = getOwnPropertyDescriptor(kernel, 'name')?.value;
      const isNamed = typeof name === 'string' && name !== '';
      known = {
        number: this.runtime.nameKernel(isNamed ? name : '(anonymous)'),
        // Nothing else has this text: bound functions and proxies have it without their names.
        isNative: isNamed && textOf(kernel) === `function ${name}() { [native code] }`,
        cost: new LearntCost(),
      };
      setIn(this.#known, kernel, known);
    }
    return known;
  }
}

/** By what addons export: the objects that have it may be copies. */
const bindings = new WeakMapClass<Exported, Binding>();

/** That of an addon, which `argument` is; rejects what is none. */
export function bindingOf(argument: string, addon: unknown): Binding {
  const exported =
    isObject(addon) || typeof addon === 'function'
      ? (addon as { rayonPool?: Exported }).rayonPool
      : undefined;
  if (typeof exported !== 'function') {
    throw wrongType(argument, 'what an addon exports that has `rayon_pool::addon!()` in it', addon);
  }
  let binding = getFrom(bindings, exported);
  if (!binding) {
    binding = new Binding(exported);
    setIn(bindings, exported, binding);
  }
  return binding;
}

/** What an addon gives, if it and the facade understand each other. */
function checkedRuntime(runtime: Runtime): Runtime {
  const { oldestProtocol, newestProtocol, version } = isObject(runtime) ? runtime : NOTHING;
  if (typeof oldestProtocol !== 'number' || typeof newestProtocol !== 'number') {
    throw wrongAddon(
      'none that is known',
      'build it with the crate `rayon-pool` that comes with this package',
    );
  }
  if (PROTOCOL < oldestProtocol || PROTOCOL > newestProtocol) {
    const protocols =
      oldestProtocol === newestProtocol ? oldestProtocol : `${oldestProtocol} to ${newestProtocol}`;
    const advice =
      PROTOCOL < oldestProtocol
        ? 'install a newer version of the package rayon-pool'
        : 'build the addon with a newer version of the crate, or have its authors do so';
    throw wrongAddon(`${protocols}, of the crate rayon-pool ${version}`, advice);
  }
  return runtime;
}

const NOTHING: Partial<Runtime> = {};
