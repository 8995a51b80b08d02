import { expect, it } from 'vitest';
import { createUpdateJudge } from '../../server/src/analysis/update-judge.ts';
import { parseReference } from '../../server/src/reference/reference.ts';
import { digestOf, imageRegistry } from '../support/sample-images.ts';
import { details, layer } from './images.ts';

const day = 24 * 60 * 60_000;
const now = Date.UTC(2026, 10, 20);
const images = {
  old: details({ layers: [layer('a')] }),
  backdated: details({ created: now - 30 * day, layers: [layer('b')] }),
  silent: details({ layers: [layer('c')] }),
};

/** What is thought of an update to an image, when its tag was last seen elsewhere so many days ago. */
async function verdictOn(to: keyof typeof images, seenElsewhere?: number): Promise<unknown> {
  const reference = parseReference('team/app:1');
  if (!reference.ok) throw new RangeError('no reference');
  const sighting = {
    digest: digestOf(to),
    since: now,
    lastSeen: now,
    otherUntil: seenElsewhere === undefined ? undefined : now - seenElsewhere * day,
  };
  const judge = createUpdateJudge(
    imageRegistry({}, images),
    () => Promise.resolve(sighting),
    3,
    now,
  );
  const { signal } = new AbortController();
  return judge(reference.value, digestOf('old'), digestOf(to), signal);
}

it.each<[string, keyof typeof images, number | undefined, object]>([
  ['an old image, of which nothing else is known', 'backdated', undefined, { kind: 'update' }],
  ['one that its tag has stood for long enough', 'backdated', 4, { kind: 'update' }],
  ['one that says it is old, though its tag was elsewhere yesterday', 'backdated', 1, { age: 1 }],
  ['one that tells no age, and has been there for some time', 'silent', 5, { kind: 'update' }],
  [
    'one that tells no age, of which nothing is known',
    'silent',
    undefined,
    { kind: 'age-unknown' },
  ],
])('an update that must be three days old: %s', async (_, to, seenElsewhere, verdict) => {
  expect(await verdictOn(to, seenElsewhere)).toMatchObject(verdict);
});
