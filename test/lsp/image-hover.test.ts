import { describe, expect, it } from 'vitest';
import type { Hover } from 'vscode-languageserver';
import type { ImageFacts } from '../../server/src/reference/image-facts.ts';
import { parseReference } from '../../server/src/reference/reference.ts';
import { publishedBy, scan, signature } from '../../server/src/rules/fact-samples.ts';
import { memoryImageKnowledge } from '../support/examining.ts';
import { hostileText, hostileTexts } from '../support/hostile-image.ts';
import {
  connect,
  modernClient,
  type ClientOptions,
  type LanguageClient,
  type TestPorts,
} from '../support/language-client.ts';
import { digestOf, imageRegistry } from '../support/sample-images.ts';
import { images, uri } from './image-client.ts';

const compose = 'file:///project/compose.yaml';
const now = Date.UTC(2026, 10, 23);
const day = 24 * 60 * 60_000;
const showsReports = { initializationOptions: { showsReports: true } };

/** A client of a machine that knows this of `team/app:1.2`. */
async function knowing(
  facts: Partial<ImageFacts>,
  options: ClientOptions = {},
  ports: TestPorts = {},
): Promise<LanguageClient> {
  const knowledge = memoryImageKnowledge(() => now);
  const reference = parseReference('team/app:1.2');
  if (!reference.ok) throw new Error('no reference');
  if (Object.keys(facts).length > 0)
    await knowledge.note(reference.value, {
      digest: digestOf('new'),
      origin: undefined,
      publisher: undefined,
      signature: undefined,
      attestation: undefined,
      scan: undefined,
      ...facts,
    });
  return connect(
    { capabilities: modernClient, ...options },
    { openImageKnowledge: () => knowledge, now: () => now, ...ports },
  );
}

async function hover(
  client: LanguageClient,
  text = 'FROM team/app:1.2\nUSER app\n',
  position = { line: 0, character: 8 },
  method = 'textDocument/hover',
): Promise<string | undefined> {
  const isCompose = text.startsWith('services:');
  const document = isCompose ? compose : uri;
  client.open(document, text, isCompose ? 'yaml' : 'dockerfile');
  const answer = await client.connection.sendRequest<Hover | null>(method, {
    textDocument: { uri: document },
    position,
  });
  return (answer?.contents as { readonly value: string } | undefined)?.value;
}

/** The lines about the image, without what rules say below them. */
function linesOf(markdown: string | undefined): readonly string[] {
  return markdown?.split('\n\n---\n\n')[0]?.split('  \n') ?? [];
}

