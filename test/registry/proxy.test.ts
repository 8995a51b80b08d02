import { describe, expect, it } from 'vitest';
import {
  createProxyChooser,
  type EditorProxySettings,
} from '../../server/src/registry/network/proxy.ts';

type Environment = Readonly<Record<string, string>>;

/** The proxy's address for a URL, `direct`, or what is wrong. */
function choose(url: string, environment: Environment, editor?: EditorProxySettings): string {
  const chosen = createProxyChooser({ environment, ...(editor && { editor }) })(new URL(url));
  if (!chosen.ok) return `${chosen.error.source}: ${chosen.error.reason}`;
  return chosen.value?.url.href ?? 'direct';
}

const editor: EditorProxySettings = { isOff: false, noProxy: [], isStrict: true };
const proxy = 'http://proxy.example:3128';

describe('the environment', () => {
  it.each([
    ['https://a.example', {}, 'direct'],
    ['https://a.example', { HTTPS_PROXY: proxy }, `${proxy}/`],
    ['https://a.example', { https_proxy: proxy }, `${proxy}/`],
    ['https://a.example', { HTTP_PROXY: proxy }, 'direct'],
    ['https://a.example', { ALL_PROXY: proxy }, `${proxy}/`],
    [
      'https://a.example',
      { all_proxy: proxy, HTTPS_PROXY: 'https://other.example' },
      'https://other.example/',
    ],
    ['https://a.example', { HTTPS_PROXY: ' ' }, 'direct'],
    ['https://a.example', { HTTPS_PROXY: 'proxy.example:3128' }, `${proxy}/`],
    ['http://a.example', { HTTP_PROXY: proxy }, `${proxy}/`],
    ['http://a.example', { http_proxy: proxy }, `${proxy}/`],
    ['http://a.example', { HTTPS_PROXY: proxy }, 'direct'],
    ['http://a.example', { HTTP_PROXY: proxy, REQUEST_METHOD: 'GET' }, 'direct'],
    ['http://a.example', { http_proxy: proxy, REQUEST_METHOD: 'GET' }, `${proxy}/`],
  ])('sends %s with %j: %s', (url, environment: Environment, expected) => {
    expect(choose(url, environment)).toBe(expected);
  });

  it.each([
    'http://localhost:5000',
    'https://LOCALHOST',
    'https://registry.localhost',
    'https://127.0.0.1:5000',
    'https://127.8.8.8',
    'https://[::1]:5000',
    'https://[::ffff:127.0.0.1]',
    'https://0.0.0.0',
  ])('never sends %s, this machine, to a proxy', (url) => {
    expect(choose(url, { ALL_PROXY: proxy }, { ...editor, url: proxy })).toBe('direct');
  });

  it('does not keep addresses of others from the proxy', () => {
    expect(choose('https://10.0.0.1', { HTTPS_PROXY: proxy })).toBe(`${proxy}/`);
  });
});

describe('NO_PROXY', () => {
  it.each([
    ['*', 'https://a.example', true],
    ['a.example', 'https://a.example', true],
    ['A.Example', 'https://a.example', true],
    ['a.example', 'https://A.EXAMPLE', true],
    ['a.example', 'https://a.example.', true],
    ['a.example', 'https://x.a.example', true],
    ['a.example', 'https://xa.example', false],
    ['a.example', 'https://a.example.com', false],
    ['.a.example', 'https://x.a.example', true],
    ['.a.example', 'https://a.example', false],
    ['*.a.example', 'https://x.y.a.example', true],
    ['*.a.example', 'https://a.example', false],
    ['a.example:443', 'https://a.example', true],
    ['a.example:443', 'https://a.example:5000', false],
    ['a.example:5000', 'https://a.example:5000', true],
    ['a.example:80', 'http://a.example', true],
    ['10.0.0.1', 'https://10.0.0.1:5000', true],
    ['10.0.0.1', 'https://10.0.0.11', false],
    ['10.0.0.1:5000', 'https://10.0.0.1:5000', true],
    ['10.0.0.1:5000', 'https://10.0.0.1', false],
    ['10.0.0.0/8', 'https://10.255.0.1', true],
    ['10.0.0.0/8', 'https://11.0.0.1', false],
    ['10.0.0.0/9', 'https://10.128.0.1', false],
    ['10.0.0.0/8', 'https://ten.example', false],
    ['fd00::/8', 'https://[fd12::1]', true],
    ['fd00::/8', 'https://[fe12::1]', false],
    ['::1,fd12::1', 'https://[fd12::1]:5000', true],
    ['[fd12::1]:5000', 'https://[fd12::1]:5000', true],
    ['b.example,a.example', 'https://a.example', true],
    ['b.example a.example', 'https://a.example', true],
    [' , ,', 'https://a.example', false],
    ['.', 'https://a.example', false],
    [':443', 'https://a.example', false],
    ['10.0.0.0/33', 'https://10.0.0.1', false],
  ])('%j leaves out %s: %s', (list, url, isLeftOut) => {
    const expected = isLeftOut ? 'direct' : `${proxy}/`;
    expect(choose(url, { ALL_PROXY: proxy, NO_PROXY: list })).toBe(expected);
    expect(choose(url, { ALL_PROXY: proxy, no_proxy: list })).toBe(expected);
  });
});

