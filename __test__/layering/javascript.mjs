// Which JavaScript and TypeScript may import what: the facade knows itself, Node.js and, through one file, the native
// binding; the command line knows itself, Node.js, the facade's index, and the benchmark's kernels in JavaScript;
// everybody else knows the package and nothing of what is behind it. Types count as well.
import { posix } from 'node:path';

import ts from 'typescript';

/** The one file that may name the native binding's types. */
const DOOR = 'facade/native.ts';

/** The one file that may name the addons, by paths from index.js, which it becomes a part of. */
const LOADER = 'facade/addon/load.ts';
const ADDON = /^(\.\/rayon-pool\.[a-z0-9-]+\.node|@rayon-pool\/.*)$/;

/** The types of the native binding, and the addon itself. */
const NATIVE = /^(native(\.js|\.d\.ts)?|[^/]+\.node)$/;

/**
 * What breaks the rules, in words; nothing when all is well.
 *
 * @param {Record<string, string>} sources the text of each file, by its path
 * @returns {string[]}
 */
export function breaches(sources) {
  return Object.entries(sources).flatMap(([file, source]) =>
    importsOf(file, source)
      .filter((wanted) => !isAllowed(file, wanted))
      .map((wanted) => `${file} imports ${wanted ?? 'something that only a run can tell'}`),
  );
}

/**
 * @param {string} file
 * @param {string | undefined} wanted as it stands in the import; none when it is computed
 */
function isAllowed(file, wanted) {
  if (wanted && ADDON.test(wanted)) return file === LOADER;
  const target = wanted?.startsWith('.') ? posix.join(posix.dirname(file), wanted) : undefined;
  if (isIn('cli', file)) return isAllowedInCli(target, wanted);
  if (!isInFacade(file))
    return !target || !(NATIVE.test(target) || isInFacade(target) || isIn('cli', target));
  if (!target) return wanted?.startsWith('node:') ?? false;
  // With the suffix, as Node.js itself would want it.
  if (isInFacade(target)) return target.endsWith('.js');
  return file === DOOR && target === 'native.js';
}

/**
 * @param {string | undefined} target
 * @param {string | undefined} wanted
 */
function isAllowedInCli(target, wanted) {
  if (!target) return wanted?.startsWith('node:') ?? false;
  if (isIn('cli', target)) return target.endsWith('.js');
  return target === 'facade/index.js' || /^bench\/kernels\/[^/]+\.mjs$/.test(target);
}

/** @param {string} file */
function isInFacade(file) {
  return isIn('facade', file);
}

/**
 * @param {string} folder
 * @param {string} file
 */
function isIn(folder, file) {
  return file === folder || file.startsWith(`${folder}/`);
}

/**
 * What a file imports in any way: `import`, `export from`, `import()`, `require()`, and types in code or in JSDoc.
 *
 * @param {string} file
 * @param {string} source
 * @returns {(string | undefined)[]}
 */
function importsOf(file, source) {
  /** @type {(string | undefined)[]} */
  const found = [];
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true));
  return found;

  /** @param {ts.Node} node */
  function visit(node) {
    const place = placeOf(node);
    if (place) found.push(ts.isStringLiteralLike(place) ? place.text : undefined);
    ts.forEachChild(node, visit);
    // forEachChild leaves them out, and only here does each come once.
    for (const comment of node.getChildren().filter(ts.isJSDoc)) visit(comment);
  }
}

/**
 * The part of an import that says from where; none if the node is no import.
 *
 * @param {ts.Node} node
 * @returns {ts.Node | undefined}
 */
function placeOf(node) {
  if (ts.isImportDeclaration(node) || ts.isJSDocImportTag(node)) return node.moduleSpecifier;
  if (ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node;
  if (!ts.isCallExpression(node)) return undefined;
  const { expression, arguments: given } = node;
  const imports = expression.kind === ts.SyntaxKind.ImportKeyword;
  const requires = ts.isIdentifier(expression) && expression.text === 'require';
  return imports || requires ? (given[0] ?? node) : undefined;
}