describe('a hover on an image', () => {
  it('has five lines at most, each with how it is known', async () => {
    const client = await knowing(
      {
        origin: { at: now - 2 * day, created: now - 30 * day, pushed: now - 20 * day, source: '' },
        publisher: { ...publishedBy('verified', 'Team'), at: now - 2 * day },
        signature: { ...signature('verified', { signers: ['ci'], isExpected: true }), at: now },
        scan: { ...scan({ critical: 2, high: 5, low: 9 }, { fixable: { high: 4 } }), at: now },
      },
      showsReports,
    );
    expect(linesOf(await hover(client))).toEqual([
      '**Made by:** Team, verified by the registry *(the registry, 2 days ago)*',
      '**Age:** built 30 days ago, pushed 20 days ago *(the registry, 2 days ago)*',
      '**Vulnerabilities:** 2 critical, 5 high; 4 fixable *(Trivy 0.68.1, data of 2026-11-21, just now)*',
      '**Signature:** verified, by \\`ci\\` *(checked just now)*',
      'Move to a newer tag, or update the packages: 4 of the graver ones have a fix. [Open image report](command:seaworthy.openImageReport?%5B%7B%22uri%22%3A%22file%3A%2F%2F%2Fproject%2FDockerfile%22%2C%22offset%22%3A5%2C%22image%22%3A%22team%2Fapp%3A1.2%22%7D%5D)',
    ]);
  });

  it('says what is not known, and has no link where the client follows none', async () => {
    expect(linesOf(await hover(await knowing({})))).toEqual([
      '**Made by:** the account \\`team\\`; whose it is, is not known *(not asked)*',
      '**Age:** not known *(not asked)*',
      '**Vulnerabilities:** not scanned *(not asked)*',
      '**Signature:** not looked for *(not asked)*',
      'Pin it to its digest, so that it stays what you have looked at.',
    ]);
  });

  it.each<[string, Partial<ImageFacts>, RegExp]>([
    [
      'a signature that does not hold',
      { signature: signature('failed') },
      /there is one, and it does not hold .*\n.*Do not use it before you know why/,
    ],
    ['one that nobody could check', { signature: signature('present') }, /nobody could check/],
    [
      'one by somebody of whom nobody has spoken',
      { signature: signature('verified', { signers: ['x'] }) },
      /nobody has said who should sign/,
    ],
    [
      'a search that could not look everywhere',
      { signature: signature('none', { isComplete: false }) },
      /none found where it could be looked for/,
    ],
    ['a scan that has found nothing', { scan: scan({}) }, /Vulnerabilities:\*\* none known/],
    ['one that has found light ones alone', { scan: scan({ low: 3 }) }, /3 low; 3 fixable/],
    [
      'a distribution that has ended',
      { scan: scan({}, { endOfLife: 'debian 8', knownExploited: 1 }) },
      /none known; 1 used in attacks; \\`debian 8\\` gets no more updates/,
    ],
  ])('tells of %s', async (_, facts, wanted) => {
    expect(await hover(await knowing(facts))).toMatch(wanted);
  });

  it('tells by our own lists who makes official images, and which were given up', async () => {
    const client = await knowing({});
    expect(await hover(client, 'FROM python:3.14\n')).toMatch(
      /^\*\*Made by:\*\* Docker Official Images; the tag is rebuilt \*\(the list of official images, 20/,
    );
    client.close(uri);
    expect(await hover(client, 'FROM openjdk:8\n')).toMatch(/given up/);
  });

  it('shows what strangers wrote as text, in the same lines as anybody’s', async () => {
    const markup = (markdown: string): string =>
      markdown.replaceAll(/(`+)(?!`).*?[^`]\1(?!`)|\\./g, '').replaceAll(/[^*_[\]<>|~!&\n]/g, '');
    const of = async (text: string): Promise<string> =>
      (await hover(
        await knowing({
          publisher: publishedBy('verified', text),
          signature: signature('verified', { signers: [text, text] }),
          scan: scan({ high: 1 }, { scanner: text, scannerVersion: text, endOfLife: text }),
        }),
      )) ?? '';
    const harmless = markup(await of('somebody'));
    for (const text of [...hostileTexts, hostileText]) {
      const shown = await of(text);
      expect(markup(shown)).toBe(harmless);
      expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }
  });
});

describe('a hover on the name of a Compose service', () => {
  it('is the card of what it runs on', async () => {
    const text = 'services:\n  web:\n    image: team/app:1.2\n    privileged: true\n';
    const told = await hover(await knowing({}), text, { line: 1, character: 3 });
    expect(told).toMatch(/^\*\*What `web` runs on\*\*\n\n- /);
    expect(told).toMatch(/^- Privileged: /m);
    expect(told).toContain('The recommended hardening would ');
  });
});

describe('the answers that a hover may wait for', () => {
  const asking = 'seaworthy/hoverAnswers';
  const place = { line: 0, character: 8 };
  const text = 'FROM team/app:1.2\n';
  const registry = imageRegistry({ '1.2': 'new' }, images);

  it('are none until the person has said that hovers may ask', async () => {
    const client = await knowing({});
    expect(await hover(client, text, place, asking)).toBeUndefined();
  });

  it('come from the registry then, once', async () => {
    let made = 0;
    const client = await knowing(
      {},
      { settings: { inspection: { hoverAsks: true } } },
      {
        createRegistry: () => {
          made++;
          return registry;
        },
      },
    );
    const told = await hover(client, text, place, asking);
    expect(told).toContain('**Age:** built 2 days ago');
    expect(told).toContain('**Signature:** none found');
    expect(made).toBe(1);
    client.close(uri);
    expect(await hover(client, text, place, asking)).toBeUndefined();
    client.close(uri);
    expect(await hover(client, text)).toContain('**Age:** built 2 days ago');
  });

  it.each<[string, ClientOptions]>([
    [
      'the registries are off',
      { settings: { inspection: { hoverAsks: true }, registry: { enabled: false } } },
    ],
    [
      'the workspace is not trusted',
      {
        settings: { inspection: { hoverAsks: true } },
        initializationOptions: { isTrusted: false },
      },
    ],
  ])('are none where %s', async (_, options) => {
    expect(await hover(await knowing({}, options), text, place, asking)).toBeUndefined();
  });

  it('follow the person’s own file where the editor says nothing', async () => {
    const client = await knowing(
      {},
      {},
      {
        createRegistry: () => registry,
        readOwnInspection: () => Promise.resolve({ hoverAsks: true }),
      },
    );
    expect(await hover(client, text, place, asking)).toContain('**Age:**');
  });
});
