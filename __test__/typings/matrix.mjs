// The settings of users: how modules are found, and what is declared beside the package.

/** @type {readonly { name: string, bundled: boolean, options: Record<string, unknown> }[]} */
const MODULES = [
  { name: 'module node16', bundled: false, options: { module: 'node16' } },
  { name: 'module nodenext', bundled: false, options: { module: 'nodenext' } },
  {
    name: 'moduleResolution bundler',
    bundled: true,
    options: { module: 'esnext', moduleResolution: 'bundler' },
  },
];

/** @type {readonly { name: string, signals: boolean, nodeTypes: boolean, options: Record<string, unknown> }[]} */
const SURROUNDINGS = [
  { name: 'the language alone', signals: false, nodeTypes: false, options: { types: [] } },
  { name: 'the language alone, types unset', signals: false, nodeTypes: false, options: {} },
  {
    name: 'the types of browsers',
    signals: true,
    nodeTypes: false,
    options: { lib: ['es2022', 'dom'], types: [] },
  },
  { name: 'the types of Node.js', signals: true, nodeTypes: true, options: { types: ['node'] } },
  {
    name: 'the types of Node.js and of browsers',
    signals: true,
    nodeTypes: true,
    options: { lib: ['es2022', 'dom'], types: ['node'] },
  },
];

/** As strict as can be, with the typings themselves checked. */
const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
  target: 'es2022',
  lib: ['es2022'],
};

/** Each way to find modules in each of the surroundings. */
export const MATRIX = MODULES.flatMap((module) =>
  SURROUNDINGS.map((surroundings) => ({
    name: `${module.name}, ${surroundings.name}`,
    bundled: module.bundled,
    signals: surroundings.signals,
    nodeTypes: surroundings.nodeTypes,
    options: { ...STRICT, ...module.options, ...surroundings.options },
  })),
);
