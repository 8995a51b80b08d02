import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, objectIn, parseJsonObject, textIn } from '../../server/src/registry/json.ts';

/**
 * Renews the trust root of Sigstore's public-good instance from an unpacked package `@sigstore/tuf` (Apache-2.0), whose
 * maintainers take it from the TUF repository. The day is that of the package's release.
 */
const [folder = '', date = ''] = process.argv.slice(2);
if (folder === '' || !/^\d{4}-\d{2}-\d{2}$/.test(date)) {
  console.error('Usage: tsx scripts/data/sigstore-root.ts PATH_TO_UNPACKED_PACKAGE YYYY-MM-DD');
  process.exit(2);
}

const repository = 'https://tuf-repo-cdn.sigstore.dev';
const { version } = objectOf('package.json');
const seeds = objectIn(objectOf('seeds.json'), repository);
const target = textIn(objectIn(seeds, 'targets'), 'trusted_root.json');
const trustedRoot = parseJsonObject(Buffer.from(target, 'base64'));
if (!isObject(trustedRoot)) throw new Error(`${folder} has no trust root`);

const written = {
  source: `${repository}, target trusted_root.json, as @sigstore/tuf ${String(version)} has it`,
  date,
  trustedRoot,
};
const file = new URL('../../server/src/data/sigstore-root.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(written, undefined, 2)}\n`);
console.log(`The trust root of ${date}`);

function objectOf(name: string): Readonly<Record<string, unknown>> {
  return parseJsonObject(readFileSync(join(folder, name))) ?? {};
}
