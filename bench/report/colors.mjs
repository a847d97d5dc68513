// Colours by what they are for, in light and in dark. On the page they are variables, so that one drawing serves both.

/** @typedef {'ink' | 'soft' | 'grid' | 'ours' | 'ours2' | 'probe' | 'peer' | 'peer2' | 'plain' | 'paper'} Role */

/** @type {Record<'light' | 'dark', Record<Role, string>>} */
export const themes = {
  light: {
    ink: '#1c2128',
    soft: '#57606a',
    grid: '#d8dee4',
    ours: '#c2410c',
    ours2: '#ea8a4f',
    probe: '#a16207',
    peer: '#2563a8',
    peer2: '#7aa7d6',
    plain: '#6e7781',
    paper: '#ffffff',
  },
  dark: {
    ink: '#e6edf3',
    soft: '#9aa4af',
    grid: '#353c45',
    ours: '#ff8b4c',
    ours2: '#c96a35',
    probe: '#d8a634',
    peer: '#6cb0f5',
    peer2: '#3f75ad',
    plain: '#8b949e',
    paper: '#0f141a',
  },
};

/** What a drawing is made with: no colour of any theme, so that it can be told from them and replaced. */
const STAND_INS = /** @type {Record<Role, string>} */ (
  Object.fromEntries(
    Object.keys(themes.light).map((role, index) => [role, `#fe01${(0x10 + index).toString(16)}`]),
  )
);

/** @param {Role} role */
export function color(role) {
  return STAND_INS[role];
}

/**
 * @param {string} svg
 * @param {(role: Role) => string} replacement
 */
export function colored(svg, replacement) {
  return Object.entries(STAND_INS).reduce(
    (text, [role, standIn]) => text.replaceAll(standIn, replacement(/** @type {Role} */ (role))),
    svg,
  );
}

/**
 * What a contender is drawn in.
 *
 * @param {string} name
 * @returns {Role}
 */
export function roleOf(name) {
  if (name.startsWith('rayon-pool-documents') || name === 'rayon-pool-transfer') return 'ours2';
  if (name.endsWith('-addon') || name === 'rayon-pool-probe') return 'probe';
  if (name.startsWith('rayon-pool')) return 'ours';
  if (name.startsWith('js-') || name === 'clone-alone' || name.startsWith('prime')) return 'plain';
  return name.endsWith('-chunked') ? 'peer' : 'peer2';
}

/** @param {'light' | 'dark'} theme */
export function variablesOf(theme) {
  return Object.entries(themes[theme])
    .map(([role, value]) => `--${role}: ${value};`)
    .join(' ');
}
