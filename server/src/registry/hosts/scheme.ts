import type { Result } from '../../text/result.ts';
import type { AuthorizedAnswer } from '../authorization/authorization.ts';
import type { RegistryError } from '../errors.ts';
import type { Endpoint } from './hosts.ts';
import type { Transport } from '../network/transport.ts';

type Outcome = Result<AuthorizedAnswer, RegistryError>;

/** Remembers whether loopback registries speak plain HTTP or TLS; all others have one address only. */
export interface SchemeMemory {
  /** The transport; what answers through it in plain HTTP is never taken for a TLS server. */
  observe(transport: Transport): Transport;
  /** Asks the endpoint at the first of its addresses where it answers in the address's scheme. */
  reach(endpoint: Endpoint, ask: (base: string) => Promise<Outcome>): Promise<Outcome>;
}

export function createSchemeMemory(): SchemeMemory {
  const plainServers = new Set<string>();
  const tlsServers = new Set<string>();

  return {
    observe: (transport) => async (request, signal) => {
      const answer = await transport(request, signal);
      const { protocol, origin } = request.url;
      if (protocol === 'http:' && answer.ok && answer.value.status !== 400)
        plainServers.add(origin);
      return answer;
    },

    async reach({ bases }, ask) {
      const [plain, secure] = bases;
      if (plain === undefined) throw new RangeError('an endpoint has at least one address');
      if (secure === undefined) return ask(plain);
      if (tlsServers.has(secure)) return ask(secure);
      const first = await ask(plain);
      // A registry that has answered is not to blame for what failed later, at a token server maybe.
      if (plainServers.has(plain) || !mayBeTlsServer(first)) return first;
      const second = await ask(secure);
      if (!isTlsServer(second)) return first;
      tlsServers.add(secure);
      return second;
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
  return code === 'cancelled' || (code === 'tls' && !/^(?:EPROTO|ERR_SSL_)/.test(detail));
}
