// What the facade looks up at call time in globals or in built-in prototypes: nothing, but what belongs to the user. The
// types of TypeScript tell where a name and a property are declared.
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The files that may: one captures, and what loads the addon has done its work before anybody can call. */
const EXEMPT = /facade\/(?:intrinsics|native|addon\/[a-z-]+)\.ts$/;

/**
 * Properties that may be read all the same, by the type that declares them: those that objects have of their own, and those
 * of objects that are the user's, to be asked at the call.
 *
 * @type {Record<string, readonly string[]>}
 */
const ALLOWED = {
  String: ['length'],
  Array: ['length'],
  ReadonlyArray: ['length'],
  Error: ['message'],
  RegExpExecArray: ['0'],
  PropertyDescriptor: ['value', 'get'],
  TypedPropertyDescriptor: ['value', 'get'],
  ErrorConstructor: ['prototype'],
  RangeErrorConstructor: ['prototype'],
  Timeout: ['unref'],
  // The user's: a signal, a source.
  AbortSignal: ['aborted', 'reason'],
  EventTarget: ['addEventListener', 'removeEventListener'],
  Iterator: ['next', 'return'],
  AsyncIterator: ['next', 'return'],
  Iterable: ['__@iterator'],
  AsyncIterable: ['__@asyncIterator'],
  IteratorYieldResult: ['done', 'value'],
  IteratorReturnResult: ['done', 'value'],
  // Of whatever the user has given, for the text of an error.
  Object: ['constructor'],
  Function: ['name'],
};

/**
 * What is looked up, with its place; of the files below facade/, or of `sources` in their stead.
 *
 * @param {Record<string, string>} [sources] by path, below the root
 */
export function lookups(sources) {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    { ...config, include: ['facade'] },
    ts.sys,
    root,
  );
  const host = ts.createCompilerHost(options);
  const made = Object.fromEntries(Object.entries(sources ?? {}).map(([path, text]) => [root + path, text]));
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (path) => path in made || fileExists(path);
  host.readFile = (path) => made[path] ?? readFile(path);
  host.getSourceFile = (path, ...rest) =>
    path in made
      ? ts.createSourceFile(path, /** @type {string} */ (made[path]), ts.ScriptTarget.ES2022, true)
      : getSourceFile(path, ...rest);
  const program = ts.createProgram(sources ? Object.keys(made) : fileNames, options, host);
  const checker = program.getTypeChecker();
  return program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(`${root}facade/`) && !EXEMPT.test(fileName))
    .flatMap((file) => lookupsIn(file, checker));
}

/**
 * @param {ts.SourceFile} file
 * @param {ts.TypeChecker} checker
 */
function lookupsIn(file, checker) {
  /** @type {string[]} */
  const found = [];
  const path = file.fileName.slice(root.length);
  /** @param {ts.Node} node @param {string} what */
  const tell = (node, what) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${path}:${line + 1} ${what}`);
  };
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      // Node.js's modules are objects like others: what stands in them is looked up at each use.
      const from = node.moduleSpecifier;
      if (from && ts.isStringLiteral(from) && from.text.startsWith('node:'))
        tell(node, `imports ${from.text}`);
      return;
    }
    // What a member of a class is called is asked when the module is loaded.
    if (ts.isComputedPropertyName(node) && ts.isClassElement(node.parent)) return;
    if (ts.isPropertyAccessExpression(node)) {
      tellProperty(node.name, checker.getSymbolAtLocation(node.name));
    } else if (ts.isElementAccessExpression(node)) {
      tellProperty(node.argumentExpression, checker.getSymbolAtLocation(node.argumentExpression));
    } else if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) {
      const name = node.propertyName ?? node.name;
      const type = checker.getTypeAtLocation(node.parent);
      if (ts.isIdentifier(name)) tellProperty(name, checker.getPropertyOfType(type, name.text));
    } else if (ts.isIdentifier(node) && isValue(node)) {
      const symbol = checker.getSymbolAtLocation(node);
      if (symbol && node.text !== 'undefined' && isBuiltIn(symbol)) tell(node, `the global ${node.text}`);
    } else if (ts.isForOfStatement(node) || ts.isSpreadElement(node) || ts.isArrayBindingPattern(node)) {
      tell(node, 'an iterator');
    } else if (ts.isYieldExpression(node) && node.asteriskToken) {
      tell(node, 'an iterator');
    } else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword) {
      tell(node, 'instanceof');
    }
    ts.forEachChild(node, visit);
  };
  /** @param {ts.Node} node @param {ts.Symbol | undefined} symbol */
  const tellProperty = (node, symbol) => {
    if (!symbol || !isBuiltIn(symbol)) return;
    for (const owner of ownersOf(symbol)) {
      const name = symbol.escapedName.toString().replace(/^(__@\w+?)@\d+$/, '$1');
      if (!ALLOWED[owner]?.includes(name)) {
        tell(node, `${owner}.${name}`);
        return;
      }
    }
  };
  visit(file);
  return found;
}

/**
 * Whether an identifier is evaluated: it is no name of a property, a declaration or a label.
 *
 * @param {ts.Identifier} node
 */
function isValue(node) {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if ('name' in parent && parent.name === node && !ts.isShorthandPropertyAssignment(parent)) return false;
  return !ts.isTypeNode(parent) && !ts.isExpressionWithTypeArguments(parent);
}

/** @param {ts.Symbol} symbol */
function isBuiltIn(symbol) {
  const declarations = symbol.declarations ?? [];
  return (
    declarations.length > 0 &&
    declarations.every((declaration) => /node_modules/.test(declaration.getSourceFile().fileName))
  );
}

/** @param {ts.Symbol} symbol */
function ownersOf(symbol) {
  return (symbol.declarations ?? []).map(({ parent }) =>
    parent && 'name' in parent && parent.name
      ? /** @type {ts.Identifier} */ (parent.name).text
      : 'a literal type',
  );
}
