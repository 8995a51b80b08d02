import { describe, expect, it } from 'vitest';
import type { Digest } from '../../server/src/reference/digest.ts';
import { referrersTag } from '../../server/src/registry/referrers.ts';
import {
  indexType,
  sendChallenge,
  sendJson,
  sendStatus,
  sha256,
  type FakeRegistry,
  type Script,
} from '../support/fake-registry.ts';
import { testClock } from '../support/test-clock.ts';
import { client, fakeRegistry, linesOf, never, reference } from './setup.ts';

const image = sha256('image');
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const signatureType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const listType = 'application/spdx+json';

const signature = {
  mediaType: manifestType,
  digest: sha256('signature'),
  size: 100,
  artifactType: signatureType,
};
const parts = { ...signature, digest: sha256('parts'), artifactType: listType };
const untold = { mediaType: manifestType, digest: sha256('untold'), size: 3 };

const apiPath = `/v2/app/referrers/${image}`;
const tagPath = `/v2/app/manifests/${image.replace(':', '-')}`;

function indexOf(manifests: readonly unknown[]): string {
  return JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests });
}

function sendReferrers(
  response: Parameters<Script>[1],
  manifests: readonly unknown[],
  headers: Readonly<Record<string, string>> = {},
): void {
  sendStatus(response, 200, { 'Content-Type': indexType, ...headers }, indexOf(manifests));
}

/** A registry with answers for the API and for the tag. */
function registryWith(api: Script, tag: Script): Promise<FakeRegistry> {
  return fakeRegistry((request, response) => {
    (request.path === apiPath ? api : tag)(request, response);
  });
}

const noTag: Script = (_, response) => {
  sendStatus(response, 404);
};

function listReferrers({ host }: FakeRegistry, artifactType?: string, asking = client()) {
  const filter = artifactType === undefined ? {} : { artifactType };
  return asking.listReferrers(reference(`${host}/app:1`), image, filter, never);
}

const listed = (source: 'api' | 'tag', ...referrers: object[]) => ({
  ok: true,
  value: { referrers, source, isPartial: false },
});

describe('a registry with the referrers API', () => {
  it('is asked once, for all', async () => {
    const registry = await registryWith((_, response) => {
      sendReferrers(response, [signature, parts]);
    }, noTag);
    expect(await listReferrers(registry)).toEqual(listed('api', signature, parts));
    expect(linesOf(registry)).toEqual([`GET ${apiPath}`]);
    expect(registry.requests[0]?.query.toString()).toBe('');
    expect(registry.requests[0]?.headers.accept).toBe(indexType);
  });

  it('that filters is believed', async () => {
    const registry = await registryWith((_, response) => {
      sendReferrers(response, [signature], { 'OCI-Filters-Applied': 'artifactType' });
    }, noTag);
    expect(await listReferrers(registry, signatureType)).toEqual(listed('api', signature));
    expect(registry.requests[0]?.query.get('artifactType')).toBe(signatureType);
  });

  it('that does not filter is filtered here, and what does not tell its type stays', async () => {
    const empty = { ...untold, artifactType: 'application/vnd.oci.empty.v1+json' };
    const registry = await registryWith((_, response) => {
      sendReferrers(response, [parts, signature, untold, { ...empty, digest: sha256('empty') }]);
    }, noTag);
    expect(await listReferrers(registry, signatureType)).toEqual(
      listed('api', signature, untold, { ...empty, digest: sha256('empty') }),
    );
  });

  it('that has none says so, and the tag is not asked', async () => {
    const registry = await registryWith((_, response) => {
      sendReferrers(response, []);
    }, noTag);
    expect(await listReferrers(registry)).toEqual(listed('api'));
    expect(registry.requests).toHaveLength(1);
  });

  it('is asked page by page, each referrer counted once', async () => {
    const registry = await registryWith(({ query }, response) => {
      if (query.get('page') === '2') sendReferrers(response, [signature, parts]);
      else
        sendReferrers(response, [signature], {
          Link: `<${apiPath.replace(':', '%3A')}?page=2>; rel="next"`,
        });
    }, noTag);
    expect(await listReferrers(registry)).toEqual(listed('api', signature, parts));
  });

  it('is not followed to another host on the next page', async () => {
    const registry = await registryWith((_, response) => {
      sendReferrers(response, [signature], {
        Link: `<https://registry.example.com${apiPath}?page=2>; rel="next"`,
      });
    }, noTag);
    expect(await listReferrers(registry)).toMatchObject({
      value: { referrers: [signature], isPartial: true, reason: 'foreign-link' },
    });
  });

  it('that gives nonsense among the referrers is read without it', async () => {
    const registry = await registryWith((_, response) => {
      sendReferrers(response, [null, 'x', { ...signature, digest: 'latest' }, signature, []]);
    }, noTag);
    expect(await listReferrers(registry)).toEqual(listed('api', signature));
  });

  it('that gives more than a thousand is cut off', async () => {
    const many = Array.from({ length: 1001 }, (_, index) => ({
      ...untold,
      digest: sha256(String(index)),
    }));
    const registry = await registryWith((_, response) => {
      sendReferrers(response, many);
    }, noTag);
    expect(await listReferrers(registry)).toMatchObject({
      value: { referrers: many.slice(0, 1000), isPartial: true, reason: 'too-long' },
    });
  });

  it.each([
    [429, 'rate-limited'],
    [500, 'server-error'],
    [503, 'server-error'],
  ])('that fails for now (%i) is not taken for one without referrers', async (status, code) => {
    const registry = await registryWith(
      (_, response) => {
        sendStatus(response, status);
      },
      (_, response) => {
        sendReferrers(response, [signature]);
      },
    );
    expect(await listReferrers(registry)).toMatchObject({ error: { code, status } });
    expect(linesOf(registry)).not.toContain(`GET ${tagPath}`);
  });
});

