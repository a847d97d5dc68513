// Writes THIRD-PARTY-LICENSES.md anew.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../command.mjs';
import { FILE, licences } from './licences.mjs';

writeFileSync(join(root, FILE), await licences());
