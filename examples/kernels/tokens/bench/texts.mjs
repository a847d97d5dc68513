// The same texts at every run: English, code, and other scripts.

const WORDS =
  'the of committee unquestionably rainfall 1984 GPU don’t we’ve naïve Straße hyper-parameter café Москва 東京 言語 😀 e.g. $12.50 — "quoted"'.split(
    ' ',
  );
const CODE = [
  'for (let i = 0; i < n; i++) {',
  '    return x.map(f);',
  '}\n\n',
  'def main(argv):\n\tpass',
  '// TODO',
];

/** @param {number} count */
export function texts(count) {
  let state = 7;
  // Park and Miller's generator.
  const next = (/** @type {number} */ below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  return Array.from({ length: count }, () => {
    const from = next(8) === 0 ? CODE : WORDS;
    return Array.from({ length: 10 + next(190) }, () => from[next(from.length)]).join(' ');
  });
}
