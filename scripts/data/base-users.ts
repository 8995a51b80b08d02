import { writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { baseUsers } from '../../server/src/data/base-users.ts';
import { createConfigReader } from './image-config.ts';
import { renewBaseUsers } from './renew-base-users.ts';

/** Asks the registries which user each image of the table starts as, and writes the table anew. */
const day = new Date().toISOString().slice(0, 10);
const { entries, notes } = await renewBaseUsers(baseUsers, createConfigReader(), day);
const file = new URL('../../server/src/data/base-users.json', import.meta.url);
await writeFile(file, await format(JSON.stringify(entries), { parser: 'json', printWidth: 100 }));
for (const note of notes) console.log(note);
