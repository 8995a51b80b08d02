import { explainBar, explainNotice, type RegistryBar } from '../analysis/registry-sentences.ts';
import type { RegistryError } from '../registry/errors.ts';
import type { RegistryNotice } from '../registry/notices.ts';
import type { StatusParams } from './protocol.ts';

export const readyStatus: StatusParams = {
  state: 'ready',
  detail:
    'Registries are asked only when you ask for it: to pin, check or update an image, or to complete a tag.',
};

export function barredStatus(bar: RegistryBar): StatusParams {
  return { state: bar === 'disabled' ? 'disabled' : 'untrusted', detail: explainBar(bar) };
}

/** The status with how the background checks stand, where registries may be asked at all. */
export function withWatch(status: StatusParams, watch: string | undefined): StatusParams {
  const { state, detail } = status;
  if (watch === undefined || state === 'disabled' || state === 'untrusted') return status;
  // The usual sentence says that nothing is asked in the background.
  return { state, detail: status === readyStatus ? watch : `${detail} ${watch}` };
}

/** What an error says of the registries in general; undefined when it is about one image only. */
export function statusAfter(
  { code, host }: RegistryError,
  ready: StatusParams,
): StatusParams | undefined {
  switch (code) {
    case 'unreachable':
    case 'timeout':
    case 'tls':
      return { state: 'offline', detail: `${host} could not be reached.` };
    case 'rate-limited':
      return { state: 'rate-limited', detail: `${host} is refusing further requests for now.` };
    case 'cancelled':
    case 'refused':
    case 'skipped':
      return undefined;
    default:
      return ready;
  }
}

/** What a registry's notice says of the registries in general; undefined for a sentence about one image. */
export function statusAfterNotice(notice: RegistryNotice): StatusParams | undefined {
  const detail = explainNotice(notice);
  switch (notice.kind) {
    case 'warning':
      return undefined;
    case 'rate-limit':
      return { state: 'ready', detail };
    case 'paused':
      return { state: notice.reason === 'rate-limited' ? 'rate-limited' : 'offline', detail };
  }
}
