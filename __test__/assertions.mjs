// What several tests assert in the same way.
import assert from 'node:assert/strict';

/**
 * Asserts that a promise rejects with an error of this very class, this code and this message.
 *
 * @param {Promise<unknown>} promise
 * @param {ErrorConstructor} Class
 * @param {string} code
 * @param {string | RegExp} message all of it, or a pattern
 */
export async function rejectsWith(promise, Class, code, message) {
  await assert.rejects(promise, (error) => isError(error, Class, code, message));
}

/**
 * Asserts that a call throws an error of this very class, this code and this message.
 *
 * @param {() => unknown} call
 * @param {ErrorConstructor} Class
 * @param {string} code
 * @param {string | RegExp} message all of it, or a pattern
 */
export function throwsWith(call, Class, code, message) {
  assert.throws(call, (error) => isError(error, Class, code, message));
}

/**
 * @param {unknown} error
 * @param {ErrorConstructor} Class
 * @param {string} code
 * @param {string | RegExp} message
 */
function isError(error, Class, code, message) {
  assert.ok(error instanceof Class, `${error} is no ${Class.name}`);
  assert.equal(error.name, Class.name);
  if (typeof message === 'string') assert.equal(error.message, message);
  else assert.match(error.message, message);
  assert.equal('code' in error && error.code, code);
  return true;
}
