// All set-up for `npm start`, `npm test`, `npm run check` and `npm run bench`: installs the development
// dependencies and builds the addon and its facade, each only when it is missing or out of date. With --probe also the
// addon for tests.
//
// This file loads nothing before it has looked at the version, so that an old Node.js gets as far as the message.

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 4)) {
  console.error(
    `rayon-pool needs Node.js 20.4 or newer and this is ${process.versions.node}: see https://nodejs.org.`,
  );
  process.exitCode = 1;
} else {
  const { setUp } = await import('./setup/steps.mjs');
  process.exitCode = await setUp({ probe: process.argv.includes('--probe') });
}
