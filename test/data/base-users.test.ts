import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createConfigReader, type FetchConfig } from '../../scripts/data/image-config.ts';
import { renewBaseUsers } from '../../scripts/data/renew-base-users.ts';
import { startSampleRegistry, type SampleRegistry } from '../../scripts/start/sample-registry.ts';
import { baseUsers, type BaseUser } from '../../server/src/data/base-users.ts';
import { parseReference } from '../../server/src/reference/reference.ts';

describe('the table of base users', () => {
  it('names images in full, each pattern behind the entries that are more exact', () => {
    for (const { image } of baseUsers)
      expect(image).toMatch(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+\/[a-z0-9*/._-]+$/);
    const keys = baseUsers.map(({ image, tags }) => `${image}:${tags ?? ''}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const [index, { image }] of baseUsers.entries())
      if (image.endsWith('/*')) {
        const later = baseUsers.slice(index + 1).map((entry) => entry.image);
        expect(later.filter((other) => other.startsWith(image.slice(0, -1)))).toEqual([]);
      }
  });

  it('says where each entry comes from', () => {
    for (const { source } of baseUsers) expect(source).toMatch(/^https:\/\//);
  });
});

describe('renewing it', () => {
  let registry: SampleRegistry;
  beforeEach(async () => {
    registry = await startSampleRegistry(['team/app:latest']);
  });
  afterEach(() => registry.close());

  const entry = (image: string, user: BaseUser['user']): BaseUser => ({
    image,
    user,
    source: 'https://example.org',
  });

  it('reads the user from the configuration of the image', async () => {
    const reference = parseReference(`${new URL(registry.url).host}/team/app`);
    if (!reference.ok) throw new Error(reference.error.code);
    expect(await createConfigReader()(reference.value)).toEqual({ user: 'app' });
    expect(registry.requests.at(-1)).toMatch(/^GET \/v2\/team\/app\/blobs\/sha256:/);
  });

  it('keeps what a configuration does not say, and names what could not be asked', async () => {
    const users: Readonly<Record<string, string>> = { 'team/app': '0:0', 'team/web': 'web' };
    const fetchConfig: FetchConfig = ({ repository }) => {
      const user = users[repository];
      return user === undefined
        ? Promise.reject(new Error('not-found'))
        : Promise.resolve({ user });
    };
    const entries = [
      entry('example.org/team/app', 'other'),
      entry('example.org/team/app', 'drops'),
      entry('example.org/team/web', 'drops'),
      entry('example.org/team/gone', 'root'),
      entry('example.org/team/*', 'other'),
    ];
    const renewal = await renewBaseUsers(entries, fetchConfig, '2026-11-23');
    expect(renewal.entries.map(({ user, checked }) => [user, checked])).toEqual([
      ['root', '2026-11-23'],
      ['drops', '2026-11-23'],
      ['other', '2026-11-23'],
      ['root', undefined],
      ['other', undefined],
    ]);
    expect(renewal.notes).toEqual([
      'example.org/team/app: other is now root (0:0)',
      'example.org/team/web: drops is now other (web)',
      'example.org/team/gone: not asked, not-found',
    ]);
  });
});
