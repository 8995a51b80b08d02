import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { describe, expect, it } from 'vitest';
import { MessageType } from 'vscode-languageserver';
import { registryError } from '../../server/src/registry/errors.ts';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import type { ImageDetails } from '../../server/src/registry/image-source.ts';
import { fail, ok } from '../../server/src/text/result.ts';
import { details, layer } from '../analysis/images.ts';
import { deferred } from '../support/deferred.ts';
import type { Answers } from '../support/inbox.ts';
import type { ClientOptions } from '../support/language-client.ts';
import { matching } from '../support/matching.ts';
import { partialRegistry } from '../support/registries.ts';
import { digestOf, imageRegistry } from '../support/sample-images.ts';
import {
  actionOf,
  change,
  changesOf,
  choose,
  images,
  moved,
  opened,
  pinned,
  run,
  smaller,
  update,
  uri,
} from './image-client.ts';

const showMessage = 'window/showMessage';
const byMessage = 'window/showMessageRequest';

describe('where no registry may be asked', () => {
  it.each<[string, ClientOptions]>([
    ['`seaworthy.registry.enabled` is off.', { settings: { registry: { enabled: false } } }],
    ['a workspace that you have not trusted', { initializationOptions: { isTrusted: false } }],
  ])('nothing is, and the person is told what to do: %s', async (reason, options) => {
    const client = await opened(pinned, partialRegistry({}), {}, options);
    for (const [title, purpose] of [
      [update, /to update pins\.$/],
      [smaller, /to look for smaller images\.$/],
    ] as const) {
      await choose(client, title);
      const { message } = await client.inbox.next(showMessage);
      expect(message).toContain(reason);
      expect(message).toMatch(purpose);
    }
  });
});

describe('a document that changes', () => {
  it('while the person reads is not edited, and they are told', async () => {
    const client = await opened(pinned, moved(), {
      'seaworthy/review': async () => {
        client.change(uri, 2, { text: `# new\n${pinned}` });
        await client.pull(uri);
        return true;
      },
    });
    await choose(client, update);
    expect(changesOf(client)).toEqual([]);
    expect(await client.inbox.next(showMessage)).toEqual({
      type: MessageType.Error,
      message: 'Nothing was changed because the file has changed. Try again.',
    });
  });

  it.each([update, smaller, /^Copy the digest/])(
    'before %s is chosen is left alone, and nobody is asked',
    async (title) => {
      const client = await opened(pinned, partialRegistry({}));
      const action = await actionOf(client, title);
      client.change(uri, 2, { text: `${pinned}USER app\n` });
      await run(client, action);
      expect(await client.inbox.next(showMessage)).toMatchObject({
        message: 'Nothing was changed because the file has changed. Try again.',
      });
    },
  );

  it('so that the editor refuses the edit is told with its reason', async () => {
    const client = await opened(pinned, moved(), {
      'seaworthy/review': () => true,
      'workspace/applyEdit': () => ({ applied: false, failureReason: 'read-only' }),
    });
    await choose(client, update);
    expect(await client.inbox.next(showMessage)).toMatchObject({
      message: 'Nothing was changed: the editor did not make the change (read-only).',
    });
  });
});

describe('who cancels', () => {
  it.each([update, smaller])('%s hears nothing more of it, and nothing changes', async (title) => {
    const reached = deferred<undefined>();
    const wait: ImageRegistry['details'] = (reference, _version, _platform, signal) =>
      new Promise((resolve) => {
        reached.resolve(undefined);
        signal.addEventListener('abort', () => {
          resolve(fail(registryError('cancelled', reference.registry)));
        });
      });
    const registry = imageRegistry({ '1.2': 'new', '1.2-slim': 'slim' }, images, { details: wait });
    const client = await opened(pinned, registry);
    const action = await actionOf(client, title);
    const source = new CancellationTokenSource();
    const executed = run(client, action, source.token);
    await reached.promise;
    source.cancel();
    expect(await executed).toBeNull();
    expect(client.inbox.all(showMessage)).toEqual([]);
    expect(changesOf(client)).toEqual([]);
  });
});

