import { describe, expect, it } from 'vitest';
import { questionIds } from '../../server/src/analysis/questions/answer.ts';
import { answersOf } from '../../server/src/analysis/questions/answers.ts';
import { registryError } from '../../server/src/registry/errors.ts';
import { nothingTold, type RepositoryFacts } from '../../server/src/registry/publisher-source.ts';
import { fail, ok } from '../../server/src/text/result.ts';
import { answer, fact, factsOf } from '../support/answers.ts';
import { hostileRegistry, hostileTools } from '../support/hostile-image.ts';
import { registryWith } from '../support/inspecting.ts';
import { examined } from '../support/reports.ts';
import { details } from './images.ts';

describe('the five answers', () => {
  it('come in their order, each fact with a name that no other has', async () => {
    const signers = { signers: [], from: undefined };
    for (const question of [
      { registry: registryWith() },
      {
        registry: hostileRegistry(),
        tools: hostileTools,
        wishes: { scan: 'first', asksEngine: true, signers },
      },
    ] as const) {
      const answers = answersOf(await examined('team/app', question));
      expect(answers.map((each) => each.question)).toEqual(questionIds);
      for (const each of answers) {
        const ids = [...factsOf(each), ...each.parts.filter((part) => part.kind === 'table')].map(
          ({ id }) => id,
        );
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids) expect(id).toMatch(/^[a-z][A-Za-z0-9]*$/);
      }
    }
  });

  it('have values in single lines, whatever strangers write', async () => {
    const answers = answersOf(
      await examined('team/app', {
        registry: hostileRegistry(),
        tools: hostileTools,
        wishes: { scan: 'first', asksEngine: true },
      }),
    );
    for (const line of textsIn(answers)) {
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(line.length).toBeLessThan(2_500);
    }
  });
});

/** All texts of a value. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

describe('who made this', () => {
  const question = 'who-made-it';
  const told = (facts: Partial<RepositoryFacts>) =>
    registryWith({
      repositoryFacts: () =>
        Promise.resolve(ok({ ...nothingTold, api: 'hub.docker.com', ...facts })),
    });

  it('is Docker, of an official image, by a dated list', async () => {
    const official = await answer(question, 'python:3.14');
    expect(official.verdict).toBe('good');
    expect(fact(official, 'official')).toMatchObject({ value: 'yes, `python`' });
    expect(fact(official, 'maintained')?.source).toMatchObject({ kind: 'offline-list' });
    expect(fact(official, 'maintained')?.source.words).toMatch(/, \d{4}-\d\d-\d\d$/);
    expect(fact(official, 'definition')?.link).toMatch(
      /^https:\/\/github.com\/.*\/library\/python$/,
    );
  });

  it('does not miss in an official image what its definition tells', async () => {
    const registry = registryWith({}, { shown: details() });
    const official = await answer('who-made-it', 'python:3.14', { registry });
    expect(fact(official, 'definition')?.link).toMatch(/^https:/);
    expect(fact(official, 'maintainers')).toBeUndefined();
    const other = await answer('who-made-it', 'team/app', { registry });
    expect(fact(other, 'maintainers')).toMatchObject({ isKnown: false });
  });

  it('says of an official image that its tag is rebuilt no more', async () => {
    const ended = await answer(question, 'python:3.8');
    expect(ended).toMatchObject({
      verdict: 'note',
      summary: expect.stringContaining('Take a tag that is rebuilt') as string,
    });
  });

  it('says that an image was given up, and what to do', async () => {
    const given = await answer(question, 'centos:7');
    expect(given.verdict).toBe('bad');
    expect(fact(given, 'maintained')?.link).toMatch(/^https:/);
  });

  it('is the one organisation that publishes under such names', async () => {
    const owned = await answer(question, 'mcr.microsoft.com/dotnet/sdk:9.0');
    expect(owned).toMatchObject({ verdict: 'good' });
    expect(fact(owned, 'publisher')).toMatchObject({
      value: 'Microsoft',
      source: { kind: 'offline-list' },
    });
  });

  it.each([
    ['verified', 'Grafana Labs, verified by the registry'],
    ['sponsored', 'Grafana Labs, open source that the registry sponsors'],
  ] as const)('is a %s publisher, by the registry', async (badge, value) => {
    const facts = await answer(question, 'grafana/grafana', {
      registry: told({ badge, owner: 'Grafana Labs' }),
    });
    expect(facts.verdict).toBe('good');
    expect(fact(facts, 'publisher')).toMatchObject({
      value,
      source: { kind: 'registry-api', words: 'the API of hub.docker.com' },
    });
  });

  it('is not known of an account without a badge', async () => {
    const account = await answer(question, 'somebody/app', {
      registry: told({ badge: undefined }),
    });
    expect(account).toMatchObject({ verdict: 'unknown' });
    expect(account.summary).toContain('Anybody can take a name');
    expect(fact(account, 'badge')).toMatchObject({ isKnown: false, value: 'not told' });
  });

  it('is for whoever runs it to say, of a registry where not everybody has an account', async () => {
    const { verdict, summary } = await answer(question, 'registry.example.com/team/app');
    expect(verdict).toBe('unknown');
    expect(summary).toMatch(
      /^Published on registry.example.com as `team`\. Whoever runs that registry/,
    );
  });

  it('is not told by a registry that gives no answer', async () => {
    const registry = registryWith({
      repositoryFacts: () => Promise.resolve(fail(registryError('timeout', 'hub.docker.com'))),
    });
    expect(fact(await answer(question, 'somebody/app', { registry }), 'badge')).toMatchObject({
      isKnown: false,
      source: { kind: 'not-known', words: 'no answer of hub.docker.com' },
    });
  });

  it('has when it was pushed and by whom, and what the registry counts', async () => {
    const registry = told({
      tagPushed: Date.UTC(2025, 0, 2),
      tagPusher: 'release-bot',
      pulls: 1_234_567,
      tagsAre: 'immutable',
      isArchived: true,
    });
    const facts = await answer(question, 'somebody/app', { registry });
    expect(facts.verdict).toBe('bad');
    expect(fact(facts, 'pushed')).toMatchObject({
      value: '2025-01-02, 690 days ago by `release-bot`',
      verdict: 'note',
    });
    expect(fact(facts, 'pulls')?.value).toBe('1,234,567');
    expect(fact(facts, 'tags')?.value).toBe('cannot be moved');
  });

  it('says where label and provenance name other sources', async () => {
    const from = (source: string) =>
      answer(question, 'somebody/app', {
        registry: registryWith({
          attestations: () =>
            Promise.resolve(
              ok({
                found: [],
                packages: undefined,
                provenance: {
                  version: '1',
                  builder: undefined,
                  source,
                  revision: 'abc',
                  entryPoint: undefined,
                  finished: undefined,
                  materials: [],
                },
              }),
            ),
        }),
      });
    expect(
      fact(await from('git+https://example.com/Source.git@refs/heads/main'), 'provenanceSource'),
    ).toBeUndefined();
    expect(fact(await from('https://example.com/other'), 'provenanceSource')).toMatchObject({
      verdict: 'note',
    });
    expect(fact(await from('https://example.com/source'), 'revision')?.value).toBe('abc');
  });
});
