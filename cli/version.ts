// The package's version, which stands in one place: package.json.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of this package. */
export const VERSION: string = JSON.parse(readFileSync(join(__dirname, 'package.json'), 'utf8')).version;
