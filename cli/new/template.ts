// The files of a new project: those of the folder `template`, which is one, under another name.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { VERSION } from '../version.js';
import type { Names } from './names.js';

/** A text, and where it stands in the project, with slashes. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** Where the project gets rayon-pool from. */
export interface Source {
  /** As package.json has it: a range of versions, or a path. */
  readonly npm: string;
  /** The way to the folder of `node_modules`: '' or '../' and on. */
  readonly modules: string;
}

/** In the package, beside cli.js, which all this becomes a part of. */
const FOLDER = join(__dirname, 'template');

/** Where Cargo.toml there has the package from. */
const MODULES = '"node_modules/';

/** What the project is called there. */
const ITS_NAME = 'my-kernels';

/** npm leaves files of that name out of packages. */
const RENAMED: Readonly<Record<string, string>> = { gitignore: '.gitignore' };

/** For people who install the package: all others name the crate. */
const OF_THE_PACKAGE = 'README.md';

interface Manifest {
  name: string;
  peerDependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  napi: { binaryName: string };
}

/** The template as it is, in the order of its paths. */
export async function readTemplate(): Promise<readonly TextFile[]> {
  const files: TextFile[] = [];
  const walk = async (folder: string) => {
    const entries = await readdir(join(FOLDER, folder), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (entry.isDirectory()) await walk(path);
      else files.push({ path, text: await readFile(join(FOLDER, path), 'utf8') });
    }
  };
  await walk('');
  return files;
}

/** The npm packages and the crates that a project depends on. */
export function dependenciesOf(template: readonly TextFile[]): readonly string[] {
  const { peerDependencies, devDependencies } = manifestOf(template);
  const cargo = textOf(template, 'Cargo.toml');
  const crates = Array.from(cargo.matchAll(/^([\w-]+) = (?:"\d|\{)/gm), ([, name = '']) => name);
  return [...Object.keys(peerDependencies), ...Object.keys(devDependencies), ...crates];
}

/** The oldest Rust that compiles it. */
export function rustVersionOf(template: readonly TextFile[]): string {
  const [, version] = /^rust-version = "([\d.]+)"$/m.exec(textOf(template, 'Cargo.toml')) ?? [];
  if (version === undefined) throw new Error('the template does not say which Rust it wants');
  return version;
}

/**
 * The files of a project with these names.
 *
 * @param from where they are to get rayon-pool from, while the project is worked on
 */
export function projectFiles(template: readonly TextFile[], names: Names, from: Source): readonly TextFile[] {
  return template.map(({ path, text }) => {
    if (path === 'package.json') return { path, text: manifestFor(template, names, from.npm) };
    if (path === 'Cargo.toml') text = text.replace(MODULES, `"${from.modules}node_modules/`);
    const name = path === OF_THE_PACKAGE ? names.npm : names.crate;
    return { path: RENAMED[path] ?? path, text: text.replaceAll(ITS_NAME, name) };
  });
}

function manifestFor(template: readonly TextFile[], { npm, crate }: Names, source: string): string {
  const { name: _, peerDependencies, devDependencies, napi, ...rest } = manifestOf(template);
  const manifest = {
    name: npm,
    ...rest,
    napi: { ...napi, binaryName: crate },
    peerDependencies: { ...peerDependencies, 'rayon-pool': `^${VERSION}` },
    devDependencies: { ...devDependencies, 'rayon-pool': source },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function manifestOf(template: readonly TextFile[]): Manifest {
  return JSON.parse(textOf(template, 'package.json'));
}

function textOf(template: readonly TextFile[], wanted: string): string {
  const found = template.find(({ path }) => path === wanted);
  if (!found) throw new Error(`the template has no ${wanted}`);
  return found.text;
}
