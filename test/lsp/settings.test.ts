import { describe, expect, it } from 'vitest';
import { MessageType } from 'vscode-languageserver';
import { deferred } from '../support/deferred.ts';
import { connect, modernClient, type LanguageClient } from '../support/language-client.ts';
import { matching } from '../support/matching.ts';

const uri = 'file:///project/Dockerfile';
const refresh = 'workspace/diagnostic/refresh';
const configuration = 'workspace/configuration';
const quiet = { rules: { 'image-no-tag': 'off' } };
const loud = { rules: { 'image-no-tag': 'error' } };

async function severitiesOf({ pull }: LanguageClient): Promise<readonly unknown[]> {
  const report = await pull(uri);
  return report.kind === 'full' ? report.items.map(({ severity }) => severity) : [];
}

/** The warnings in the log. */
function warningsOf({ inbox }: LanguageClient): readonly string[] {
  return inbox
    .all('window/logMessage')
    .filter(({ type }) => type === MessageType.Warning)
    .map(({ message }) => message);
}

describe('settings', () => {
  it('are asked for each document, once for a document, and once for what is the person’s own', async () => {
    const client = await connect({ capabilities: modernClient, settings: loud });
    client.open(uri, 'FROM redis\n');
    expect(await severitiesOf(client)).toEqual([1]);
    client.change(uri, 2, { text: 'FROM redis\n\n' });
    expect(await severitiesOf(client)).toEqual([1]);
    expect(client.inbox.all(configuration)).toEqual([
      { items: [{ section: 'seaworthy', scopeUri: uri }] },
      { items: [{ section: 'seaworthy' }] },
    ]);
  });

  it('that change are asked for anew, and the client is told to ask as well', async () => {
    const client = await connect({ capabilities: modernClient });
    client.open(uri, 'FROM redis\n');
    const before = await client.pull(uri);
    client.changeSettings(quiet);
    await client.inbox.next(refresh);
    const after = await client.pull(uri, before.resultId);
    expect(after).toMatchObject({ kind: 'full', items: [] });
    expect(after.resultId).not.toBe(before.resultId);
  });

  it('that are replaced while the person’s own are on their way are never used', async () => {
    const late = deferred<readonly unknown[]>();
    const answers = [[quiet], [quiet], [loud], late.promise, [quiet], [quiet]];
    const client = await connect({
      capabilities: modernClient,
      answers: { [configuration]: () => answers.shift() },
    });
    client.open(uri, 'FROM redis\n');
    expect(await severitiesOf(client)).toEqual([]);
    client.changeSettings(undefined);
    await client.inbox.next(refresh);
    const pulled = severitiesOf(client);
    for (let request = 1; request <= 4; request++) await client.inbox.next(configuration);
    client.changeSettings(undefined);
    await client.inbox.next(refresh);
    late.resolve([loud]);
    expect(await pulled).toEqual([]);
  });

  it('that are replaced while they are on their way are never used', async () => {
    const late = deferred<readonly unknown[]>();
    const answers = [late.promise, [quiet]];
    const client = await connect({
      capabilities: modernClient,
      answers: { [configuration]: () => answers.shift() },
    });
    client.open(uri, 'FROM redis\n');
    const pulled = client.pull(uri);
    await client.inbox.next(configuration);
    client.changeSettings(undefined);
    await client.inbox.next(refresh);
    late.resolve([loud]);
    expect(await pulled).toMatchObject({ kind: 'full', items: [] });
  });

  it('are watched where the client lets a server ask for that', async () => {
    const { inbox } = await connect({ capabilities: modernClient });
    expect(await inbox.next('client/registerCapability')).toMatchObject({
      registrations: [
        {
          method: 'workspace/didChangeConfiguration',
          registerOptions: { section: ['seaworthy', 'http'] },
        },
      ],
    });
  });

  it.each<[string, object, unknown]>([
    ['come with `initialize`', { settings: loud }, undefined],
    ['come with the notification', {}, { seaworthy: loud }],
  ])('%s where the client cannot be asked', async (_, initializationOptions, sent) => {
    const client = await connect({
      capabilities: { textDocument: { diagnostic: {} } },
      initializationOptions,
    });
    client.open(uri, 'FROM redis\n');
    if (sent !== undefined) client.changeSettings(undefined, sent);
    expect(await severitiesOf(client)).toEqual([1]);
    expect(client.inbox.all(configuration)).toEqual([]);
  });
});

describe('settings that cannot be used', () => {
  it('are named in the log once, and the others hold', async () => {
    const client = await connect({
      capabilities: modernClient,
      settings: { rules: { 'image-no-tag': 'error', 'user-root': 7 }, registry: { timeout: 'x' } },
    });
    const other = 'file:///other/Dockerfile';
    client.open(uri, 'FROM redis\n');
    client.open(other, 'FROM redis\n');
    expect(await severitiesOf(client)).toEqual([1]);
    await client.pull(other);
    expect(warningsOf(client)).toEqual([
      'In `seaworthy`: `rules.user-root` must be one of off, error, warning, information, hint.',
      '`seaworthy.registry.timeout` must be 1 to 120 seconds; it is ignored.',
    ]);
  });

  it.each([[['a', 'list']], ['text'], [7], [{ rules: [] }], [{ registries: { a: 'b' } }]])(
    'such as %j are named, and the defaults hold',
    async (settings) => {
      const client = await connect({ capabilities: modernClient, settings });
      client.open(uri, 'FROM redis\n');
      expect(await severitiesOf(client)).toEqual([2]);
      expect(warningsOf(client)[0]).toEqual(
        matching(/`(?:seaworthy.*|rules)` must be (?:an object|a map)/),
      );
    },
  );

  it('are replaced by the last known ones when there is an error in their place', async () => {
    const client = await connect({
      capabilities: modernClient,
      initializationOptions: { settings: loud },
      answers: {
        [configuration]: () => {
          throw new Error('no settings today');
        },
      },
    });
    client.open(uri, 'FROM redis\n');
    expect(await severitiesOf(client)).toEqual([1]);
    expect(warningsOf(client)).toEqual([
      matching(/^The editor gave no settings, so the last known ones hold: /),
    ]);
  });

  it.each([[null], [[]], [[null]]])('such as the answer %j are none', async (answer) => {
    const client = await connect({
      capabilities: modernClient,
      initializationOptions: { settings: loud },
      answers: { [configuration]: () => answer },
    });
    client.open(uri, 'FROM redis\n');
    expect(await severitiesOf(client)).toEqual([1]);
  });

  it.each([[null], [7], ['text'], [[]], [{}]])(
    'such as %j in the notification change nothing',
    async (sent) => {
      const client = await connect({
        capabilities: { textDocument: { diagnostic: {} } },
        initializationOptions: { settings: loud },
      });
      client.open(uri, 'FROM redis\n');
      client.changeSettings(undefined, sent);
      expect(await severitiesOf(client)).toEqual([1]);
    },
  );
});

describe('a client that refuses what it said it can', () => {
  it('is served all the same', async () => {
    const refuse = (): never => {
      throw new Error('not today');
    };
    const client = await connect({
      capabilities: modernClient,
      answers: { [refresh]: refuse, 'client/registerCapability': refuse },
    });
    client.open(uri, 'FROM redis\n');
    client.changeSettings(quiet);
    await client.inbox.next(refresh);
    expect(await severitiesOf(client)).toEqual([]);
    expect(client.inbox.all('client/registerCapability')).toHaveLength(1);
  });
});
