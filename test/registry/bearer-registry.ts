import type { ServerResponse } from 'node:http';
import {
  sendChallenge,
  sendIndex,
  sendJson,
  type ReceivedRequest,
  type Script,
} from '../support/fake-registry.ts';

export interface BearerRegistry {
  readonly realm: (origin: string) => string;
  /** Of the challenge, behind the realm. */
  readonly parameters: string;
  /** Whether it accepts an `Authorization` field. */
  readonly accepts: (field: string | undefined) => boolean;
  readonly giveToken: (request: ReceivedRequest, response: ServerResponse) => void;
}

/** A registry that wants a Bearer token from its own `/token`; the parts may be changed. */
export function bearerRegistry({
  realm = (origin: string) => `${origin}/token`,
  parameters = ',service="fake",scope="repository:team/app:pull"',
  accepts = (field: string | undefined): boolean => field === 'Bearer t0ken',
  giveToken = (_: ReceivedRequest, response: ServerResponse) => {
    sendJson(response, { token: 't0ken' });
  },
}: Partial<BearerRegistry> = {}): Script {
  return (request, response) => {
    if (request.path === '/token') giveToken(request, response);
    else if (accepts(request.headers.authorization)) sendIndex(response);
    else sendChallenge(response, `Bearer realm="${realm(request.origin)}"${parameters}`);
  };
}