describe('the editor', () => {
  it('wins over the environment', () => {
    const settings = { ...editor, url: 'http://editor.example' };
    expect(choose('https://a.example', { HTTPS_PROXY: proxy }, settings)).toBe(
      'http://editor.example/',
    );
    expect(choose('http://a.example', {}, settings)).toBe('http://editor.example/');
  });

  it('leaves it to the environment when it has none', () => {
    expect(choose('https://a.example', { HTTPS_PROXY: proxy }, editor)).toBe(`${proxy}/`);
  });

  it('turns all proxies off', () => {
    const settings = { ...editor, url: proxy, isOff: true };
    expect(choose('https://a.example', { HTTPS_PROXY: proxy }, settings)).toBe('direct');
  });

  it('leaves out hosts beside those of the environment', () => {
    const settings = { ...editor, url: proxy, noProxy: ['a.example'] };
    const environment = { NO_PROXY: 'b.example' };
    expect(choose('https://a.example', environment, settings)).toBe('direct');
    expect(choose('https://b.example', environment, settings)).toBe('direct');
    expect(choose('https://c.example', environment, settings)).toBe(`${proxy}/`);
  });
});

describe('user and password of a proxy', () => {
  const secret = ['p', 'ä:', 's'].join('');
  const url = `http://me:${encodeURIComponent(secret)}@proxy.example:3128`;
  const basic = `Basic ${Buffer.from(`me:${secret}`).toString('base64')}`;

  it('become a field and leave the URL', () => {
    const chosen = createProxyChooser({ environment: { HTTPS_PROXY: url } })(
      new URL('https://a.example'),
    );
    expect(chosen).toEqual({
      ok: true,
      value: {
        url: new URL('http://proxy.example:3128'),
        authorization: basic,
        isStrict: true,
        source: 'HTTPS_PROXY',
      },
    });
  });

  /** The field that is sent for a host, with the editor's own beside its URL or that of the environment. */
  function fieldWith(environment: Environment, editorUrl: { readonly url?: string }) {
    const settings = { ...editor, ...editorUrl, isStrict: false, authorization: 'Negotiate abc' };
    const chooser = createProxyChooser({ environment, editor: settings });
    const chosen = chooser(new URL('https://a.example'));
    return chosen.ok ? chosen.value?.authorization : chosen.error;
  }

  it('win over the field that the editor has, which is for a URL without them', () => {
    expect(fieldWith({}, { url })).toBe(basic);
    expect(fieldWith({}, { url: proxy })).toBe('Negotiate abc');
  });

  it('of the editor are for its own proxy, not for one that the environment names', () => {
    expect(fieldWith({ HTTPS_PROXY: proxy }, {})).toBeUndefined();
    expect(fieldWith({ HTTPS_PROXY: url }, {})).toBe(basic);
  });
});

describe('a proxy that cannot be used', () => {
  it.each([
    ['socks5://me:hunter2@proxy.example:1080', 'SOCKS is not supported'],
    ['socks://proxy.example', 'SOCKS is not supported'],
    ['ftp://proxy.example', 'neither http nor https'],
    ['http://', 'not a URL'],
    ['http://me:hunter2@proxy example', 'not a URL'],
    ['http://me:%ff@proxy.example', 'not a URL'],
  ])('%s says why, and never its password', (value, reason) => {
    expect(choose('https://a.example', { HTTPS_PROXY: value })).toBe(`HTTPS_PROXY: ${reason}`);
  });

  it('has a field that would break the request', () => {
    const settings = { ...editor, url: proxy, authorization: 'Basic a\r\nX: y' };
    expect(choose('https://a.example', {}, settings)).toBe('http.proxy: not a header');
  });
});
