// Workspaces of npm, Yarn and Bun: what their packages depend on lies in `node_modules` of the whole, not in theirs.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** The way from a project in `folder` to the folder whose `node_modules` its dependencies go into, with slashes: '' or '../' and on. */
export function wayToModules(folder: string): string {
  const project = resolve(folder);
  for (let root = dirname(project); ; root = dirname(root)) {
    // pnpm links what a package depends on into the package's own folder.
    if (existsSync(join(root, 'pnpm-workspace.yaml'))) return '';
    const below = withSlashes(relative(root, project));
    if (isMember(below, patternsOf(root))) return '../'.repeat(below.split('/').length);
    if (root === dirname(root)) return '';
  }
}

/** What the package.json of a folder calls its workspaces. */
function patternsOf(folder: string): readonly string[] {
  try {
    const { workspaces } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const patterns = Array.isArray(workspaces) ? workspaces : workspaces?.packages;
    return Array.isArray(patterns) ? patterns.filter((pattern) => typeof pattern === 'string') : [];
  } catch {
    // There is none, or none that a package manager would read.
    return [];
  }
}

/** The last pattern that fits decides, as one with an exclamation mark takes folders out again. */
function isMember(path: string, patterns: readonly string[]): boolean {
  return patterns.reduce((isIn, pattern) => {
    const wanted = !pattern.startsWith('!');
    return expressionOf(wanted ? pattern : pattern.slice(1)).test(path) ? wanted : isIn;
  }, false);
}

const MEANINGS: Readonly<Record<string, string>> = {
  '**/': '(?:[^/]+/)*',
  '/**': '(?:/[^/]+)*',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
};

/** Globs as package managers take them: `packages/*`, `libs/**`, `{apps,tools}/*`. */
function expressionOf(glob: string): RegExp {
  return new RegExp(`^${sourceOf(glob.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, ''))}$`);
}

function sourceOf(glob: string): string {
  return glob.replace(/\{([^{}]*)\}|\*\*\/|\/\*\*|\*\*|[\\^$.*+?()[\]{}|]/g, (part, choices?: string) =>
    choices === undefined
      ? (MEANINGS[part] ?? `\\${part}`)
      : `(?:${choices.split(',').map(sourceOf).join('|')})`,
  );
}

function withSlashes(path: string): string {
  return path.split(sep).join('/');
}
