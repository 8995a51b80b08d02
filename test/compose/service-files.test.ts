import { describe, expect, it } from 'vitest';
import { lowerCompose } from '../../server/src/compose/lower.ts';
import type { DocumentModel } from '../../server/src/model/document-model.ts';
import { applyEdits } from '../../server/src/text/text-edit.ts';
import { at } from './service.ts';

const base = `services:
  app:
    image: a:1
    cap_add: [NET_ADMIN]
    environment:
      A: one
      B: two
    ports: ["80:80"]
`;

const override = `services:
  app:
    privileged: true # seaworthy: ignore[privileged-container]
    cap_add: [SYS_ADMIN]
    environment: {B: three}
`;

function lowered(text: string, path: string, other: string, content: string): DocumentModel {
  return lowerCompose(text, path, { read: (name) => (name === other ? content : undefined) });
}

/** Each grant and variable with what a removal leaves of the document, if it can be removed there. */
function removals(model: DocumentModel, text: string): readonly string[] {
  const [service] = model.containers;
  return [...(service?.grants ?? []), ...(service?.variables ?? [])].map(({ span, removal }) => {
    const left = removal && applyEdits(text, [{ span: removal, newText: '' }]);
    const lines = text.split('\n').filter((line) => !left?.split('\n').includes(line));
    return `${at(model.text, span) ?? ''} > ${left === undefined ? 'stays' : lines.join('|').trim()}`;
  });
}

describe('a service of two files', () => {
  it('is edited only in the document', () => {
    const model = lowered(base, 'compose.yaml', 'compose.override.yaml', override);
    expect(removals(model, base)).toEqual([
      'privileged: true > stays',
      'NET_ADMIN > cap_add: [NET_ADMIN]',
      'SYS_ADMIN > stays',
      'A: one > A: one',
      'B: three > stays',
    ]);
    const [service] = model.containers;
    expect(service?.published[0]?.loopbackEdit).toBeDefined();
    expect(service?.keySite).toBeDefined();
    expect(service?.variables.map(({ valueSpan }) => at(model.text, valueSpan))).toEqual([
      'one',
      undefined,
    ]);
  });

  it('is edited only in the override when that is the document', () => {
    const model = lowered(override, 'compose.override.yaml', 'compose.yaml', base);
    expect(removals(model, override)).toEqual([
      'privileged: true > privileged: true # seaworthy: ignore[privileged-container]',
      'NET_ADMIN > stays',
      'SYS_ADMIN > cap_add: [SYS_ADMIN]',
      'A: one > stays',
      'B: three > environment: {B: three}',
    ]);
    expect(model.containers[0]?.published[0]?.loopbackEdit).toBeUndefined();
  });

  it('has the notes of the document alone', () => {
    expect(lowered(base, 'compose.yaml', 'compose.override.yaml', override).notes).toEqual([]);
    expect(lowered(override, 'compose.override.yaml', 'compose.yaml', base).notes).toHaveLength(1);
  });

  it('takes addresses from `.env` and leaves the word alone', () => {
    const text = 'services:\n  app:\n    ports:\n      - ${BIND}:80:80\n';
    const model = lowered(text, 'compose.yaml', '.env', 'BIND=0.0.0.0\n');
    expect(model.containers[0]?.published).toMatchObject([
      { host: { kind: 'all' }, loopbackEdit: undefined },
    ]);
  });

  it('has no literal from `.env`', () => {
    const text = 'services:\n  app:\n    environment:\n      A: ${TOKEN}\n      B: ${TOKEN:-x}\n';
    const model = lowered(text, 'compose.yaml', '.env', 'TOKEN=secret\n');
    expect(model.containers[0]?.variables).toMatchObject([
      { literal: undefined, known: 'secret' },
      { literal: 'x', known: 'secret' },
    ]);
  });
});

it('a service that extends one of the same file is edited where each line stands', () => {
  const text = `services:
  base:
    image: a:1
    cap_add: [SYS_ADMIN, ALL]
  app:
    extends: base
    privileged: true
`;
  const model = lowerCompose(text);
  const app = model.containers.find(({ name }) => name === 'app');
  const site = app?.keySite?.span;
  expect(at(text, site && { start: site.start, end: site.start + 7 })).toBe('extends');
  expect(app?.grants.map(({ span }) => at(text, span))).toEqual([
    'privileged: true',
    'SYS_ADMIN',
    'ALL',
  ]);
});
