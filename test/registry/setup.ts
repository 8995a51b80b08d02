import { onTestFinished } from 'vitest';
import { parseReference, type ImageReference } from '../../server/src/reference/reference.ts';
import {
  anonymousKeychain,
  nothingFound,
  type Credential,
  type Keychain,
} from '../../server/src/registry/credentials/keychain.ts';
import type { ResolvedDigest } from '../../server/src/registry/digest-resolver.ts';
import type { RegistryError } from '../../server/src/registry/errors.ts';
import {
  createRegistryClient,
  type RegistryClient,
  type RegistryClientOptions,
} from '../../server/src/registry/registry-client.ts';
import type { Result } from '../../server/src/text/result.ts';
import {
  startFakeRegistry,
  type FakeRegistry,
  type Identity,
  type Script,
} from '../support/fake-registry.ts';
import { testClock } from '../support/test-clock.ts';

/** A signal that nobody aborts. */
export const never = new AbortController().signal;

/** A fake registry for the running test. */
export async function fakeRegistry(script: Script, identity?: Identity): Promise<FakeRegistry> {
  const registry = await startFakeRegistry(script, identity);
  onTestFinished(() => registry.close());
  return registry;
}

export function client(options: Partial<RegistryClientOptions> = {}): RegistryClient {
  return createRegistryClient({
    keychain: anonymousKeychain,
    userAgent: 'test/1',
    clock: testClock(),
    ...options,
  });
}

export function reference(text: string): ImageReference {
  const parsed = parseReference(text);
  if (!parsed.ok) throw new RangeError(text);
  return parsed.value;
}

/** Resolves a written image with a client of its own. */
export function resolve(
  image: string,
  options: Partial<RegistryClientOptions> = {},
): Promise<Result<ResolvedDigest, RegistryError>> {
  return client(options).resolve(reference(image), never);
}

/** A keychain with one credential, which notes for which keys it was asked and told to forget. */
export function keychainWith(
  key: string,
  credential: Credential,
): Keychain & { readonly asked: string[]; readonly forgotten: string[] } {
  const asked: string[] = [];
  const forgotten: string[] = [];
  return {
    ...anonymousKeychain,
    asked,
    forgotten,
    find({ credentialsKey }) {
      asked.push(credentialsKey);
      return Promise.resolve(
        credentialsKey === key
          ? { ...nothingFound, found: { credential, source: 'the test' } }
          : nothingFound,
      );
    },
    forget({ credentialsKey }) {
      forgotten.push(credentialsKey);
    },
  };
}

export const alice = {
  kind: 'password',
  username: 'alice',
  password: 's3cret',
} as const satisfies Credential;

/** `alice:s3cret` as an `Authorization` field. */
export const basicAlice = 'Basic YWxpY2U6czNjcmV0';

/** The requests as `METHOD path` lines. */
export function linesOf({ requests }: FakeRegistry): readonly string[] {
  return requests.map(({ method, path }) => `${method} ${path}`);
}
