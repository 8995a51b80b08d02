import { codeOf } from '../../text/error-code.ts';
import type { AddressKind } from './addresses.ts';
import type { ProxyProblem } from './proxy.ts';
import { connectionError, registryError, type RegistryError } from '../errors.ts';

/**
 * A failure that our own connections raise. All of it is in the `code`, because what stands between us and
 * the sockets passes on nothing else of an error.
 */
export class ConnectionFailure extends Error {
  readonly code: string;

  private constructor(code: string) {
    super(code);
    this.name = 'ConnectionFailure';
    this.code = code;
  }

  /** The host has no address that it may be reached at; the kind is that of one it has. */
  static forbiddenAddress(kind: AddressKind): ConnectionFailure {
    return new ConnectionFailure(`ERR_FORBIDDEN_ADDRESS ${kind}`);
  }

  /** The proxy, by host and port, cannot be reached or does not connect; `reason` is its status or an error code. */
  static proxy(host: string, reason: string): ConnectionFailure {
    return new ConnectionFailure(`ERR_PROXY ${host} ${reason}`);
  }

  /** What is set as a proxy cannot be used. */
  static proxySetting({ source, reason }: ProxyProblem): ConnectionFailure {
    return new ConnectionFailure(`ERR_PROXY_SETTING ${source}: ${reason}`);
  }
}

/**
 * What the failure of a request to `host` means: a forbidden address is `refused`, a proxy's failure is
 * `proxy` (never laid to the registry), all else is what Node's own codes say.
 */
export function failureOf(host: string, cause: unknown): RegistryError {
  const code = codeOf(cause);
  const [name, rest] = splitOnce(code);
  if (name === 'ERR_FORBIDDEN_ADDRESS')
    return registryError('refused', host, { detail: `address: ${rest}` });
  if (name === 'ERR_PROXY_SETTING') return registryError('proxy', host, { detail: rest });
  if (name !== 'ERR_PROXY') return connectionError(host, cause);
  const [proxy, reason] = splitOnce(rest);
  return /^\d{3}$/.test(reason)
    ? registryError('proxy', host, { proxy, status: Number(reason) })
    : registryError('proxy', host, { proxy, detail: reason });
}

function splitOnce(text: string): readonly [string, string] {
  const space = text.indexOf(' ');
  return space === -1 ? [text, ''] : [text.slice(0, space), text.slice(space + 1)];
}