describe('a registry without the referrers API is asked for the tag', () => {
  const github = 'https://github.example.com/v2/app/referrers/sha256:cut';
  it.each<[string, Script]>([
    ...[400, 403, 404, 405, 406, 410, 501].map((status): [string, Script] => [
      `status ${status}`,
      (_, response) => {
        sendStatus(response, status);
      },
    ]),
    [
      'a demand for credentials',
      (_, response) => {
        sendChallenge(response, 'Basic realm="x"');
      },
    ],
    [
      'a redirect to another host',
      (_, response) => {
        sendStatus(response, 303, { Location: github });
      },
    ],
    [
      'a page for people',
      (_, response) => {
        sendStatus(response, 200, { 'Content-Type': 'text/html' }, '<html>');
      },
    ],
    [
      'JSON of another type',
      (_, response) => {
        sendJson(response, { manifests: [] });
      },
    ],
    [
      'no list in the right type',
      (_, response) => {
        sendStatus(response, 200, { 'Content-Type': indexType }, '{"manifests":{}}');
      },
    ],
  ])('because of %s', async (_, api) => {
    const registry = await registryWith(api, (__, response) => {
      sendReferrers(response, [signature, parts, signature, untold, 'nonsense']);
    });
    expect(await listReferrers(registry, signatureType)).toEqual(listed('tag', signature, untold));
    expect(linesOf(registry).slice(-1)).toEqual([`GET ${tagPath}`]);
  });

  it('and a redirect to another host is not followed there', async () => {
    const elsewhere = await fakeRegistry((_, response) => {
      sendReferrers(response, [parts]);
    });
    const registry = await registryWith((_, response) => {
      sendStatus(response, 307, { Location: `${elsewhere.url}${apiPath}` });
    }, noTag);
    expect(await listReferrers(registry)).toEqual(listed('tag'));
    expect(elsewhere.requests).toEqual([]);
  });

  it('which has none where the image itself stands under it, as on GitHub', async () => {
    const body = JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests: [untold] });
    const digest = sha256(body);
    const { host } = await fakeRegistry(({ path }, response) => {
      if (path.includes('/referrers/')) sendStatus(response, 404);
      else sendStatus(response, 200, { 'Content-Type': indexType }, body);
    });
    const found = await client().listReferrers(reference(`${host}/app:1`), digest, {}, never);
    expect(found).toEqual(listed('tag'));
  });

  it('which has none where nothing refers to the image', async () => {
    const registry = await registryWith(noTag, noTag);
    expect(await listReferrers(registry)).toEqual(listed('tag'));
    expect(linesOf(registry)).toEqual([`GET ${apiPath}`, `GET ${tagPath}`]);
  });

  it.each<[string, Script, string]>([
    [
      'denies the tag',
      (_, response) => {
        sendStatus(response, 403);
      },
      'denied',
    ],
    [
      'fails',
      (_, response) => {
        sendStatus(response, 500);
      },
      'server-error',
    ],
    [
      'has an image under the tag',
      (_, response) => {
        sendStatus(response, 200, { 'Content-Type': manifestType }, '{}');
      },
      'invalid-response',
    ],
    [
      'gives other bytes than it says',
      (_, response) => {
        sendReferrers(response, [], { 'Docker-Content-Digest': sha256('other') });
      },
      'digest-mismatch',
    ],
  ])('but is not taken for one without referrers when it %s', async (_, tag, code) => {
    const registry = await registryWith(noTag, tag);
    expect(await listReferrers(registry)).toMatchObject({ ok: false, error: { code } });
  });

  it('alone, for ten minutes', async () => {
    const registry = await registryWith(noTag, noTag);
    const clock = testClock();
    const asking = client({ clock });
    for (let turn = 0; turn < 3; turn++) await listReferrers(registry, undefined, asking);
    expect(linesOf(registry).filter((line) => line.endsWith(apiPath))).toHaveLength(1);
    clock.advance(10 * 60_000);
    await listReferrers(registry, undefined, asking);
    expect(linesOf(registry).filter((line) => line.endsWith(apiPath))).toHaveLength(2);
  });
});

describe('the tag of referrers', () => {
  it.each<[Digest, string]>([
    [image, `sha256-${image.slice(7)}`],
    [`sha512:${'0123456789abcdef'.repeat(8)}`, `sha512-${'0123456789abcdef'.repeat(4)}`],
  ])('of %s', (digest, tag) => {
    expect(referrersTag(digest)).toBe(tag);
  });
});

describe('a mirror without the signatures', () => {
  it('does not hide those of the registry behind it', async () => {
    const mirror = await registryWith(noTag, noTag);
    const registry = await registryWith((_, response) => {
      sendReferrers(response, [signature]);
    }, noTag);
    const mirrors = [{ location: mirror.host, isInsecure: true }];
    const configured = {
      prefix: registry.host,
      location: registry.host,
      isInsecure: true,
      isBlocked: false,
      mirrors: [{ ...mirrors[0], location: mirror.host, isInsecure: true }],
    };
    const asking = client({
      registriesConf: () => Promise.resolve({ registries: [configured] }),
    });
    expect(await listReferrers(registry, undefined, asking)).toEqual(listed('api', signature));
    expect(mirror.requests).toHaveLength(2);
  });
});
