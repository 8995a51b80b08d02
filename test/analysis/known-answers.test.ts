import { describe, expect, it } from 'vitest';
import { catalogueFacts } from '../../server/src/analysis/catalogue.ts';
import { knownAnswers } from '../../server/src/analysis/known-answers.ts';
import { questionIds, questionTitles } from '../../server/src/analysis/questions/answer.ts';
import type { ServiceCard } from '../../server/src/analysis/service-card.ts';
import { knownOwnersDate } from '../../server/src/data/known-owners.ts';
import { effectiveTag } from '../../server/src/reference/reference.ts';
import { reference } from '../registry/setup.ts';
import { fact } from '../support/answers.ts';

const now = Date.UTC(2026, 10, 23);

/** What is known of an image about which nobody has asked. */
function answersTo(image: string, service?: ServiceCard): ReturnType<typeof knownAnswers> {
  const parsed = reference(image);
  const catalogue = catalogueFacts(parsed, effectiveTag(parsed));
  return knownAnswers({ reference: parsed, catalogue, facts: undefined }, service, now);
}

describe('what is known of an image without asking anybody', () => {
  it('answers the five questions in their order, as people ask them', () => {
    const answers = answersTo('ghcr.io/team/app:1');
    expect(answers.map(({ question }) => question)).toEqual(questionIds);
    for (const { question, title } of answers) expect(title).toBe(questionTitles[question]);
  });

  it('is nothing that anybody told, and says so', () => {
    for (const answer of answersTo('ghcr.io/team/app:1')) {
      expect(answer.verdict).toBe('unknown');
      for (const part of answer.parts)
        expect(part).toMatchObject({ facts: [{ source: { kind: 'not-known' } }] });
    }
  });

  it('is who alone publishes in a registry, with the day of the table', () => {
    const [who] = answersTo('registry.k8s.io/pause:3.10');
    expect(who).toMatchObject({ verdict: 'good', summary: 'Made by: Kubernetes.' });
    expect(who && fact(who, 'known')?.source).toEqual({
      kind: 'offline-list',
      words: `our table of known owners, ${knownOwnersDate}`,
    });
  });

  it('is what its service is granted, by the same names as in the whole report', () => {
    const answers = answersTo('ghcr.io/team/app:1', {
      service: 'web',
      rows: [
        { id: 'host-mounts', label: 'Mounts of the host', value: '/ at /host', verdict: 'bad' },
      ],
      changes: [],
    });
    const running = answers.at(-1);
    expect(running).toMatchObject({ verdict: 'bad' });
    expect(running && fact(running, 'serviceHostMounts')).toMatchObject({ value: '/ at /host' });
  });
});
