import { describe, expect, it } from 'vitest';
import type { RegistryNotice } from '../../server/src/registry/notices.ts';
import { parseWarnings } from '../../server/src/registry/warning.ts';
import { sendIndex, sendStatus, type Script } from '../support/fake-registry.ts';
import { testClock } from '../support/test-clock.ts';
import { client, fakeRegistry, never, reference } from './setup.ts';

describe('parseWarnings', () => {
  it.each<[string, string, string[]]>([
    ['one', '299 - "This tag is old."', ['This tag is old.']],
    ['several in one field', '299 - "One, and", 299 - "two"', ['One, and', 'two']],
    [
      'quotes and backslashes',
      String.raw`299 - "use \"new\" \\ now"`,
      [String.raw`use "new" \ now`],
    ],
    ['one with a date', '299 - "dated" "Wed, 21 Oct 2015 07:28:00 GMT"', ['dated']],
    ['only those of registries', '110 - "stale", 299 proxy:80 "other", 299 - "own"', ['own']],
    ['nothing of an empty one', '299 - " "', []],
    ['up to where the syntax ends', '299 - "good", 299 - bad, 299 - "late"', ['good']],
    ['not one that does not end', '299 - "no end', []],
    ['not one behind 4,096 bytes', `299 - "${'x'.repeat(4090)}"`, []],
    ['what cannot be seen or turns the line', '299 - "a\u001b[31mb\u0085c"', ['a [31mb c']],
    ['UTF-8', Buffer.from('299 - "für immer ✓"').toString('latin1'), ['für immer ✓']],
    ['Latin-1', '299 - "für"', ['für']],
    [
      'direction marks that came as UTF-8',
      Buffer.from('299 - "safe\u202egnp.exe"').toString('latin1'),
      ['safe gnp.exe'],
    ],
    ['no field at all', '', []],
  ])('reads %s', (_, field, texts) => {
    expect(parseWarnings(field)).toEqual(texts);
  });

  it('takes no long time for a long field', () => {
    expect(parseWarnings(`299 - "${'\\'.repeat(1_000_000)}`)).toEqual([]);
    expect(parseWarnings(' ,'.repeat(1_000_000))).toEqual([]);
  });
});

async function noticesOf(script: Script, tags: readonly string[]) {
  const registry = await fakeRegistry(script);
  const notices: RegistryNotice[] = [];
  const asking = client({ onNotice: (notice) => notices.push(notice) });
  for (const tag of tags) await asking.resolve(reference(`${registry.host}/app:${tag}`), never);
  return { notices, host: registry.host };
}

describe('a notice', () => {
  it('is told once for each warning, and again for another one', async () => {
    const { notices, host } = await noticesOf(
      ({ path }, response) => {
        const text = path.endsWith('/3') ? 'Moved.' : 'Old.';
        response.setHeader('Warning', [`299 - "${text}"`, '299 - "Both."']);
        sendIndex(response);
      },
      ['1', '2', '3', '1'],
    );
    expect(notices).toEqual(
      ['Old.', 'Both.', 'Moved.'].map((text) => ({ kind: 'warning', host, text })),
    );
  });

  it('comes with an answer that is no success as well', async () => {
    const { notices, host } = await noticesOf(
      (_, response) => {
        sendStatus(response, 404, { Warning: '299 - "Gone for good."' });
      },
      ['1'],
    );
    expect(notices).toEqual([{ kind: 'warning', host, text: 'Gone for good.' }]);
  });

  it('tells how many pulls are left whenever that has changed', async () => {
    const { notices, host } = await noticesOf(
      ({ path }, response) => {
        sendIndex(response, {
          'RateLimit-Limit': '100;w=21600',
          'RateLimit-Remaining': path.endsWith('/last') ? '0;w=21600' : '1;w=21600',
          'Docker-RateLimit-Source': '192.0.2.7',
        });
      },
      ['1', '2', 'last'],
    );
    const rateLimit = { kind: 'rate-limit', host, limit: 100, window: 21_600_000 };
    expect(notices).toEqual([
      { ...rateLimit, remaining: 1 },
      { ...rateLimit, remaining: 0 },
    ]);
    expect(JSON.stringify(notices)).not.toContain('192.0.2.7');
  });

  it('of no pulls left does not keep us from asking, as HEAD is not counted', async () => {
    const headers = { 'RateLimit-Limit': '100', 'RateLimit-Remaining': '0' };
    const registry = await fakeRegistry((_, response) => {
      sendIndex(response, headers);
    });
    const asking = client();
    for (const tag of ['1', '2'])
      expect(await asking.resolve(reference(`${registry.host}/app:${tag}`), never)).toMatchObject({
        ok: true,
      });
  });

  it('is not taken from a server that a redirect leads to', async () => {
    const elsewhere = await fakeRegistry((_, response) => {
      sendIndex(response, { Warning: '299 - "Buy more."' });
    });
    const { notices } = await noticesOf(
      ({ path }, response) => {
        sendStatus(response, 307, { Location: `${elsewhere.url}${path}` });
      },
      ['1'],
    );
    expect(elsewhere.requests).toHaveLength(1);
    expect(notices).toEqual([]);
  });

  it('says once that a registry is left alone, and nothing more is sent to it', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, 429, { 'Retry-After': '60' });
    });
    const notices: RegistryNotice[] = [];
    const clock = testClock();
    const asking = client({ clock, onNotice: (notice) => notices.push(notice) });
    const outcomes = [];
    for (const tag of ['1', '2', '3'])
      outcomes.push(await asking.resolve(reference(`${registry.host}/app:${tag}`), never));
    expect(outcomes).toMatchObject(
      outcomes.map(() => ({
        error: { code: 'rate-limited', host: registry.host, retryAfter: 60_000 },
      })),
    );
    expect(registry.requests).toHaveLength(1);
    expect(notices).toEqual([
      { kind: 'paused', host: registry.host, reason: 'rate-limited', duration: 60_000 },
    ]);
  });
});
