import { parseReference } from '../../server/src/reference/reference.ts';
import { anonymousKeychain } from '../../server/src/registry/credentials/keychain.ts';
import { createRegistryClient } from '../../server/src/registry/registry-client.ts';

// A program that resolves the image in its first argument and has nothing else to do.
const client = createRegistryClient({ keychain: anonymousKeychain, userAgent: 'test/1' });
const reference = parseReference(process.argv[2] ?? '');
if (!reference.ok) throw new RangeError('not an image reference');
const resolved = await client.resolve(reference.value, new AbortController().signal);
console.log(JSON.stringify({ ok: resolved.ok, at: Date.now() }));