describe('looking for smaller variants', () => {
  const text = 'FROM team/app:1.2 AS a\n';
  const at = 'FROM team/app'.length;
  const sized = (size: number): ImageDetails => details({ layers: [layer('a', size)] });
  const variants = imageRegistry(
    { '1.2': 'full', '1.2-slim': 'slim', '1.2-alpine': 'alpine', '1.1-slim': 'other' },
    { full: sized(400_000_000), slim: sized(45_200_000), alpine: sized(17_100_000) },
  );

  it('offers them with their sizes, the smallest first, and what to know of them', async () => {
    const client = await opened(text, variants, { 'seaworthy/choose': () => null });
    await choose(client, smaller);
    expect(await client.inbox.next('seaworthy/choose')).toEqual({
      title: 'Smaller variants of team/app:1.2',
      placeholder: matching(/^Smaller variants leave programs .+: build and test with /),
      items: [
        {
          id: '1.2-alpine',
          label: '1.2-alpine',
          description: '17.1 MB compressed, 4 % of 400.0 MB',
        },
        { id: '1.2-slim', label: '1.2-slim', description: '45.2 MB compressed, 11 % of 400.0 MB' },
      ],
    });
    expect(changesOf(client)).toEqual([]);
  });

  it('takes the one that is chosen', async () => {
    const client = await opened(text, variants, { 'seaworthy/choose': () => '1.2-slim' });
    await choose(client, smaller);
    expect(changesOf(client)).toEqual([
      change('Use a smaller variant', at, at + ':1.2'.length, ':1.2-slim'),
    ]);
  });

  it('pins the one that takes the place of a pinned image', async () => {
    const client = await opened(pinned, variants, { 'seaworthy/choose': () => '1.2-slim' });
    await choose(client, smaller);
    const newText = `:1.2-slim@${digestOf('slim')}`;
    expect(changesOf(client)).toEqual([
      change('Use a smaller variant', at, pinned.indexOf(' AS'), newText),
    ]);
  });

  it('offers them as the buttons of a message where the editor has no lists', async () => {
    const answers: Answers = { [byMessage]: () => ({ title: '1.2-alpine' }) };
    const client = await opened(text, variants, answers, {});
    await choose(client, smaller);
    expect(await client.inbox.next(byMessage)).toMatchObject({
      message: matching(/^Smaller variants of team\/app:1\.2\nSmaller variants leave programs /),
      actions: [{ title: '1.2-alpine' }, { title: '1.2-slim' }],
    });
    expect(changesOf(client)).toHaveLength(1);
  });

  it.each<[string, ImageRegistry, RegExp]>([
    [
      'there is none',
      imageRegistry({ '1.2': 'full', '1.1-slim': 'other' }),
      /^No smaller variant of `team\/app:1\.2` of the same version is known\.$/,
    ],
    [
      'there may be some in the rest of a long list',
      imageRegistry({}, {}, { allTags: () => Promise.resolve(ok({ tags: [], isPartial: true })) }),
      /is known\. Not all of its tags could be looked at\.$/,
    ],
    [
      'the registry lists nothing',
      partialRegistry({}),
      /^Could not look at `team\/app:1\.2`: docker\.io does not let anonymous users see /,
    ],
  ])('says so when %s', async (_, registry, sentence) => {
    const client = await opened(text, registry);
    await choose(client, smaller);
    expect(await client.inbox.next(showMessage)).toMatchObject({ message: matching(sentence) });
    expect(client.inbox.all('seaworthy/choose')).toEqual([]);
  });

  it('changes nothing in a document that changes while the person chooses', async () => {
    const client = await opened(text, variants, {
      'seaworthy/choose': async () => {
        client.change(uri, 2, { text: `# new\n${text}` });
        await client.pull(uri);
        return '1.2-slim';
      },
    });
    await choose(client, smaller);
    expect(changesOf(client)).toEqual([]);
    expect(await client.inbox.next(showMessage)).toMatchObject({
      message: 'Nothing was changed because the file has changed. Try again.',
    });
  });
});

describe('copying a digest', () => {
  it('puts it on the clipboard, and asks no registry', async () => {
    const client = await opened(pinned, partialRegistry({}), { 'seaworthy/copy': () => null });
    await choose(client, /^Copy the digest of team\/app:1\.2$/);
    expect(await client.inbox.next('seaworthy/copy')).toEqual({ text: digestOf('old') });
    expect(client.inbox.all(showMessage)).toEqual([]);
  });

  it('shows it where the editor has no clipboard for us', async () => {
    const client = await opened(pinned, partialRegistry({}), {}, {});
    await choose(client, /^Copy the digest of team\/app:1\.2$/);
    expect(await client.inbox.next(showMessage)).toEqual({
      type: MessageType.Info,
      message: digestOf('old'),
    });
  });
});

describe('data from elsewhere', () => {
  it.each([
    [{ kind: 'update', uri, version: 1 }],
    [{ kind: 'update', uri, version: '1', start: 5 }],
    [{ kind: 'pin', uri, version: 1, start: 5 }],
    [{ kind: 'ignore-here', uri, version: 1, start: 5, rules: [] }],
    [null],
  ])('%j is none that the command takes', async (data) => {
    const client = await opened(pinned, partialRegistry({}));
    await expect(client.execute('seaworthy.changeImage', data)).rejects.toThrow(
      '`seaworthy.changeImage` cannot be run with these arguments.',
    );
  });

  it.each(['update', 'smaller', 'introduce', 'copy-digest'])(
    'that fits no image changes nothing: %s',
    async (kind) => {
      const client = await opened(pinned, partialRegistry({}));
      await client.execute('seaworthy.changeImage', { kind, uri, version: 1, start: 1e300 });
      expect(await client.inbox.next(showMessage)).toMatchObject({ type: MessageType.Error });
      expect(changesOf(client)).toEqual([]);
    },
  );
});
