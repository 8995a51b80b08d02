import { CancellationTokenSource, ErrorCodes } from 'vscode-jsonrpc/node';
import { describe, expect, it } from 'vitest';
import { LSPErrorCodes, type CodeLens } from 'vscode-languageserver';
import type {
  ImageReportAnswer,
  ImageReportParams,
  ReportSubject,
} from '../../server/src/lsp/protocol.ts';
import type { ImageReference } from '../../server/src/reference/reference.ts';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import { deferred } from '../support/deferred.ts';
import { noTools, scannersWith, scanResult } from '../support/examining.ts';
import { hostileRegistry, hostileTools } from '../support/hostile-image.ts';
import {
  connect,
  modernClient,
  type ClientOptions,
  type LanguageClient,
  type TestPorts,
} from '../support/language-client.ts';
import { imageRegistry } from '../support/sample-images.ts';
import { readStrictHtml } from '../support/strict-html.ts';
import { images, uri } from './image-client.ts';

const compose = 'file:///project/compose.yaml';
const text = 'FROM --platform=linux/amd64 ghcr.io/team/app:1.2\nUSER app\n';
const offset = text.indexOf('ghcr.io');
const showsReports = { initializationOptions: { showsReports: true } };

/** A registry with one image, and the registries that were asked for anything. */
function watched(parts: Partial<ImageRegistry> = {}): {
  registry: ImageRegistry;
  asked: Set<string>;
} {
  const asked = new Set<string>();
  const registry = imageRegistry({ '1.2': 'new' }, images, parts);
  const entries = Object.entries(registry).map(([name, ask]) => [
    name,
    (reference: ImageReference, ...others: readonly unknown[]): unknown => {
      asked.add(reference.registry);
      return (ask as (...question: readonly unknown[]) => unknown)(reference, ...others);
    },
  ]);
  return { registry: Object.fromEntries(entries) as ImageRegistry, asked };
}

async function opened(ports: TestPorts, options: ClientOptions = {}): Promise<LanguageClient> {
  const client = await connect({ capabilities: modernClient, ...showsReports, ...options }, ports);
  client.open(uri, text);
  return client;
}

function report(
  { connection }: LanguageClient,
  subject: ReportSubject,
  params: Partial<ImageReportParams> = {},
  token = new CancellationTokenSource().token,
): Promise<ImageReportAnswer> {
  const whole = { subject, stage: 'asked', scans: false, looksAtEngine: false, ...params };
  return connection.sendRequest('seaworthy/imageReport', whole, token);
}

function lenses({ connection }: LanguageClient): Promise<readonly CodeLens[]> {
  return connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });
}

const here: ReportSubject = { uri, offset };

