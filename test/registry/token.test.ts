import { describe, expect, it } from 'vitest';
import {
  requestToken,
  type TokenCredential,
} from '../../server/src/registry/authorization/token.ts';
import type { HttpRequest, Transport } from '../../server/src/registry/network/transport.ts';
import { ok } from '../../server/src/text/result.ts';
import { alice, basicAlice, never } from './setup.ts';

const noon = Date.UTC(2026, 0, 1, 12);
const refresh: TokenCredential = { kind: 'identity-token', token: 'refresh' };

/** A token server's answer; without a body it fails with the status. */
interface Answer {
  readonly status?: number;
  readonly body?: object;
}

/** Requests a token of a server that gives these answers, and shows what was sent. */
async function exchange({
  realm = 'https://auth.example/token',
  service = 'registry.example',
  scopes = ['repository:team/app:pull'],
  credential,
  answers = [{ body: { token: 't' } }],
}: {
  realm?: string;
  service?: string;
  scopes?: readonly string[];
  credential?: TokenCredential;
  answers?: readonly Answer[];
}) {
  const sent: HttpRequest[] = [];
  const transport: Transport = (request) => {
    const { status = 200, body = {} } = answers[sent.length] ?? { status: 500 };
    sent.push(request);
    const { url } = request;
    const bytes = Buffer.from(JSON.stringify(body));
    return Promise.resolve(
      ok({ url, status, header: () => undefined, body: bytes, retryAfter: undefined }),
    );
  };
  const request = { realm: new URL(realm), service, scopes, credential };
  return { token: await requestToken(transport, request, () => noon, never), sent };
}

describe('a request for a token', () => {
  it('is a GET with service and scopes, with the password by Basic', async () => {
    const { sent } = await exchange({ credential: alice });
    expect(sent[0]).toMatchObject({ method: 'GET', headers: { Authorization: basicAlice } });
    expect(sent[0]?.url.href).toBe(
      'https://auth.example/token?service=registry.example&scope=repository%3Ateam%2Fapp%3Apull',
    );
  });

  it('keeps the realm’s own query and cannot be made to send other parameters', async () => {
    const { sent } = await exchange({
      realm: 'https://auth.example/token?tenant=1',
      service: 's&account=x#y',
      scopes: ['aws', 'repository:a:pull&scope=repository:b:pull'],
    });
    expect([...(sent[0]?.url.searchParams ?? [])]).toEqual([
      ['tenant', '1'],
      ['service', 's&account=x#y'],
      ['scope', 'aws'],
      ['scope', 'repository:a:pull&scope=repository:b:pull'],
    ]);
  });

  it('has one service, whatever the realm’s query says', async () => {
    const { sent } = await exchange({ realm: 'https://auth.example/token?service=other' });
    expect(sent[0]?.url.searchParams.getAll('service')).toEqual(['registry.example']);
  });

  it('is a POST for an identity token, which stands in no URL', async () => {
    const { sent } = await exchange({ credential: refresh });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ method: 'POST', headers: {} });
    expect(sent[0]?.url.href).toBe('https://auth.example/token');
    expect(Object.fromEntries(sent[0]?.form ?? [])).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'refresh',
      client_id: 'seaworthy',
      service: 'registry.example',
      scope: 'repository:team/app:pull',
    });
  });

  it.each([404, 405])(
    'is an anonymous GET when the server answers POST with %i',
    async (status) => {
      const answers = [{ status }, { body: { token: 't' } }];
      const { sent, token } = await exchange({ credential: refresh, answers });
      expect(sent.map(({ method }) => method)).toEqual(['POST', 'GET']);
      expect(JSON.stringify(sent[1])).not.toContain('refresh');
      expect(sent[1]?.headers).toEqual({});
      expect(token).toMatchObject({ ok: true, value: { token: 't' } });
    },
  );

  it.each([400, 401, 403, 429, 500])('is not sent again after POST with %i', async (status) => {
    const { sent, token } = await exchange({ credential: refresh, answers: [{ status }] });
    expect(sent).toHaveLength(1);
    expect(token).toMatchObject({ ok: false, error: { status } });
  });
});

describe('a token', () => {
  it.each([
    ['the default of a minute', {}, 50_000],
    ['its own lifetime', { expires_in: 300 }, 290_000],
    ['nothing, when it is too short', { expires_in: 5 }, 0],
    ['the default when it is no number', { expires_in: '300' }, 50_000],
    ['the default when it is negative', { expires_in: -120 }, 50_000],
    ['a day at most', { expires_in: 1e12 }, 24 * 60 * 60_000 - 10_000],
    [
      'what is left when the server kept it for a while',
      { expires_in: 300, issued_at: '2026-01-01T11:58:00Z' },
      170_000,
    ],
    [
      'its own lifetime when the server’s clock is fast',
      { expires_in: 300, issued_at: '2026-01-01T12:10:00Z' },
      290_000,
    ],
    [
      'its own lifetime when the server’s clock is slow',
      { expires_in: 300, issued_at: '2026-01-01T11:00:00Z' },
      290_000,
    ],
    [
      'its own lifetime when the time is no time',
      { expires_in: 300, issued_at: 'yesterday' },
      290_000,
    ],
  ])('lives for %s', async (_, fields, lifetime) => {
    const { token } = await exchange({ answers: [{ body: { token: 't', ...fields } }] });
    expect(token).toMatchObject({ ok: true, value: { lifetime } });
  });

  it.each([
    [{ access_token: 'a', token: 't' }, 't'],
    [{ access_token: 'a' }, 'a'],
    [{ access_token: 'a', token: '' }, 'a'],
    [{ access_token: 'a', token: 'b c' }, 'a'],
  ])('of %j is %s', async (body, expected) => {
    const { token } = await exchange({ answers: [{ body }] });
    expect(token).toMatchObject({ value: { token: expected } });
  });

  it.each([
    {},
    { token: 42 },
    { token: 'a\r\nHost: evil.example' },
    { token: 'naïve' },
    { token: '' },
    [],
  ])('is not in %j', async (body) => {
    const { token } = await exchange({ answers: [{ body }] });
    expect(token).toMatchObject({
      error: { code: 'invalid-response', detail: 'no token in the answer' },
    });
  });
});
