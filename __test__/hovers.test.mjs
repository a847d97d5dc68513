// What editors show of the methods of a pool: enough to call them.
import assert from 'node:assert/strict';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

const file = fileURLToPath(new URL('../index.d.ts', import.meta.url));
const program = ts.createProgram([file], { target: ts.ScriptTarget.ES2022, types: [] });
const checker = program.getTypeChecker();
const source = program.getSourceFile(file);
assert.ok(source);
const pool = checker
  .getExportsOfModule(/** @type {ts.Symbol} */ (checker.getSymbolAtLocation(source)))
  .find(({ name }) => name === 'ThreadPool');
assert.ok(pool);
const methods = checker
  .getDeclaredTypeOfSymbol(pool)
  .getProperties()
  .filter(({ flags, name }) => flags & ts.SymbolFlags.Method && !name.startsWith('__'));

test('each has a summary, and those that take arguments say which, what they give and what they throw', () => {
  assert.ok(methods.length > 8);
  for (const method of methods) {
    const text = ts.displayPartsToString(method.getDocumentationComment(checker));
    assert.match(text, /^[A-Z].+\.$/s, method.name);
    assert.doesNotMatch(text, /^The function /, method.name);
    const declaration = method.declarations?.[0];
    assert.ok(declaration && ts.isMethodDeclaration(declaration));
    if (declaration.parameters.length === 0) continue;
    const tags = method
      .getJsDocTags(checker)
      .map(({ name, text: parts }) => `${name} ${parts?.[0]?.text ?? ''}`);
    for (const { name } of declaration.parameters)
      assert.ok(tags.includes(`param ${name.getText()}`), name.getText());
    for (const tag of ['returns', 'throws'])
      assert.ok(
        tags.some((one) => one.startsWith(tag)),
        method.name,
      );
  }
});