describe('the report on an image', () => {
  it('shows at once what this machine knows, and asks nobody for that', async () => {
    const { registry, asked } = watched();
    const client = await opened({ createRegistry: () => registry });
    const known = await report(client, here, { stage: 'known' });
    expect(known).toMatchObject({ title: 'ghcr.io/team/app:1.2', isFinal: false });
    expect(known.html).toContain('Asking ghcr.io for the rest…');
    expect(known.html).toContain('Nobody was asked');
    expect(asked.size).toBe(0);
  });

  it('answers the five questions, for which the image’s own registry alone is asked', async () => {
    const { registry, asked } = watched();
    const client = await opened({ createRegistry: () => registry });
    const { html, isFinal } = await report(client, here);
    for (const question of [
      'who-made-it',
      'what-is-in-it',
      'what-is-really-in-it',
      'is-it-what-i-think',
      'what-is-it-running-on',
    ])
      expect(html).toContain(`<section id="${question}"`);
    expect(isFinal).toBe(true);
    expect([...asked]).toEqual(['ghcr.io']);
  });

  it('is the same one for the same image, and another for another platform', async () => {
    const client = await opened({ createRegistry: () => watched().registry });
    const ids = [
      await report(client, here, { stage: 'known' }),
      await report(client, { uri, offset: 3 }, { stage: 'known' }),
      await report(client, { image: 'ghcr.io/team/app:1.2' }, { stage: 'known' }),
    ].map(({ id }) => id);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).not.toBe(ids[2]);
  });

  it('is about the image that was meant, though another stands there by now', async () => {
    const client = await opened({ createRegistry: () => watched().registry });
    const subject = { ...here, image: 'ghcr.io/team/other:3' };
    expect(await report(client, subject, { stage: 'known' })).toMatchObject({
      title: 'ghcr.io/team/other:3',
    });
  });

  it('says what the service grants that uses the image', async () => {
    const client = await opened({ createRegistry: () => watched().registry });
    const file = 'services:\n  web:\n    image: ghcr.io/team/app:1.2\n    privileged: true\n';
    client.open(compose, file, 'yaml');
    const subject = { uri: compose, offset: file.indexOf('ghcr.io') };
    const { html } = await report(client, subject);
    expect(html).toMatch(/Privileged/i);
  });

  it('says why it has no more where a registry gives no answer', async () => {
    const client = await opened({ createRegistry: () => imageRegistry({}) });
    const { html, isFinal } = await report(client, here);
    expect(html).toContain('has no tag `1.2`');
    expect(html).toContain('id="who-made-it"');
    expect(isFinal).toBe(true);
  });

  it('stops with the panel: what is on its way is cancelled', async () => {
    const started = deferred<AbortSignal>();
    const { registry } = watched({
      entry: (_reference, _version, signal) => {
        started.resolve(signal);
        return new Promise((resolve) => {
          const error = { code: 'cancelled', host: 'ghcr.io' } as const;
          signal.addEventListener('abort', () => {
            resolve({ ok: false, error });
          });
        });
      },
    });
    const client = await opened({ createRegistry: () => registry });
    const source = new CancellationTokenSource();
    const asked = report(client, here, {}, source.token);
    const signal = await started.promise;
    source.cancel();
    await expect(asked).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    expect(signal.aborted).toBe(true);
  });

  it.each<[string, ReportSubject, number]>([
    ['where no image stands', { uri, offset: text.length }, LSPErrorCodes.RequestFailed],
    ['of what is no reference', { image: 'NOT an image' }, LSPErrorCodes.RequestFailed],
    ['of nothing', {}, ErrorCodes.InvalidParams],
    ['at a place without a file', { offset: 3 }, ErrorCodes.InvalidParams],
    ['at no place', { uri, offset: -1 }, ErrorCodes.InvalidParams],
  ])('is none %s', async (_, subject, code) => {
    const client = await opened({ createRegistry: () => watched().registry });
    await expect(report(client, subject)).rejects.toMatchObject({ code });
  });
});

describe('where no registry may be asked', () => {
  it.each<[string, ClientOptions]>([
    ['seaworthy.registry.enabled', { settings: { registry: { enabled: false } } }],
    [
      'a workspace that you have not trusted',
      { initializationOptions: { isTrusted: false, showsReports: true } },
    ],
  ])('the report says so beside what is known, and offers nothing: %s', async (reason, options) => {
    const client = await opened({}, options);
    for (const stage of ['known', 'asked'] as const) {
      const { html, isFinal } = await report(client, here, { stage, scans: true });
      expect(html).toContain(reason);
      expect(html).not.toContain('command:');
      expect(isFinal).toBe(true);
    }
  });
});

