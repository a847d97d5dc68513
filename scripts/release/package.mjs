// `npm run release:package -- linux-x64-gnu ...`: the tarballs of these platforms, and that of the package which users
// name, in target/packages/tarballs. What cannot be built, or is not as it should be, ends it.
import { assemble, assembleMain } from './assemble.mjs';
import { platform } from './platforms.mjs';

const names = process.argv.slice(2);
const packed = [await assembleMain()];
for (const name of names) {
  const assembled = await assemble(platform(name));
  const problem = assembled.left ?? assembled.problems[0];
  if (problem) throw new Error(`there is no package for ${name}: ${problem}`);
  packed.push(assembled.packed);
}
for (const { file, size } of packed) console.log(`${file}: ${size} bytes`);
