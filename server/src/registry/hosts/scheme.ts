import type { Result } from '../../text/result.ts';
import type { AuthorizedAnswer } from '../authorization/authorization.ts';
import type { RegistryError } from '../errors.ts';
import type { Endpoint } from './hosts.ts';
import type { Transport } from '../network/transport.ts';

type Outcome = Result<AuthorizedAnswer, RegistryError>;

/**
 * Remembers which of its two addresses a registry answers at. One on this machine is asked by plain HTTP
 * first and by TLS if it seems to speak that; one elsewhere that may be asked by plain HTTP is asked by TLS first.
 */
export interface SchemeMemory {
  /** The transport; what answers through it in plain HTTP is never taken for a TLS server. */
  observe(transport: Transport): Transport;
  /** Asks the endpoint at the first of its addresses where it answers in the address's scheme. */
  reach(endpoint: Endpoint, ask: (base: string) => Promise<Outcome>): Promise<Outcome>;
}

export function createSchemeMemory(): SchemeMemory {
  const plainServers = new Set<string>();
  const tlsServers = new Set<string>();

  async function reachPlainFirst(
    plain: string,
    secure: string,
    ask: (base: string) => Promise<Outcome>,
  ): Promise<Outcome> {
    if (tlsServers.has(secure)) return ask(secure);
    const first = await ask(plain);
    // A registry that has answered is not to blame for what failed later, at a token server maybe.
    if (plainServers.has(plain) || !mayBeTlsServer(first)) return first;
    const second = await ask(secure);
    if (!isTlsServer(second)) return first;
    tlsServers.add(secure);
    return second;
  }

  async function reachTlsFirst(
    secure: string,
    plain: string,
    ask: (base: string) => Promise<Outcome>,
  ): Promise<Outcome> {
    if (plainServers.has(plain)) return ask(plain);
    const first = await ask(secure);
    if (tlsServers.has(secure) || !mayBePlainServer(first)) {
      if (first.ok) tlsServers.add(secure);
      return first;
    }
    const second = await ask(plain);
    return plainServers.has(plain) ? second : first;
  }

  return {
    observe: (transport) => async (request, signal) => {
      const answer = await transport(request, signal);
      const { protocol, origin } = request.url;
      if (protocol === 'http:' && answer.ok && answer.value.status !== 400)
        plainServers.add(origin);
      return answer;
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

/** TLS servers answer plain HTTP with 400, in no HTTP at all, or by closing the connection. */
function mayBeTlsServer(outcome: Outcome): boolean {
  if (outcome.ok) return outcome.value.answer.status === 400;
  const { code, detail } = outcome.error;
  return code === 'invalid-response' || (code === 'unreachable' && detail !== 'ECONNREFUSED');
}

/** An answer, or a quarrel about the certificate; one about the protocol shows a plain server. */
function isTlsServer(outcome: Outcome): boolean {
  if (outcome.ok) return true;
  const { code, detail = '' } = outcome.error;
  return code === 'cancelled' || (code === 'tls' && !isAboutProtocol(detail));
}

/** Plain servers answer TLS in no TLS at all, or by closing the connection, or not on its port. */
function mayBePlainServer(outcome: Outcome): boolean {
  if (outcome.ok) return false;
  const { code, detail = '' } = outcome.error;
  return code === 'unreachable' || (code === 'tls' && isAboutProtocol(detail));
}

function isAboutProtocol(detail: string): boolean {
  return /^(?:EPROTO|ERR_SSL_)/.test(detail);
}
