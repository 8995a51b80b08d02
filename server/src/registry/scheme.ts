import type { Result } from '../text/result.ts';
import type { AuthorizedAnswer } from './authorization.ts';
import type { RegistryError } from './errors.ts';
import type { Endpoint } from './hosts.ts';

type Outcome = Result<AuthorizedAnswer, RegistryError>;

/** Remembers whether loopback registries speak plain HTTP or TLS; all others have one address only. */
export interface SchemeMemory {
  /** Asks the endpoint at the first of its addresses where it answers in the address's scheme. */
  reach(endpoint: Endpoint, ask: (base: string) => Promise<Outcome>): Promise<Outcome>;
}

export function createSchemeMemory(): SchemeMemory {
  const known = new Map<string, string>();

  return {
    async reach({ host, bases }, ask) {
      const [plain, secure] = bases;
      const base = known.get(host) ?? plain;
      if (base === undefined) throw new RangeError('an endpoint has at least one address');
      const first = await ask(base);
      if (secure === undefined || known.has(host)) return first;
      if (!mayBeTlsServer(first)) {
        if (first.ok) known.set(host, base);
        return first;
      }
      const second = await ask(secure);
      if (!isTlsServer(second)) return first;
      known.set(host, secure);
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
