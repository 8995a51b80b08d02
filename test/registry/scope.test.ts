import { describe, expect, it } from 'vitest';
import { parseChallenges } from '../../server/src/registry/authorization/challenge.ts';
import { challengeFor, scopesOf } from '../../server/src/registry/authorization/scope.ts';

function challengeWith(scope: string | undefined) {
  const field = scope === undefined ? 'Bearer realm="r"' : `Bearer realm="r",scope="${scope}"`;
  const [challenge] = parseChallenges(field);
  if (challenge === undefined) throw new RangeError(field);
  return challenge;
}

describe('scopesOf', () => {
  it.each([
    ['pulling when the challenge names none', undefined, ['repository:team/app:pull']],
    ['pulling when it is empty', ' ', ['repository:team/app:pull']],
    ['what the challenge names', 'repository:team/app:pull', ['repository:team/app:pull']],
    ['what is no repository', 'aws', ['aws']],
    ['several', 'aws  repository:a:pull', ['aws', 'repository:a:pull']],
    ['other rights to read', 'repository:a:metadata_read', ['repository:a:metadata_read']],
    ['no right to push', 'repository:a:pull,push', ['repository:a:pull']],
    ['no right to delete', 'repository:a:delete', ['repository:a:pull']],
    ['no right to everything', 'repository:host:5000/a:*', ['repository:host:5000/a:pull']],
  ])('is %s', (_, scope, expected) => {
    expect(scopesOf(challengeWith(scope), 'team/app')).toEqual(expected);
  });

  it('is ten at most', () => {
    expect(scopesOf(challengeWith('a '.repeat(1_000)), 'team/app')).toHaveLength(10);
  });
});

describe('challengeFor', () => {
  it.each([
    ['repository:team/app:pull', 'repository:team/other:pull'],
    ['repository:team/app:pull,push', 'repository:team/other:pull,push'],
    ['aws', 'aws'],
    [undefined, undefined],
    ['repository:behind/app:pull', 'not known'],
    ['repository:team/app/part:pull', 'not known'],
  ])('of %s is %s', (scope, expected) => {
    const challenge = challengeFor(challengeWith(scope), 'team/app', 'team/other');
    expect(challenge === undefined ? 'not known' : challenge.parameters.get('scope')).toBe(
      expected,
    );
  });

  it('of the same repository is the same', () => {
    const challenge = challengeWith('repository:behind/app:pull');
    expect(challengeFor(challenge, 'team/app', 'team/app')).toBe(challenge);
  });
});
