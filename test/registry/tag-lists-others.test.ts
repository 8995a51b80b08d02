import { describe, expect, it } from 'vitest';
import { sendJson, sendStatus, sha256 } from '../support/fake-registry.ts';
import { linesOf } from './setup.ts';
import { createOutside, gotSecret } from './outside.ts';
import { digest, json, listing, listTags, namesOf, pushed } from './tag-lists-setup.ts';

describe("Quay's tags", () => {
  const path = '/api/v1/repository/team/app/tag/';

  it('come from its own API, with digests, times and the sizes of single images', async () => {
    const outside = await createOutside();
    const quay = await outside.serve('quay.io', ({ query }, response) => {
      const seconds = pushed / 1000;
      const isLast = query.get('page') === '2';
      const tags = isLast
        ? [
            {
              name: 'v1',
              manifest_digest: digest,
              start_ts: seconds,
              size: 100,
              is_manifest_list: false,
            },
          ]
        : [
            {
              name: 'v2',
              manifest_digest: digest,
              start_ts: seconds,
              size: null,
              is_manifest_list: true,
            },
            { name: 'odd', manifest_digest: 'x', start_ts: 0, size: 'many' },
            { name: 'no tag' },
          ];
      sendJson(response, { tags, page: 1, has_additional: !isLast });
    });
    expect(await listTags(outside, 'quay.io/team/app')).toEqual({
      ok: true,
      value: {
        tags: [
          { tag: 'v2', digest, pushedAt: pushed },
          { tag: 'odd' },
          { tag: 'v1', digest, pushedAt: pushed, size: 100 },
        ],
        isPartial: false,
      },
    });
    expect(linesOf(quay)).toEqual([`GET ${path}`, `GET ${path}`]);
    expect(quay.requests[1]?.query.toString()).toBe('onlyActiveTags=true&limit=100&page=2');
    expect(gotSecret(quay)).toBe(false);
  });

  it('come from the list of the registry where the API refuses', async () => {
    const outside = await createOutside();
    const quay = await outside.serve('quay.io', (request, response) => {
      if (request.path === path) sendStatus(response, 401);
      else sendJson(response, { tags: ['private'] });
    });
    expect(await namesOf(outside, 'quay.io/team/app')).toEqual(['private']);
    expect(linesOf(quay)).toEqual([`GET ${path}`, 'GET /v2/team/app/tags/list']);
  });

  it('come from a mirror alone where there is one', async () => {
    const outside = await createOutside();
    const quay = await outside.serve('quay.io', listing('q'));
    await outside.serve('mirror.example.test', listing('m'));
    const registries = { 'quay.io': { mirror: 'https://mirror.example.test/quay' } };
    expect(await namesOf(outside, 'quay.io/team/app', { registries })).toEqual(['m']);
    expect(quay.requests).toEqual([]);
  });
});

describe("Google's list of tags", () => {
  it('tells digests, times and the sizes of single images', async () => {
    const outside = await createOutside();
    const other = sha256('other');
    const row = { timeCreatedMs: '0', timeUploadedMs: String(pushed), imageSizeBytes: '100' };
    const index = 'application/vnd.oci.image.index.v1+json';
    await outside.serve(
      'gcr.io',
      json({
        manifest: {
          [digest]: { ...row, tag: ['1', 'latest'], mediaType: index },
          [other]: { ...row, tag: ['2', 'latest', 7], mediaType: 'x/y', timeUploadedMs: '0' },
          'sha256:1': { ...row, tag: ['3'] },
          [sha256('untagged')]: { ...row, tag: [] },
          [sha256('broken')]: 'row',
        },
        tags: ['1', '2', '3', 'latest'],
      }),
    );
    expect(await listTags(outside, 'gcr.io/team/app')).toEqual({
      ok: true,
      value: {
        tags: [
          { tag: '1', digest, pushedAt: pushed },
          { tag: '2', digest: other, size: 100 },
          { tag: '3' },
          { tag: 'latest', digest, pushedAt: pushed },
        ],
        isPartial: false,
      },
    });
  });
});
