import { explainBar, type RegistryBar } from '../analysis/sentences.ts';
import type { RegistryError } from '../registry/errors.ts';
import type { StatusParams } from './protocol.ts';

export const readyStatus: StatusParams = {
  state: 'ready',
  detail: 'Registries are asked only when you pin an image.',
};

export function barredStatus(bar: RegistryBar): StatusParams {
  return { state: bar === 'disabled' ? 'disabled' : 'untrusted', detail: explainBar(bar) };
}

/** What an error says of the registries in general; undefined when it is about one image only. */
export function statusAfter({ code, host }: RegistryError): StatusParams | undefined {
  switch (code) {
    case 'unreachable':
    case 'timeout':
    case 'tls':
      return { state: 'offline', detail: `${host} could not be reached.` };
    case 'rate-limited':
      return { state: 'rate-limited', detail: `${host} is refusing further requests for now.` };
    case 'cancelled':
    case 'refused':
      return undefined;
    default:
      return readyStatus;
  }
}
