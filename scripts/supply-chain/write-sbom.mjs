// Writes the bill of materials to target/rayon-pool.cdx.json, or where the first argument says.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { parseTriple } from '@napi-rs/cli';

import { root } from '../command.mjs';
import { targets } from './crates.mjs';
import { billOfMaterials } from './sbom.mjs';

const file = resolve(process.argv[2] ?? resolve(root, 'target', 'rayon-pool.cdx.json'));
const platforms = targets.map((target) => parseTriple(target).platformArchABI);
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `${JSON.stringify(await billOfMaterials(platforms), null, 2)}\n`);
console.log(file);
