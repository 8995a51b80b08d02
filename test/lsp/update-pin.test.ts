import { describe, expect, it } from 'vitest';
import { MessageType } from 'vscode-languageserver';
import { registryError } from '../../server/src/registry/errors.ts';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import type { ImageEntry } from '../../server/src/registry/image-source.ts';
import { fail, ok } from '../../server/src/text/result.ts';
import { details, layer } from '../analysis/images.ts';
import type { Answers } from '../support/inbox.ts';
import { matching } from '../support/matching.ts';
import { partialRegistry } from '../support/registries.ts';
import { digestOf, imageRegistry } from '../support/sample-images.ts';
import {
  change,
  changesOf,
  choose,
  images,
  moved,
  newImage,
  oldImage,
  opened,
  pinned,
  update,
} from './image-client.ts';

const showMessage = 'window/showMessage';
const byMessage = 'window/showMessageRequest';

describe('updating a pin', () => {
  const at = 'FROM team/app:1.2'.length;
  const end = pinned.indexOf(' AS');

  it('shows both images side by side before anything happens', async () => {
    const client = await opened(pinned, moved(), { 'seaworthy/review': () => false });
    await choose(client, update);
    const { before, after, ...shown } = await client.inbox.next('seaworthy/review');
    expect(shown).toEqual({
      title: 'Update the pin of team/app:1.2?',
      summary: matching(/the user changes from `app` to root.* Built .*, 28 days after yours/is),
      accept: 'Update Pin',
    });
    expect(before.title).toBe(`team/app:1.2 ${digestOf('old').slice(7, 19)}`);
    expect(before.text).toMatch(/User +app\n/);
    expect(after.title).toBe(`team/app:1.2 ${digestOf('new').slice(7, 19)}`);
    expect(after.text).toMatch(/User +not set, so root\n/);
  });

  it('changes the digest alone once the person agrees', async () => {
    const client = await opened(pinned, moved(), { 'seaworthy/review': () => true });
    await choose(client, update);
    expect(changesOf(client)).toEqual([change('Update pin', at, end, `@${digestOf('new')}`)]);
    expect(client.inbox.all(showMessage)).toEqual([]);
  });

  it.each([false, null, 'yes'])('changes nothing when the answer is %j', async (answer) => {
    const client = await opened(pinned, moved(), { 'seaworthy/review': () => answer });
    await choose(client, update);
    expect(client.inbox.all('seaworthy/review')).toHaveLength(1);
    expect(changesOf(client)).toEqual([]);
    expect(client.inbox.all(showMessage)).toEqual([]);
  });

  it('asks by a message where the editor has no reviews', async () => {
    const answers: Answers = { [byMessage]: () => ({ title: 'Update Pin' }) };
    const client = await opened(pinned, moved(), answers, {});
    await choose(client, update);
    expect(await client.inbox.next(byMessage)).toMatchObject({
      message: matching(/^Update the pin of team\/app:1\.2\?\nThe user changes from `app` to root/),
      actions: [{ title: 'Update Pin' }, { title: 'Keep' }],
    });
    expect(changesOf(client)).toEqual([change('Update pin', at, end, `@${digestOf('new')}`)]);
  });

  it('compares the images of the platform that the line asks for', async () => {
    const platforms: unknown[] = [];
    const registry = moved({
      details: (_, version, platform) => {
        platforms.push(platform);
        return Promise.resolve(ok(version === digestOf('new') ? newImage : oldImage));
      },
    });
    const text = pinned.replace('FROM', 'FROM --platform=linux/arm64');
    await choose(await opened(text, registry, { 'seaworthy/review': () => false }), update);
    expect(platforms).toEqual([1, 2].map(() => ({ os: 'linux', architecture: 'arm64' })));
  });

  it('shows the new image alone when the registry no longer has the old one', async () => {
    const registry = imageRegistry({ '1.2': 'new' }, { new: newImage });
    const client = await opened(pinned, registry, { 'seaworthy/review': () => true });
    await choose(client, update);
    expect(await client.inbox.next('seaworthy/review')).toMatchObject({
      summary: matching(
        /^The registry no longer has the image that is pinned now, .+ The new one /,
      ),
    });
    expect(changesOf(client)).toHaveLength(1);
  });

  it('shows plain text, whatever an image says of itself', async () => {
    const evil = details({ user: '[a](command:evil)\u202e', layers: [layer('b')] });
    const registry = imageRegistry({ '1.2': 'new' }, { ...images, new: evil });
    const client = await opened(pinned, registry, { 'seaworthy/review': () => false });
    await choose(client, update);
    const { summary, after } = await client.inbox.next('seaworthy/review');
    for (const text of [summary, after.text]) expect(text).not.toMatch(/\]\(|\u202e/);
    expect(after.text).toContain('[a] (command:evil)');
  });
});

