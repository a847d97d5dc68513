// What is said where the native addon does not load: the system's own reason, what this is, what was wanted, what to do.
import assert from 'node:assert/strict';
import test, { afterEach, beforeEach } from 'node:test';

import { BINARY, PLATFORM, Project } from './installed/project.mjs';

const WANTED = `@rayon-pool/${PLATFORM}`;
const LINUX = process.platform === 'linux' ? false : 'the system is no Linux';
const GLIBC = PLATFORM.endsWith('-gnu') ? false : 'the system has no glibc';

/** Tells of the error that loading the package gives. */
const TELL = `
  try {
    require('rayon-pool');
    console.log('{}');
  } catch (error) {
    const { code, message, cause } = error;
    const kept = cause instanceof Error ? { message: cause.message, code: cause.code } : cause;
    console.log(JSON.stringify({ code, message, cause: kept, isError: error instanceof Error }));
  }
`;

/** @type {Project} */
let project;
beforeEach(() => {
  project = new Project();
});
afterEach(() => project.delete());

/**
 * The error of a load that fails, checked for what all of them have.
 *
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @returns {Promise<{ reason: string, message: string, advice: string, cause: { message: string, code?: string } }>}
 */
async function failure(args = [], env = {}) {
  const output = await project.run(TELL, { args, env });
  assert.match(output, /^\{/);
  const { code, message, cause, isError } = JSON.parse(output);
  assert.equal(code, 'ERR_ADDON_NOT_LOADED');
  assert.ok(isError);
  const [reason = ''] = message.split('\n', 1);
  assert.match(reason, /^The native addon of rayon-pool does not load: ./);
  assert.match(message, /^ {2}This is: {4}\w+ \w+.*, Node\.js \d+\.\d+/m);
  assert.match(message, /^ {2}Supported: {2}Linux x64 and arm64 \(glibc 2\.17 .*macOS .*Windows/m);
  const [, advice] = /^ {2}What to do: (.+)$/m.exec(message) ?? [];
  assert.ok(advice);
  return { reason, message, advice, cause };
}

/**
 * A file that changes what Node.js says of itself before the package is loaded.
 *
 * @param {string} source
 */
function preload(source) {
  project.write('preload.cjs', source);
  return ['--require', './preload.cjs'];
}

/** @param {Record<string, unknown>} properties */
function pretend(properties) {
  const define = ([name, value] = ['', /** @type {unknown} */ ('')]) =>
    `Object.defineProperty(process, ${JSON.stringify(name)}, { value: ${JSON.stringify(value)} });`;
  return Object.entries(properties)
    .map((property) => define(property))
    .join('\n');
}

test('no addon in a package that has no others either: it was packed elsewhere', async () => {
  const { advice } = await failure();
  assert.match(advice, /^this copy of the package was packed on another platform, or never built: /);
  assert.match(advice, /Build or pack it on this platform\.$/);
  assert.doesNotMatch(advice, /optional/);
});

test('no package of this platform: it was left out', async () => {
  project.publish();
  const { reason, message, advice, cause } = await failure();
  assert.ok(reason.endsWith(`: Cannot find module '${WANTED}'`), reason);
  assert.ok(message.includes(`\n  Wanted:     the package ${WANTED}\n`));
  assert.ok(
    message.includes(`\n  Tried too:  rayon-pool.${PLATFORM}.node beside index.js: not there\n`),
    message,
  );
  assert.match(advice, /--omit=optional/);
  assert.equal(cause.code, 'MODULE_NOT_FOUND');
});

test('the package of another platform: node_modules is from there', async () => {
  project.addPackage('win32-x64-msvc', Buffer.from('MZ'));
  const { advice } = await failure();
  assert.match(advice, /^there is @rayon-pool\/win32-x64-msvc, for another platform: .* copied from there/);
});

test('a package that is cut off, wherever it is', { skip: LINUX }, async () => {
  for (const length of [0, 63, 64, 1000, Math.floor(BINARY.length / 2), BINARY.length - 1]) {
    const path = project.addPackage(PLATFORM, BINARY.subarray(0, length));
    const { reason, advice, cause } = await failure();
    assert.ok(reason.includes(`: ${path}: `), reason);
    assert.match(reason, /file too short|cannot read file data/, `${length} bytes`);
    assert.match(advice, /cut off or damaged/);
    assert.ok(reason.endsWith(cause.message));
  }
});

test('a package that is no library at all', { skip: LINUX }, async () => {
  project.addPackage(PLATFORM, Buffer.alloc(4096, 'not found'));
  const { reason, advice, cause } = await failure();
  assert.match(reason, /invalid ELF header|Exec format error/i);
  assert.match(advice, /damaged, or is one for another platform/);
  assert.equal(cause.code, 'ERR_DLOPEN_FAILED');
});

test('a C library that is older than the package wants', { skip: GLIBC }, async () => {
  const text = BINARY.toString('latin1');
  const version = /GLIBC_2\.\d\d(?=\0)/.exec(text)?.[0] ?? '';
  const later = text.replaceAll(version, 'GLIBC_2.99');
  project.addPackage(PLATFORM, Buffer.from(later, 'latin1'));
  const { reason, message, advice } = await failure();
  assert.match(reason, /version `GLIBC_2\.99' not found/);
  assert.match(message, /^ {2}This is: {4}linux \w+, glibc 2\.\d+, Node\.js/m);
  assert.match(advice, /older than the addon/);
});

test('--no-addons', async () => {
  project.addPackage();
  const { reason, advice, cause } = await failure(['--no-addons']);
  assert.match(reason, /loading addons is disabled/);
  assert.match(advice, /--no-addons .*NODE_OPTIONS/);
  assert.equal(cause.code, 'ERR_DLOPEN_DISABLED');
  assert.match((await failure([], { NODE_OPTIONS: '--no-addons' })).advice, /--no-addons .*NODE_OPTIONS/);
});

test('--permission without --allow-addons', async () => {
  project.addPackage();
  const permission = process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission';
  for (const readable of ['*', `${project.folder}/*`]) {
    const { reason, advice, cause } = await failure([permission, `--allow-fs-read=${readable}`]);
    assert.match(reason, /loading addons is disabled/);
    assert.match(advice, /--permission: add --allow-addons/);
    assert.equal(cause.code, 'ERR_DLOPEN_DISABLED');
  }
});

for (const { platform, arch } of [
  { platform: 'freebsd', arch: 'x64' },
  { platform: 'android', arch: 'arm64' },
  { platform: 'linux', arch: 'ia32' },
  { platform: 'win32', arch: 'ia32' },
]) {
  test(`a platform without an addon: ${platform} ${arch}`, async () => {
    const { reason, message, advice, cause } = await failure(preload(pretend({ platform, arch })));
    assert.match(reason, new RegExp(`: there is none for ${platform} ${arch}`));
    assert.doesNotMatch(message, /^ {2}(?:Wanted|Tried too):/m);
    assert.match(advice, /a platform that is supported/);
    assert.equal(cause, undefined);
  });
}

for (const [platform, arch, name] of [
  ['darwin', 'x64', 'darwin-x64'],
  ['darwin', 'arm64', 'darwin-arm64'],
  ['win32', 'x64', 'win32-x64-msvc'],
  ['win32', 'arm64', 'win32-arm64-msvc'],
]) {
  test(`what is wanted on ${platform} ${arch}`, async () => {
    const { message } = await failure(preload(pretend({ platform, arch })));
    assert.ok(message.includes(`\n  Wanted:     the package @rayon-pool/${name}\n`), message);
  });
}

/** What reports say: Node.js's own program tells nothing there. */
const REPORTS = [
  { libc: 'gnu', told: 'glibc 2\\.31', report: { header: { glibcVersionRuntime: '2.31' } } },
  { libc: 'musl', told: 'musl', report: { header: {}, sharedObjects: ['/lib/ld-musl-x86_64.so.1'] } },
];
for (const { libc, told, report } of REPORTS) {
  test(`what is wanted where the program is not readable and the report tells of ${libc}`, async () => {
    const { message } = await failure(
      preload(`
        ${pretend({ platform: 'linux', arch: 'x64', execPath: '/nowhere' })}
        process.report.getReport = () => (${JSON.stringify(report)});
      `),
    );
    assert.ok(message.includes(`\n  Wanted:     the package @rayon-pool/linux-x64-${libc}\n`), message);
    assert.match(message, new RegExp(`This is: {4}linux x64, ${told}, `));
  });
}

test('both are tried where nothing tells of the C library', async () => {
  const { message } = await failure(
    preload(`
      ${pretend({ platform: 'linux', arch: 'arm64', execPath: '/nowhere' })}
      process.report.getReport = () => ({ header: {}, sharedObjects: [] });
    `),
  );
  assert.match(message, /This is: {4}linux arm64, an unknown C library, /);
  for (const libc of ['gnu', 'musl']) assert.ok(message.includes(`@rayon-pool/linux-arm64-${libc}`), message);
});

test('an addon that NAPI_RS_NATIVE_LIBRARY_PATH names, and no other', async () => {
  project.addPackage();
  const { reason, message } = await failure([], { NAPI_RS_NATIVE_LIBRARY_PATH: 'nowhere.node' });
  assert.match(reason, /nowhere\.node/);
  assert.match(message, /Wanted: {5}\S+nowhere\.node \(of NAPI_RS_NATIVE_LIBRARY_PATH\)\n/);
  assert.doesNotMatch(message, /Tried too/);
});

test('import fails with the same error', async () => {
  const source = `import('rayon-pool').catch(({ code, message }) => console.log(code, message));`;
  const output = await project.run(source, { name: 'main.mjs' });
  assert.match(output, /^ERR_ADDON_NOT_LOADED The native addon of rayon-pool does not load: Cannot find/);
});
