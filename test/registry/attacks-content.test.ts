import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { explainNotice } from '../../server/src/analysis/registry-sentences.ts';
import { endlessly } from '../support/endless.ts';
import {
  indexType,
  sendIndex,
  sendJson,
  sendStatus,
  type Script,
} from '../support/fake-registry.ts';
import { createOutside, resolveTag, see } from './outside.ts';

const image = 'evil.example.test/team/app:1';
const rightToLeft = '\u202e';

/** What would end the line, colour it, turn its direction, or be a link where Markdown is shown. */
const harmful = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\]\(/u;

/** UTF-8 as a header field takes it: byte by byte. */
function raw(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** Answers HEAD as if it did not know the digest, so that the bytes are asked for. */
function onGet(script: Script): Script {
  return (request, response) => {
    if (request.method === 'GET') script(request, response);
    else sendStatus(response, 200, { 'Content-Type': indexType });
  };
}

describe('an answer that', () => {
  const attacks: readonly (readonly [string, string, Script])[] = [
    [
      'has no end',
      'too-large',
      onGet((_, response) => {
        response.writeHead(200, { 'Content-Type': indexType });
        endlessly(response, ' '.repeat(64 * 1024), 0);
      }),
    ],
    [
      'comes byte by byte for ever',
      'timeout',
      onGet((_, response) => {
        response.writeHead(200, { 'Content-Type': indexType });
        endlessly(response, ' ', 20);
      }),
    ],
    [
      'has a header that comes byte by byte for ever',
      'timeout',
      (_, response) => {
        response.socket?.write('HTTP/1.1 200 OK\r\nX-Slow: ');
        if (response.socket !== null) endlessly(response.socket, 'x', 20);
      },
    ],
    [
      'has a header without end',
      'invalid-response',
      (_, response) => {
        response.socket?.write('HTTP/1.1 200 OK\r\n');
        if (response.socket !== null)
          endlessly(response.socket, `X-Filler: ${'x'.repeat(4000)}\r\n`, 0);
      },
    ],
    [
      'is an error without end',
      'server-error',
      onGet((_, response) => {
        response.writeHead(500, { 'Content-Type': 'text/plain' });
        endlessly(response, 'no '.repeat(20_000), 0);
      }),
    ],
    [
      'claims more bytes than it may have',
      'too-large',
      onGet((_, response) => {
        response.writeHead(200, { 'Content-Type': indexType, 'Content-Length': 2 ** 40 });
        endlessly(response, ' '.repeat(64 * 1024), 0);
      }),
    ],
  ];

  it.each(attacks)('%s ends as %s, and its connection with it', async (_, code, script) => {
    const outside = await createOutside();
    const evil = await outside.serve('evil.example.test', script);
    const { result, sentence } = await see(outside, image, resolveTag);
    expect(result).toMatchObject({ error: { code } });
    expect(sentence).toContain('evil.example.test');
    await expect.poll(() => evil.openSockets()).toBe(0);
  });
});

describe('an answer that is packed, though we forbade it', () => {
  it('is not unpacked', async () => {
    const outside = await createOutside();
    const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024, ' '));
    const headers = { 'Content-Type': indexType, 'Content-Encoding': 'gzip' };
    const script = onGet((_, response) => response.writeHead(200, headers).end(bomb));
    await outside.serve('evil.example.test', script);
    const { result } = await see(outside, image, resolveTag);
    expect(result).toMatchObject({
      error: { code: 'invalid-response', detail: 'content coding gzip' },
    });
  });
});

describe('a text of a registry', () => {
  const markdown = '[click](https://other.example.test)';
  const attacks: readonly (readonly [string, Script])[] = [
    ['in the digest', withHeader('Docker-Content-Digest', `sha256:${markdown}`)],
    [
      'in the digest, turning its direction',
      withHeader('Docker-Content-Digest', raw(`sha256:${rightToLeft}abc`)),
    ],
    [
      'in the digest, behind a good one',
      withHeader('Docker-Content-Digest', `sha256:${'0'.repeat(64)} ${markdown}`),
    ],
    ['in the media type', withHeader('Content-Type', `text/${markdown}`)],
    ['in the media type, with a command', withHeader('Content-Type', 'text/[a](command:evil)')],
    [
      'in the coding',
      onGet((_, response) => {
        sendIndex(response, { 'Content-Encoding': markdown });
      }),
    ],
    [
      'in the realm',
      (_, response) => {
        sendStatus(response, 401, { 'WWW-Authenticate': `Bearer realm="${markdown}"` });
      },
    ],
    [
      'in the address of a redirect',
      (_, response) => {
        sendStatus(response, 307, { Location: `http://[a](command:evil)/${markdown}` });
      },
    ],
    [
      'in the body of an error, with colours and a link',
      (_, response) => {
        const message = `\u001b[31m${markdown}\u001b[0m${rightToLeft}`;
        sendJson(response, { errors: [{ code: message, message, detail: message }] }, 403);
      },
    ],
  ];

  it.each(attacks)('is inert in what a person reads: %s', async (_, script) => {
    const outside = await createOutside();
    await outside.serve('evil.example.test', script);
    const { result, sentence, everything } = await see(outside, image, resolveTag);
    expect(result.ok).toBe(false);
    expect(sentence).not.toMatch(harmful);
    expect(everything.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });

  it('is inert in a warning', async () => {
    const outside = await createOutside();
    const text = `${rightToLeft}\u2028${markdown}`;
    await outside.serve(
      'evil.example.test',
      withHeader('Warning', `299 - "\u009b31mred ${raw(text)}"`),
    );
    const { notices } = await see(outside, image, resolveTag);
    expect(notices).toHaveLength(1);
    for (const notice of notices) expect(explainNotice(notice)).not.toMatch(harmful);
  });
});

/** A registry whose answers have this header field. */
function withHeader(name: string, value: string): Script {
  return (_, response) => {
    sendIndex(response, { [name]: value });
  };
}
