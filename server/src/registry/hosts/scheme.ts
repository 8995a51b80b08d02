import type { Result } from '../../text/result.ts';
import type { AuthorizedAnswer } from '../authorization/authorization.ts';
import type { RegistryError } from '../errors.ts';
import { parseUrl, type Endpoint } from './hosts.ts';
import type { HttpAnswer, Transport } from '../network/transport.ts';

type Outcome = Result<AuthorizedAnswer, RegistryError>;
type Ask = (base: string) => Promise<Outcome>;

/**
 * Remembers which of its two addresses a registry answers at. One on this machine is asked by plain HTTP
 * first and by TLS if it seems to speak that; one elsewhere that may be asked by plain HTTP is asked by TLS first,
 * each time as long as it has not shown that it speaks no TLS, and by TLS alone once it has spoken that.
 */
export interface SchemeMemory {
  /** The transport; who speaks which scheme through it is noted. */
  observe(transport: Transport): Transport;
  /** Asks the endpoint at the first of its addresses where it answers in the address's scheme. */
  reach(endpoint: Endpoint, ask: Ask): Promise<Outcome>;
}

export function createSchemeMemory(): SchemeMemory {
  const spokePlain = new Set<string>();
  const spokeTls = new Set<string>();
  const plainServers = new Set<string>();

  async function reachPlainFirst(plain: string, secure: string, ask: Ask): Promise<Outcome> {
    if (spokeTls.has(secure)) return ask(secure);
    const first = await ask(plain);
    // A registry that has answered is not to blame for what failed later, at a token server maybe.
    if (spokePlain.has(plain) || !mayBeTlsServer(first)) return first;
    const second = await ask(secure);
    const isCancelled = !second.ok && second.error.code === 'cancelled';
    return isCancelled || spokeTls.has(secure) ? second : first;
  }

  async function reachTlsFirst(secure: string, plain: string, ask: Ask): Promise<Outcome> {
    if (plainServers.has(plain)) return ask(plain);
    const first = await ask(secure);
    const doubt = spokeTls.has(secure) ? undefined : doubtOfTls(first, new URL(secure).host);
    if (doubt === undefined) return first;
    const second = await ask(plain);
    if (!spokePlain.has(plain)) return first;
    // A connection that failed once says nothing of the next one.
    if (doubt === 'protocol') plainServers.add(plain);
    return second;
  }

  return {
    observe: (transport) => async (request, signal) => {
      const outcome = await transport(request, signal);
      const { protocol, origin } = request.url;
      if (protocol === 'https:') {
        if (outcome.ok || isQuarrelAboutCertificates(outcome.error)) spokeTls.add(origin);
      } else if (outcome.ok && !isTlsServersAnswer(outcome.value)) spokePlain.add(origin);
      return outcome;
    },

    async reach({ bases }, ask) {
      const [first, second] = bases;
      if (first === undefined) throw new RangeError('an endpoint has at least one address');
      if (second === undefined) return ask(first);
      return first.startsWith('https:')
        ? reachTlsFirst(first, second, ask)
        : reachPlainFirst(first, second, ask);
    },
  };
}

/** What a TLS server says to plain HTTP: 400, or, at the port for that, where TLS is spoken. */
function isTlsServersAnswer({ status, url, header }: HttpAnswer): boolean {
  if (status === 400) return true;
  if (status < 300 || status > 399) return false;
  const target = parseUrl(header('location') ?? '', url);
  return target?.protocol === 'https:' && target.hostname === url.hostname;
}

/** TLS servers answer plain HTTP with 400, in no HTTP at all, or by closing the connection. */
function mayBeTlsServer(outcome: Outcome): boolean {
  if (outcome.ok) return outcome.value.answer.status === 400;
  const { code, detail } = outcome.error;
  return code === 'invalid-response' || (code === 'unreachable' && detail !== 'ECONNREFUSED');
}

/**
 * Why a host may be a plain server, if it may: it answers TLS in no TLS at all (`protocol`), or there is no
 * connection to its port for TLS (`silence`), which proxies often refuse. What another host did is not held against it.
 */
function doubtOfTls(outcome: Outcome, host: string): 'protocol' | 'silence' | undefined {
  if (outcome.ok || outcome.error.host !== host) return undefined;
  const { code, status, detail = '' } = outcome.error;
  if (code === 'tls' && isAboutProtocol(detail)) return 'protocol';
  const isRefusedByProxy = code === 'proxy' && status !== undefined && status !== 407;
  return isRefusedByProxy || code === 'unreachable' || code === 'timeout' ? 'silence' : undefined;
}

function isQuarrelAboutCertificates({ code, detail = '' }: RegistryError): boolean {
  return code === 'tls' && !isAboutProtocol(detail);
}

function isAboutProtocol(detail: string): boolean {
  return /^(?:EPROTO|ERR_SSL_)/.test(detail);
}