describe('a pin stays, and the person is told why, where', () => {
  const index = (digest: string): ImageEntry => ({
    kind: 'index',
    digest: digestOf(digest),
    mediaType: '',
    annotations: new Map(),
    attestations: [{ digest: digestOf(`${digest} attestation`), subject: undefined }],
    images: [{ digest: digestOf('same'), platform: undefined, annotations: new Map() }],
  });

  it.each<[string, ImageRegistry, RegExp]>([
    [
      'the tag has not moved',
      imageRegistry({ '1.2': 'old' }, images),
      /^`team\/app:1\.2` still stands for the pinned digest\.$/,
    ],
    [
      'only attestations changed',
      moved({
        entry: (_, version) =>
          Promise.resolve(ok(index(version === digestOf('old') ? 'old' : 'new'))),
      }),
      /^Left alone, because only attestations or annotations changed .+: `team\/app:1\.2`\.$/,
    ],
  ])('%s', async (_, registry, sentence) => {
    const client = await opened(pinned, registry);
    await choose(client, update);
    expect(await client.inbox.next(showMessage)).toEqual({
      type: MessageType.Info,
      message: matching(sentence),
    });
    expect(client.inbox.all('seaworthy/review')).toEqual([]);
    expect(changesOf(client)).toEqual([]);
  });

  it.each([
    [3, 'Left alone, because the new image is 2 days old, younger than `seaworthy.pin.minimumAge`'],
    [2, undefined],
  ])('the new image must be %d days old', async (minimumAge, sentence) => {
    const client = await opened(
      pinned,
      moved(),
      { 'seaworthy/review': () => true },
      { initializationOptions: { asksPeople: true }, settings: { pin: { minimumAge } } },
    );
    await choose(client, update);
    const [told] = client.inbox.all(showMessage);
    if (sentence === undefined) expect(told).toBeUndefined();
    else expect(told?.message.startsWith(sentence)).toBe(true);
    expect(changesOf(client)).toHaveLength(sentence === undefined ? 1 : 0);
  });

  it.each<[string, ImageRegistry, RegExp]>([
    [
      'the tag is gone',
      imageRegistry({}, images),
      /^Could not update `team\/app:1\.2`: docker\.io has no tag `1\.2` of /,
    ],
    [
      'the registry refuses',
      partialRegistry({}),
      /^Could not update `team\/app:1\.2`: docker\.io does not let anonymous users see /,
    ],
    [
      'the registry does not show the image',
      moved({
        details: ({ registry }) => Promise.resolve(fail(registryError('timeout', registry))),
      }),
      /^Could not update `team\/app:1\.2`: docker\.io did not answer in time\. /,
    ],
  ])('%s', async (_, registry, sentence) => {
    const client = await opened(pinned, registry);
    await choose(client, update);
    expect(await client.inbox.next(showMessage)).toEqual({
      type: MessageType.Error,
      message: matching(sentence),
    });
    expect(changesOf(client)).toEqual([]);
  });
});
