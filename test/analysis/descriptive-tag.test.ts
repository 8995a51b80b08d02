import { describe, expect, it } from 'vitest';
import { findDescriptiveTag } from '../../server/src/analysis/descriptive-tag.ts';
import { parseReference, type ImageReference } from '../../server/src/reference/reference.ts';
import { registryError, type RegistryErrorCode } from '../../server/src/registry/errors.ts';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import { OfficialTags } from '../../server/src/rules/official-tags.ts';
import { fail, ok } from '../../server/src/text/result.ts';
import { sha256 } from '../support/fake-registry.ts';
import { partialRegistry } from '../support/registries.ts';

const never = new AbortController().signal;

function reference(text: string): ImageReference {
  const parsed = parseReference(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

interface Repository {
  /** What each tag stands for, by a word. */
  readonly images: Readonly<Record<string, string>>;
  /** What the list says each tag stands for; only names when left out. */
  readonly toldImages?: Readonly<Record<string, string>>;
  /** How many tags the first page has, when that is not all. */
  readonly firstPage?: number;
  /** Why single tags are refused. */
  readonly refusal?: RegistryErrorCode;
}

/** A registry with one repository, and the tags that it was asked for one by one. */
function registryOf({ images, toldImages = {}, firstPage, refusal }: Repository): {
  readonly registry: ImageRegistry;
  readonly asked: readonly string[];
} {
  const asked: string[] = [];
  const tags = Object.keys(images).map((tag) => {
    const told = toldImages[tag];
    return told === undefined ? { tag } : { tag, digest: sha256(told) };
  });
  const all = { tags, isPartial: false };
  const first = firstPage === undefined ? all : { tags: tags.slice(0, firstPage), isPartial: true };
  const registry = partialRegistry({
    resolve: ({ tag = 'latest' }) => {
      asked.push(tag);
      const image = images[tag];
      if (refusal !== undefined) return Promise.resolve(fail(registryError(refusal, 'a')));
      if (image === undefined) return Promise.resolve(fail(registryError('not-found', 'a')));
      return Promise.resolve(
        ok({ digest: sha256(image), mediaType: 'application/json', resolvedAt: 0 }),
      );
    },
    firstTags: () => Promise.resolve(ok(first)),
    allTags: () => Promise.resolve(ok(all)),
  });
  return { registry, asked };
}

const images = {
  latest: 'new',
  '1': 'new',
  '1.2': 'new',
  '1.2.3': 'new',
  '1.2.3-trixie': 'new',
  '1.2.3-alpine3.22': 'alpine',
  '1.2.2': 'old',
  '1.1.9': 'older',
  slim: 'slim',
  '1.2.3-slim': 'slim',
};

describe('the most descriptive tag of the same image', () => {
  it.each([
    ['team/app', '1.2.3-trixie'],
    ['team/app:1', '1.2.3-trixie'],
    ['team/app:1.2.3', '1.2.3-trixie'],
    ['team/app:slim', '1.2.3-slim'],
  ])('of %s is %s, found by asking for likely tags', async (image, tag) => {
    const { registry, asked } = registryOf({ images });
    const found = await findDescriptiveTag(reference(image), registry, never);
    const digest = sha256(tag.endsWith('slim') ? 'slim' : 'new');
    expect(found).toEqual(ok({ kind: 'found', tag, digest, isConfirmed: true }));
    expect(asked.length).toBeLessThan(8);
  });

  it('is what the list tells, confirmed by one request', async () => {
    const { registry, asked } = registryOf({ images, toldImages: images });
    const found = await findDescriptiveTag(reference('team/app'), registry, never);
    expect(found.ok && found.value).toMatchObject({ kind: 'found', tag: '1.2.3-trixie' });
    expect(asked.slice(0, 2)).toEqual(['latest', '1.2.3-trixie']);
    expect(asked.length).toBeLessThanOrEqual(4);
  });

  it('is not what the list tells when that is no longer so', async () => {
    const toldImages = { ...images, '1.2.3-trixie': 'new' };
    const moved = { ...images, '1.2.3-trixie': 'rebuilt' };
    const { registry } = registryOf({ images: moved, toldImages });
    const found = await findDescriptiveTag(reference('team/app'), registry, never);
    expect(found.ok && found.value).toMatchObject({ kind: 'found', tag: '1.2.3' });
  });

  it('is looked for in the whole list where the first page does not have it', async () => {
    const { registry } = registryOf({ images, firstPage: 2 });
    const found = await findDescriptiveTag(reference('team/app'), registry, never);
    expect(found.ok && found.value).toMatchObject({ kind: 'found', tag: '1.2.3-trixie' });
  });

  it('of an official image is taken from its list, when that still holds', async () => {
    const exact = new OfficialTags().exact('python', 'latest') ?? '';
    const { registry, asked } = registryOf({
      images: { latest: 'new', [exact]: 'new' },
      firstPage: 1,
    });
    const found = await findDescriptiveTag(reference('python'), registry, never);
    expect(found.ok && found.value).toMatchObject({ kind: 'found', tag: exact });
    expect(asked.length).toBeLessThan(8);
  });

  it('may be the written one', async () => {
    const { registry, asked } = registryOf({ images });
    const found = await findDescriptiveTag(reference('team/app:1.2.3-trixie'), registry, never);
    expect(found).toEqual(ok({ kind: 'already', digest: sha256('new') }));
    expect(asked).toEqual(['1.2.3-trixie']);
  });

  it('may be the written one because there is no other', async () => {
    const { registry } = registryOf({ images: { '4.3.5': 'a', '4.3.4': 'b', latest: 'a' } });
    const found = await findDescriptiveTag(reference('team/app:4.3.5'), registry, never);
    expect(found).toEqual(ok({ kind: 'already', digest: sha256('a') }));
  });

  it('may be unknown: nothing is guessed', async () => {
    const { registry } = registryOf({ images: { latest: 'a', '1.0': 'b', '0123abc': 'a' } });
    const found = await findDescriptiveTag(reference('team/app'), registry, never);
    expect(found).toEqual(ok({ kind: 'none', digest: sha256('a'), isPartial: false }));
  });

  it('is looked for with at most 21 requests, however many tags there are', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [`${index}.1`, `image ${index}`]),
    );
    const { registry, asked } = registryOf({ images: { ...many, latest: 'other' } });
    const found = await findDescriptiveTag(reference('team/app'), registry, never);
    expect(found.ok && found.value.kind).toBe('none');
    expect(asked).toHaveLength(21);
  });
});

