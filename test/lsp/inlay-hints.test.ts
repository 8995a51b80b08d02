import { describe, expect, it } from 'vitest';
import type { InlayHint } from 'vscode-languageserver';
import type { PinFacts } from '../../server/src/reference/pin-facts.ts';
import type { TagSighting } from '../../server/src/registry/pin-knowledge.ts';
import {
  sampleIndex,
  sampleMove,
  samplePin,
  sampleNext,
} from '../../server/src/rules/pin-samples.ts';
import { connect, modernClient, type LanguageClient } from '../support/language-client.ts';
import { memoryKnowledge, memoryStores } from '../support/pin-knowledge.ts';

const uri = 'file:///project/Dockerfile';
const now = Date.UTC(2026, 10, 23, 12);
const day = 24 * 60 * 60_000;

interface Known {
  readonly pins?: Readonly<Record<string, PinFacts>>;
  readonly sightings?: Readonly<Record<string, TagSighting>>;
}

/** A server that asks nobody, on a machine that knows this. */
async function opened(text: string, known: Known, settings: unknown = {}): Promise<LanguageClient> {
  const stores = memoryStores();
  for (const [key, facts] of Object.entries(known.pins ?? {}))
    await stores.pins.write(key, { attemptedAt: now, facts, platformsCheckedAt: now });
  for (const [key, sighting] of Object.entries(known.sightings ?? {}))
    await stores.sightings.write(key, sighting);
  const client = await connect(
    { capabilities: modernClient, settings },
    { openPinKnowledge: () => memoryKnowledge(stores, () => now), now: () => now },
  );
  client.open(uri, text);
  return client;
}

function hintsOf(client: LanguageClient, lines = 100): Promise<readonly InlayHint[]> {
  const range = { start: { line: 0, character: 0 }, end: { line: lines, character: 0 } };
  return client.connection.sendRequest('textDocument/inlayHint', { textDocument: { uri }, range });
}

const pinned = `FROM python:3.14@${samplePin} AS base\n`;
const key = `docker.io/library/python:3.14@${samplePin}`;
const checked = { checkedAt: now - day, pinned: sampleIndex };
const moved: TagSighting = {
  digest: sampleNext,
  since: now - 3 * day,
  lastSeen: now,
  otherUntil: now - 4 * day,
};

describe('inlay hints', () => {
  it('tell at the end of the line what a digest is and how old', async () => {
    const client = await opened(pinned, {
      pins: { [key]: { ...checked, tag: { kind: 'current' } } },
    });
    expect(await hintsOf(client)).toEqual([
      {
        position: { line: 0, character: pinned.length - 1 },
        label: '3.14.1-trixie, built 26 days ago',
        tooltip:
          'The digest is version 3.14.1-trixie, as the image itself says. The image was built on 2026-10-28.',
        paddingLeft: true,
      },
    ]);
  });

  it.each<[string, PinFacts, TagSighting | undefined, string | undefined]>([
    [
      'its tag moved',
      { ...checked, tag: sampleMove },
      moved,
      '3.14.1-trixie, moved 3 days ago, built 26 days ago',
    ],
    [
      'its tag moved some time ago',
      { ...checked, tag: sampleMove },
      { ...moved, otherUntil: now - 60 * day },
      '3.14.1-trixie, moved since 2026-09-24, built 26 days ago',
    ],
    [
      'nobody saw when its tag moved',
      { ...checked, tag: sampleMove },
      undefined,
      '3.14.1-trixie, tag has moved, built 26 days ago',
    ],
    [
      'it says no version',
      { ...checked, pinned: { ...sampleIndex, version: undefined }, tag: { kind: 'current' } },
      undefined,
      '3.14, built 26 days ago',
    ],
    [
      'it says neither version nor date',
      {
        ...checked,
        pinned: { ...sampleIndex, version: undefined, created: undefined },
        tag: { kind: 'current' },
      },
      undefined,
      undefined,
    ],
    [
      'only its attestations are new',
      { ...checked, tag: { ...sampleMove, isSameContent: true } },
      moved,
      '3.14.1-trixie, built 26 days ago',
    ],
    [
      'it is gone',
      { ...checked, pinned: { kind: 'missing' }, tag: undefined },
      undefined,
      'gone from the registry',
    ],
    [
      'it was gone, three weeks ago',
      { checkedAt: now - 21 * day, pinned: { kind: 'missing' }, tag: undefined },
      undefined,
      undefined,
    ],
  ])('of a digest when %s', async (_, facts, sighting, label) => {
    const sightings = sighting && { 'docker.io/library/python:3.14': sighting };
    const client = await opened(pinned, {
      pins: { [key]: facts },
      ...(sightings && { sightings }),
    });
    expect((await hintsOf(client)).map((hint) => hint.label)).toEqual(
      label === undefined ? [] : [label],
    );
  });

  it('tell of a tag when it last moved, where that was seen', async () => {
    const text = 'FROM python:3.14\nFROM node\nFROM alpine:3.22\n';
    const seen = { 'docker.io/library/python:3.14': moved };
    const still = { 'docker.io/library/node:latest': { ...moved, otherUntil: undefined } };
    const client = await opened(text, { sightings: { ...seen, ...still } });
    expect(await hintsOf(client)).toMatchObject([
      { position: { line: 0, character: 16 }, label: 'moved 3 days ago' },
    ]);
  });

  it('are for the lines that are shown alone', async () => {
    const client = await opened(`FROM scratch\n\n\n${pinned}`, {
      pins: { [key]: { ...checked, tag: undefined } },
    });
    expect(await hintsOf(client, 2)).toEqual([]);
    expect(await hintsOf(client, 3)).toHaveLength(1);
  });

  it.each<[string, object, number]>([
    ['of digests', { pins: false }, 1],
    ['of tags', { tags: false }, 1],
    ['of both', { pins: false, tags: false }, 0],
  ])('can be switched off: those %s', async (_, inlayHints, count) => {
    const known = {
      pins: { [key]: { ...checked, tag: undefined } },
      sightings: { 'docker.io/library/node:22': moved },
    };
    const client = await opened(`${pinned}FROM node:22\n`, known, { inlayHints });
    expect(await hintsOf(client)).toHaveLength(count);
  });

  it('make what a registry wrote harmless, and short', async () => {
    const version = `1\u202e\n[x](command:evil)${'9'.repeat(80)}`;
    const client = await opened(pinned, {
      pins: { [key]: { ...checked, pinned: { ...sampleIndex, version }, tag: undefined } },
    });
    const [hint] = await hintsOf(client);
    expect(hint?.label).toMatch(/^1 \[x\] .{20,40}…, built/);
    expect(JSON.stringify(hint)).not.toMatch(/\\n|\u202e|\]\(/);
  });

  it('are none for what is no file of ours', async () => {
    const client = await opened(pinned, {});
    client.open('file:///notes.txt', 'FROM python', 'plaintext');
    const range = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };
    const params = { textDocument: { uri: 'file:///notes.txt' }, range };
    expect(await client.connection.sendRequest('textDocument/inlayHint', params)).toEqual([]);
  });
});
