import { plainLine } from '../../text/plain-line.ts';
import { credentialOf, hostsOf, valueOfHost } from './auth-entries.ts';
import type { ConfigFile } from './config-file.ts';
import type { HelperOutcome } from './credential-helper.ts';
import type { RememberedHelpers } from './helper-memory.ts';
import { objectIn, textIn, type JsonObject } from '../json.ts';
import {
  nothingFound,
  type CredentialTarget,
  type Keychain,
  type KeychainAnswer,
  type KeychainProblem,
} from './keychain.ts';

/** One configuration of credentials, and how it is to be understood. */
export interface ConfigKeychainOptions {
  /** Its path, or the variable that holds it. */
  readonly source: string;
  readonly read: () => Promise<ConfigFile>;
  /** The registry's entry in `auths`. */
  readonly entryOf: (config: JsonObject, target: CredentialTarget) => JsonObject | undefined;
  /** The suffix of the helper that is responsible for the registry; undefined without one. */
  readonly helperOf: (config: JsonObject, target: CredentialTarget) => string | undefined;
  /** The key by which helpers know the registry. */
  readonly helperKeyOf: (target: CredentialTarget) => string;
  readonly helpers: RememberedHelpers;
}

/**
 * A configuration as Docker and podman write it: first the helper that is responsible for the registry, then
 * what stands in the file itself. Docker would stop at the helper; a file's own entry is the user's will as well.
 */
export function configKeychain({
  source,
  read,
  entryOf,
  helperOf,
  helperKeyOf,
  helpers,
}: ConfigKeychainOptions): Keychain {
  async function askHelper(
    suffix: string,
    target: CredentialTarget,
    signal: AbortSignal,
  ): Promise<KeychainAnswer> {
    const program = plainLine(`docker-credential-${suffix}`);
    const outcome = await helpers.get(suffix, helperKeyOf(target), signal);
    const looked = [`${program} (${describe(outcome)})`];
    if (outcome.kind === 'found')
      return {
        found: { credential: outcome.credential, source: `${program}, named in ${source}` },
        problems: [],
        looked,
      };
    const problem = { kind: 'helper', program } as const;
    return {
      problems: outcome.kind === 'problem' ? [{ ...problem, reason: outcome.reason }] : [],
      looked,
    };
  }

  return {
    async find(target, signal) {
      const { config, problem, looked } = await read();
      const suffix = helperOf(config, target) ?? '';
      const helper = suffix === '' ? nothingFound : await askHelper(suffix, target, signal);
      const places = [...helper.looked, looked];
      if (helper.found !== undefined) return { ...helper, looked: helper.looked };
      const problems: readonly KeychainProblem[] =
        problem === undefined ? helper.problems : [problem];
      const entry = entryOf(config, target);
      const credential = entry && credentialOf(entry);
      if (credential === undefined) return { problems, looked: places };
      return { found: { credential, source }, problems, looked: places };
    },
    forget(target) {
      helpers.forget(helperKeyOf(target));
    },
    async knownHosts() {
      const { config } = await read();
      return new Set(hostsOf(config));
    },
  };
}

/** The helper that `credHelpers` names for the registry; an empty name means that none is responsible. */
export function helperForHost(config: JsonObject, credentialsKey: string): string | undefined {
  const suffix = valueOfHost(objectIn(config, 'credHelpers'), credentialsKey);
  return typeof suffix === 'string' ? suffix : undefined;
}

/** The helper that Docker asks: the registry's own, else the one for all. */
export function dockerHelper(config: JsonObject, credentialsKey: string): string | undefined {
  return helperForHost(config, credentialsKey) ?? textIn(config, 'credsStore');
}

function describe(outcome: HelperOutcome): string {
  if (outcome.kind === 'problem') return outcome.reason;
  return outcome.kind === 'found' ? 'has it' : 'has nothing';
}