describe('a registry that does not tell single tags', () => {
  it('gives what its list says, which is marked as not confirmed', async () => {
    const { registry, asked } = registryOf({ images, toldImages: images, refusal: 'denied' });
    const found = await findDescriptiveTag(reference('team/app'), registry, never);
    expect(found.ok && found.value).toMatchObject({ tag: '1.2.3-trixie', isConfirmed: false });
    expect(asked).toEqual(['latest']);
  });

  it.each<RegistryErrorCode>(['denied', 'rate-limited', 'unreachable'])(
    'and lists names only gives its reason: %s',
    async (refusal) => {
      const { registry } = registryOf({ images, refusal });
      const found = await findDescriptiveTag(reference('team/app'), registry, never);
      expect(found).toMatchObject({ ok: false, error: { code: refusal } });
    },
  );

  it('and lists nothing is still asked for what the official list has', async () => {
    const exact = new OfficialTags().exact('redis', 'latest') ?? '';
    const { registry } = registryOf({ images: { latest: 'a', [exact]: 'a' } });
    const found = await findDescriptiveTag(
      reference('redis'),
      partialRegistry({ resolve: registry.resolve.bind(registry) }),
      never,
    );
    expect(found.ok && found.value).toMatchObject({ kind: 'found', tag: exact });
  });
});

it('ends as cancelled when it is', async () => {
  const { registry } = registryOf({ images });
  const found = await findDescriptiveTag(reference('team/app'), registry, AbortSignal.abort());
  expect(found).toMatchObject({ ok: false, error: { code: 'cancelled' } });
});
