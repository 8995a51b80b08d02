import { runChild, type ChildOutcome } from '../../programs/child.ts';
import { findProgram } from '../../programs/program-path.ts';
import { parseJsonObject } from '../json.ts';
import type { Credential } from './keychain.ts';

/**
 * Programs that keep credentials, after the protocol of docker-credential-helpers: the program's only
 * argument is `get`, it reads the registry's key from its input and writes a JSON object to its output.
 *
 * A program is run only when the user's own configuration names it, and never
 * - through a shell,
 * - from the current directory, a relative entry of the PATH or a project's `node_modules`,
 * - in a directory that somebody else may have filled,
 * - for longer than the time limit, or after the caller has gone.
 *
 * What it writes is never logged, and its errors are not even read.
 */
export type CredentialHelper = (
  /** What the configuration names: `pass` for `docker-credential-pass`. */
  suffix: string,
  credentialsKey: string,
  signal: AbortSignal,
) => Promise<HelperOutcome>;

export type HelperOutcome =
  | { readonly kind: 'found'; readonly credential: Credential }
  /** It has nothing for this registry, or the caller has gone. */
  | { readonly kind: 'none' }
  | { readonly kind: 'problem'; readonly reason: 'missing' | 'failed' | 'timed-out' };

export interface HelperOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where programs are run: a folder of the user's own. */
  readonly homeDirectory: string;
  readonly platform: NodeJS.Platform;
  /** Milliseconds that a program may take. */
  readonly timeout?: number;
}

const prefix = 'docker-credential-';
const defaultTimeout = 10_000;
const maximalOutput = 64 * 1024;

/** Helpers say this, and end with an error, when they have nothing. */
const notFound = 'credentials not found in native keychain';

/** The user's name that marks a secret as an identity token. */
const identityTokenName = '<token>';

const none: HelperOutcome = { kind: 'none' };

export function createCredentialHelper(options: HelperOptions): CredentialHelper {
  return async (suffix, credentialsKey, signal) => {
    // An empty suffix would name another program.
    const path = suffix === '' ? undefined : await findProgram(`${prefix}${suffix}`, options);
    if (path === undefined) return { kind: 'problem', reason: 'missing' };
    const run = await runHelper(path, credentialsKey, options, signal);
    if (run.kind === 'cancelled') return none;
    if (run.kind === 'timeout') return { kind: 'problem', reason: 'timed-out' };
    const outcome = run.kind === 'ended' ? outcomeOf(run.exitCode, run.stdout) : undefined;
    return outcome ?? { kind: 'problem', reason: 'failed' };
  };
}

function runHelper(
  path: string,
  credentialsKey: string,
  { environment, homeDirectory, platform, timeout = defaultTimeout }: HelperOptions,
  signal: AbortSignal,
): Promise<ChildOutcome> {
  return runChild(
    {
      path,
      args: ['get'],
      input: credentialsKey,
      folder: homeDirectory,
      environment,
      platform,
      timeout,
      maximalOutput,
      keptErrors: 0,
    },
    signal,
  );
}

/** What the output means; undefined when it is not what a helper may say. */
function outcomeOf(exitCode: number | null, stdout: Buffer): HelperOutcome | undefined {
  const output = stdout.toString('utf8');
  if (exitCode !== 0) return output.trim() === notFound ? none : undefined;
  const fields = parseJsonObject(output);
  const username = fields?.['Username'];
  const secret = fields?.['Secret'];
  if (typeof username !== 'string' || typeof secret !== 'string') return undefined;
  if (username === '' || secret === '') return none;
  return {
    kind: 'found',
    credential:
      username === identityTokenName
        ? { kind: 'identity-token', token: secret }
        : { kind: 'password', username, password: secret },
  };
}
