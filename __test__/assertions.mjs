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
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof Class, `${error} is no ${Class.name}`);
    assert.equal(error.name, Class.name);
    if (typeof message === 'string') assert.equal(error.message, message);
    else assert.match(error.message, message);
    assert.equal('code' in error && error.code, code);
    return true;
  });
}