describe('a scan that the person asks for', () => {
  const trivy = scannersWith({
    trivy: () => Promise.resolve(scanResult(['critical', 'critical', 'high', 'low'])),
  });

  it('shows in the report, and from then on above the image and among the problems', async () => {
    const client = await opened(
      {
        createRegistry: () => watched().registry,
        createTools: () => ({ ...noTools, scanners: trivy }),
      },
      {
        capabilities: {
          ...modernClient,
          workspace: { ...modernClient.workspace, codeLens: { refreshSupport: true } },
        },
      },
    );
    await client.pull(uri);
    expect(await lenses(client)).toEqual([]);
    const { html } = await report(client, here, { scans: true });
    expect(html).toContain('CVE-2026-0');
    await client.inbox.next('workspace/codeLens/refresh');
    expect(await lenses(client)).toEqual([
      {
        range: { start: { line: 0, character: offset }, end: { line: 0, character: 48 } },
        command: {
          title: '2 critical, 1 high; 3 fixable (Trivy, just now)',
          command: 'seaworthy.openImageReport',
          arguments: [{ uri, offset, image: 'ghcr.io/team/app:1.2' }],
        },
      },
    ]);
    expect(JSON.stringify(await client.pull(uri))).toContain('image-vulnerable');
  });

  it('is not shown above the image where the person wants no counts', async () => {
    const client = await opened(
      {
        createRegistry: () => watched().registry,
        createTools: () => ({ ...noTools, scanners: trivy }),
      },
      { settings: { inspection: { showCounts: false } } },
    );
    await report(client, here, { scans: true });
    expect(await lenses(client)).toEqual([]);
  });

  it('is not made without that', async () => {
    const client = await opened({
      createRegistry: () => watched().registry,
      createTools: () => ({
        ...noTools,
        scanners: scannersWith({
          trivy: () => {
            throw new Error('nobody asked for a scan');
          },
        }),
        engine: {
          look: () => {
            throw new Error('nobody asked for the engine');
          },
        },
      }),
    });
    expect((await report(client, here)).html).toContain('id="what-is-really-in-it"');
  });
});

describe('for clients that show no pages', () => {
  it('a command tells the report as Markdown', async () => {
    const client = await opened(
      { createRegistry: () => watched().registry },
      { initializationOptions: {} },
    );
    const told = await client.execute('seaworthy.imageReport', here);
    expect(told).toMatch(/^# Image report: /);
    expect(told).toContain('## Who made this?');
    expect(await client.execute('seaworthy.imageReport', { image: '' })).toBeNull();
    const { message } = await client.inbox.next('window/showMessage');
    expect(message).not.toBe('');
    await expect(client.execute('seaworthy.imageReport', 7)).rejects.toMatchObject({
      code: ErrorCodes.InvalidParams,
    });
  });

  it('nothing is offered that they cannot open', async () => {
    const wide = { start: { line: 0, character: offset }, end: { line: 0, character: offset } };
    const titles = async (options: ClientOptions): Promise<readonly string[]> =>
      (await (await opened({}, options)).actions(uri, wide)).map(({ title }) => title);
    const title = 'Open the image report of ghcr.io/team/app:1.2';
    expect(await titles({})).toContain(title);
    expect(await titles({ initializationOptions: {} })).not.toContain(title);
  });
});

it('sends nothing while a file is opened, read, typed in and hovered over', async () => {
  const client = await opened({
    createRegistry: () => {
      throw new Error('nobody asked for anything');
    },
  });
  await client.pull(uri);
  await lenses(client);
  const position = { line: 0, character: offset + 1 };
  const place = { textDocument: { uri }, position };
  client.change(uri, 2, {
    range: { start: position, end: position },
    text: 'x',
  });
  for (const method of ['textDocument/hover', 'seaworthy/hoverAnswers'])
    await client.connection.sendRequest(method, place);
  expect(client.inbox.all('window/logMessage')).toEqual([]);
});

it('shows a hostile image as text: no script, no link, no command but our own', async () => {
  const client = await opened({
    createRegistry: () => hostileRegistry(),
    createTools: () => hostileTools,
  });
  const { html } = await report(client, here, { scans: true, looksAtEngine: true });
  const elements = readStrictHtml(html);
  const names = elements.map(({ name }) => name);
  for (const name of ['script', 'img', 'iframe', 'object', 'form', 'base', 'link'])
    expect(names).not.toContain(name);
  const attributes = elements.flatMap((element) => [...element.attributes]);
  expect(attributes.filter(([name]) => name.startsWith('on'))).toEqual([]);
  const targets = attributes.filter(([name]) => name === 'href').map(([, value]) => value);
  for (const target of targets)
    expect(target).toMatch(/^(?:#[\w-]+|https?:\/\/\S+|command:seaworthy\.renewImageReport\?\S+)$/);
});
