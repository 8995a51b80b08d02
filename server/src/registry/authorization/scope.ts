import type { Challenge } from './challenge.ts';

/** Nobody who pulls needs them, whatever a challenge says. */
const writingActions: ReadonlySet<string> = new Set(['push', 'delete', '*']);

const maximalScopes = 10;

/** The scope of pulling (distribution, "Token Scope"). */
export function pullScope(repository: string): string {
  return `repository:${repository}:pull`;
}

/**
 * What to ask a token server for: what the challenge names, without the right to write, or to pull from the
 * repository when it names nothing. Not all registries name the repository as we do: some have a scope for
 * everything (`aws`) or another name for what is behind them.
 */
export function scopesOf(challenge: Challenge, repository: string): readonly string[] {
  const named = (challenge.parameters.get('scope') ?? '')
    .split(' ')
    .filter((scope) => scope !== '');
  const scopes = named.slice(0, maximalScopes).map(withoutWriting);
  return scopes.length === 0 ? [pullScope(repository)] : scopes;
}

/**
 * The challenge that a registry would send for a repository, judging from the one that it sent for another;
 * undefined when that one does not tell.
 */
export function challengeFor(
  challenge: Challenge,
  from: string,
  to: string,
): Challenge | undefined {
  const scope = challenge.parameters.get('scope');
  if (scope === undefined || from === to) return challenge;
  const scopes = scope.split(' ').map((one) => {
    if (!one.startsWith('repository:')) return one;
    const prefix = `repository:${from}:`;
    return one.startsWith(prefix) ? `repository:${to}:${one.slice(prefix.length)}` : undefined;
  });
  if (scopes.includes(undefined)) return undefined;
  return {
    ...challenge,
    parameters: new Map([...challenge.parameters, ['scope', scopes.join(' ')]]),
  };
}

function withoutWriting(scope: string): string {
  const colon = scope.lastIndexOf(':');
  if (colon < 0) return scope;
  const actions = scope.slice(colon + 1).split(',');
  const harmless = actions.filter((action) => !writingActions.has(action));
  return `${scope.slice(0, colon)}:${harmless.length === 0 ? 'pull' : harmless.join(',')}`;
}
