import { registryOfHost } from '../../reference/docker-hub.ts';
import { isObject, objectIn, textIn, type JsonObject } from '../json.ts';
import type { Credential, CredentialTarget } from './keychain.ts';

/** The registry's entry in the `auths` of Docker's `config.json`: by its very key, or by the host of an old one. */
export function dockerEntry(
  config: JsonObject,
  { credentialsKey }: CredentialTarget,
): JsonObject | undefined {
  const match = valueOfHost(objectIn(config, 'auths'), credentialsKey);
  return isObject(match) ? match : undefined;
}

/**
 * The entry in the `auths` of podman's `auth.json`: that of the repository, else of the nearest namespace
 * around it, else of the registry (containers-auth.json(5)).
 */
export function podmanEntry(
  config: JsonObject,
  { registry, repository }: CredentialTarget,
): JsonObject | undefined {
  const auths = objectIn(config, 'auths');
  for (const key of namespacesOf(`${registry.toLowerCase()}/${repository}`))
    if (Object.hasOwn(auths, key)) return isObject(auths[key]) ? auths[key] : undefined;
  const wanted = registryOfHost(registry.toLowerCase());
  const match = Object.entries(auths).find(
    ([key]) => !isNamespace(key) && registryOfHost(hostOfKey(key)) === wanted,
  );
  return isObject(match?.[1]) ? match[1] : undefined;
}

/** What an entry holds; tokens go before the password. */
export function credentialOf(entry: JsonObject): Credential | undefined {
  const registryToken = textIn(entry, 'registrytoken');
  if (isFieldValue(registryToken)) return { kind: 'registry-token', token: registryToken };
  const identityToken = textIn(entry, 'identitytoken');
  if (identityToken !== '') return { kind: 'identity-token', token: identityToken };
  return passwordOf(entry);
}

/** The value of a registry in an object with one key a registry; undefined without one. */
export function valueOfHost(object: JsonObject, credentialsKey: string): unknown {
  if (Object.hasOwn(object, credentialsKey)) return object[credentialsKey];
  const wanted = hostOfKey(credentialsKey);
  return Object.entries(object).find(([key]) => hostOfKey(key) === wanted)?.[1];
}

/** The hosts that a configuration file has entries or helpers for. */
export function hostsOf(config: JsonObject): readonly string[] {
  return ['auths', 'credHelpers'].flatMap((name) =>
    Object.keys(objectIn(config, name)).map(hostOfKey),
  );
}

/** The host and port of a key; old keys are URLs, `https://index.docker.io/v1/`. */
function hostOfKey(key: string): string {
  const host = key.replace(/^https?:\/\//, '').split('/', 1)[0] ?? '';
  return host.toLowerCase();
}

function passwordOf(entry: JsonObject): Credential | undefined {
  const pair = Buffer.from(textIn(entry, 'auth'), 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  const username = colon > 0 ? pair.slice(0, colon) : textIn(entry, 'username');
  const password =
    colon > 0 ? pair.slice(colon + 1).replace(/\0+$/, '') : textIn(entry, 'password');
  return username === '' ? undefined : { kind: 'password', username, password };
}

/** `a/b/c`, `a/b`, `a`. */
function namespacesOf(name: string): readonly string[] {
  const parts = name.split('/');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
}

function isNamespace(key: string): boolean {
  return !/^https?:\/\//.test(key) && key.includes('/');
}

/** Whether the text may stand in a header field as it is. */
function isFieldValue(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}
