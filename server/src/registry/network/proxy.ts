import { fail, ok, type Result } from '../../text/result.ts';
import { isLocalName, kindOfLiteral } from './addresses.ts';
import { isInNetwork, parseAddress, parseNetwork } from './ip-networks.ts';

/** What an editor says of proxies, as VS Code does with `http.proxy` and the settings beside it. */
export interface EditorProxySettings {
  /** Whether no proxy is used at all, whatever the environment says (`http.proxySupport: off`). */
  readonly isOff: boolean;
  /** The proxy's URL; without one the environment decides. */
  readonly url?: string;
  /** Hosts that are reached directly, beside those of the environment. */
  readonly noProxy: readonly string[];
  /** Whether the certificate of the proxy itself must be trusted; those of registries always must. */
  readonly isStrict: boolean;
  /** The `Proxy-Authorization` field for the proxy of `url`, when there is no user or password in that. */
  readonly authorization?: string;
}

export interface Proxy {
  /** `http:` or `https:`, without user and password. */
  readonly url: URL;
  /** The `Proxy-Authorization` field: a secret. */
  readonly authorization?: string;
  readonly isStrict: boolean;
  /** Where it is set: `http.proxy`, `HTTPS_PROXY`. */
  readonly source: string;
}

/** Why what is set cannot be used; never holds the URL, in which a password may be. */
export interface ProxyProblem {
  readonly source: string;
  readonly reason:
    'not a URL' | 'SOCKS is not supported' | 'neither http nor https' | 'not a header';
}

/** Finds the proxy for a URL; undefined when it is reached directly. */
export type ProxyChooser = (url: URL) => Result<Proxy | undefined, ProxyProblem>;

export interface ProxySettings {
  readonly editor?: EditorProxySettings;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

interface Setting {
  readonly source: string;
  readonly value: string;
  /** The field that counts when the value has no user and no password. */
  readonly authorization?: string;
}

const direct: Result<undefined, never> = ok(undefined);

/**
 * Chooses proxies as the editor says, else as `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` do
 * for Docker, in upper or lower case. This machine is never reached through a proxy. All addresses of a proxy are allowed.
 */
export function createProxyChooser({ editor, environment }: ProxySettings): ProxyChooser {
  const bypasses = [
    ...(editor?.noProxy ?? []),
    ...splitList(readSetting(environment, ['NO_PROXY'])?.value ?? ''),
  ].flatMap(parseBypass);

  return (url) => {
    if (editor?.isOff === true || isThisMachine(url)) return direct;
    if (bypasses.some((bypass) => matches(bypass, url))) return direct;
    const setting = editorProxy(editor) ?? environmentProxy(url, environment);
    return setting === undefined ? direct : readProxy(setting, editor?.isStrict ?? true);
  };
}

/** The editor's proxy, with the field that is meant for it and for no other. */
function editorProxy(editor: EditorProxySettings | undefined): Setting | undefined {
  if (editor?.url === undefined) return undefined;
  const { url: value, authorization } = editor;
  return { source: 'http.proxy', value, ...(authorization !== undefined && { authorization }) };
}

function isThisMachine(url: URL): boolean {
  const kind = kindOfLiteral(url);
  return isLocalName(url) || kind === 'loopback' || kind === 'unspecified';
}

function environmentProxy(
  { protocol }: URL,
  environment: ProxySettings['environment'],
): Setting | undefined {
  if (protocol === 'https:') return readSetting(environment, ['HTTPS_PROXY', 'ALL_PROXY']);
  // In a CGI program, HTTP_PROXY is what a client wrote into its `Proxy` field (CVE-2016-5385).
  const isCgi = (environment['REQUEST_METHOD'] ?? '') !== '';
  const safe = isCgi ? { ...environment, HTTP_PROXY: undefined } : environment;
  return readSetting(safe, ['HTTP_PROXY', 'ALL_PROXY']);
}

function readSetting(
  environment: ProxySettings['environment'],
  names: readonly string[],
): Setting | undefined {
  return names
    .flatMap((name) => [name, name.toLowerCase()])
    .map((source) => ({ source, value: environment[source]?.trim() ?? '' }))
    .find(({ value }) => value !== '');
}

function readProxy(
  { source, value, authorization: field = '' }: Setting,
  isStrict: boolean,
): Result<Proxy, ProxyProblem> {
  const refuse = (reason: ProxyProblem['reason']) => fail({ source, reason });
  const text = value.includes('://') ? value : `http://${value}`;
  if (!URL.canParse(text)) return refuse('not a URL');
  const { protocol, host, username, password } = new URL(text);
  if (protocol.startsWith('socks')) return refuse('SOCKS is not supported');
  if (protocol !== 'http:' && protocol !== 'https:') return refuse('neither http nor https');
  const own = basicAuthorization(username, password);
  if (own === undefined) return refuse('not a URL');
  const authorization = own === '' ? field : own;
  if (!/^[\t\x20-\x7e]*$/.test(authorization)) return refuse('not a header');
  return ok({
    url: new URL(`${protocol}//${host}`),
    ...(authorization !== '' && { authorization }),
    isStrict,
    source,
  });
}

/** The field's value (RFC 7617), empty without user and password; undefined when they are not well encoded. */
function basicAuthorization(username: string, password: string): string | undefined {
  if (username === '' && password === '') return '';
  try {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
  } catch {
    return undefined;
  }
}

/** Hosts that are reached directly. */
interface Bypass {
  readonly matchesHost: (hostname: string) => boolean;
  readonly port?: string;
}

function splitList(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((entry) => entry !== '');
}

/**
 * Reads an entry of `NO_PROXY` in the forms that Docker knows: `*` for all, `example.com` with all names
 * below it, `.example.com` or `*.example.com` for those below alone, an address, a network in CIDR notation;
 * all but the networks also with a port.
 */
function parseBypass(entry: string): readonly Bypass[] {
  if (entry === '*') return [{ matchesHost: () => true }];
  const network = parseNetwork(entry);
  if (network !== undefined) return [{ matchesHost: (name) => isAddressIn(name, network) }];
  const [, host = '', port] =
    /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? /^(.*)$/.exec(entry) ?? [];
  const matchesHost = hostTest(host.toLowerCase());
  return matchesHost === undefined ? [] : [{ matchesHost, ...(port !== undefined && { port }) }];
}

function hostTest(host: string): Bypass['matchesHost'] | undefined {
  const address = parseAddress(host);
  if (address !== undefined)
    return (name) => isAddressIn(name, { start: address, prefix: address.length * 8 });
  const name = host.replace(/^\*(?=\.)/, '').replace(/\.$/, '');
  if (name === '' || name === '.') return undefined;
  if (name.startsWith('.')) return (hostname) => withoutDot(hostname).endsWith(name);
  return (hostname) => `.${withoutDot(hostname)}`.endsWith(`.${name}`);
}

function isAddressIn(hostname: string, network: Parameters<typeof isInNetwork>[1]): boolean {
  const address = parseAddress(hostname);
  return address !== undefined && isInNetwork(address, network);
}

function matches({ matchesHost, port }: Bypass, url: URL): boolean {
  const defaultPort = url.protocol === 'http:' ? '80' : '443';
  const isPort = port === undefined || port === (url.port === '' ? defaultPort : url.port);
  return isPort && matchesHost(url.hostname);
}

function withoutDot(hostname: string): string {
  return hostname.replace(/\.$/, '');
}
