import { fail, type Result } from '../../text/result.ts';
import { registryError, type RegistryError } from '../errors.ts';
import type { HttpAnswer, HttpRequest, Transport } from '../network/transport.ts';
import type { NoticeListener } from '../notices.ts';
import { createRecent } from '../recent.ts';
import { createCircuit, type Circuit } from './circuit.ts';
import type { Clock } from './clock.ts';
import { waitBeforeRetry } from './retry.ts';
import { createSlots, type Slots } from './slots.ts';

export interface PatienceOptions {
  readonly clock: Clock;
  /** From 0 to 1, so that many clients do not come back at the same moment. */
  readonly random: () => number;
  readonly onNotice: NoticeListener;
  readonly log: (line: string) => void;
}

type Outcome = Result<HttpAnswer, RegistryError>;

interface Host {
  readonly slots: Slots;
  readonly circuit: Circuit;
  hasAnswered: boolean;
}

const requestsAtATime = 4;
const maximalHosts = 200;

/**
 * The transport with manners: at most four requests a host at a time, what can succeed later sent again
 * (`waitBeforeRetry`), and a host left alone that refuses or keeps silent (`Circuit`). While it is, requests to
 * it fail at once with the code of the cause, the detail `paused` and the time left as `retryAfter`.
 * A host is scheme, name and port. All waiting ends as `cancelled` when the signal is aborted.
 *
 * A time in `Retry-After` that is too long to wait for is obeyed: nothing is sent to the host before it ends
 * or five minutes have passed. What a registry says of pulls that are left is not: requests with HEAD are not
 * counted, and a registry that has enough says 429.
 */
export function patient(transport: Transport, options: PatienceOptions): Transport {
  const { clock } = options;
  const hosts = createRecent<Host>(maximalHosts);

  function hostOf({ origin }: URL): Host {
    const known = hosts.get(origin);
    if (known !== undefined) return known;
    const circuit = createCircuit(() => clock.now());
    const slots = createSlots(() => (circuit.isOnProbation ? 1 : requestsAtATime));
    const host = { slots, circuit, hasAnswered: false };
    hosts.set(origin, host);
    return host;
  }

  return async (request, signal) => {
    const host = hostOf(request.url);
    const { slots, circuit } = host;
    // Before the queue, so that nobody stands in it for a host that is left alone.
    const refusal = paused(circuit, request);
    if (refusal !== undefined) return refusal;
    if (!(await slots.enter(signal))) return cancelled(request);
    try {
      return await persist(transport, request, signal, host, options);
    } finally {
      slots.leave();
    }
  };
}

/** Sends the request until there is an outcome to live with. It keeps its slot while it waits, so that others wait as well. */
async function persist(
  transport: Transport,
  request: HttpRequest,
  signal: AbortSignal,
  host: Host,
  options: PatienceOptions,
): Promise<Outcome> {
  const { circuit } = host;
  let waited = 0;
  let wasRepeated = false;
  for (let tries = 1; ; tries++) {
    const refusal = paused(circuit, request);
    if (refusal !== undefined) return refusal;
    const outcome = await transport(request, signal);
    host.hasAnswered ||= outcome.ok;
    const effort = { tries, waited, wasRepeated, isKnownHost: host.hasAnswered };
    const wait = waitBeforeRetry(request, outcome, effort, options.random);
    note(outcome, wait !== undefined, request.url, circuit, options);
    if (wait === undefined || circuit.pause !== undefined) return outcome;
    waited += wait;
    wasRepeated ||= !outcome.ok;
    if (wait > 0) options.log(`${request.url.host}: again in ${Math.round(wait)} ms`);
    if (!(await options.clock.wait(wait, signal))) return cancelled(request);
  }
}

/** Tells the circuit how it went; a 429 that is waited for is no failure yet. */
function note(
  outcome: Outcome,
  isRepeated: boolean,
  { host }: URL,
  circuit: Circuit,
  { onNotice, log }: PatienceOptions,
): void {
  const isRefusal = outcome.ok && outcome.value.status === 429;
  const isSilence = !outcome.ok && outcome.error.code === 'timeout';
  if (outcome.ok && !isRefusal) circuit.close();
  if (!isSilence && !(isRefusal && !isRepeated)) return;

  const reason = isRefusal ? 'rate-limited' : 'timeout';
  const pause = circuit.fail(reason, outcome.ok ? outcome.value.retryAfter : undefined);
  if (pause === undefined) return;
  log(`${host}: not asked for ${Math.round(pause.duration / 1000)} s (${reason})`);
  const { duration, isNews } = pause;
  if (isNews) onNotice({ kind: 'paused', host, reason, duration });
}

function paused({ pause }: Circuit, { url }: HttpRequest): Outcome | undefined {
  if (pause === undefined) return undefined;
  const facts = { detail: 'paused', retryAfter: Math.ceil(pause.duration) };
  return fail(registryError(pause.reason, url.host, facts));
}

function cancelled({ url }: HttpRequest): Outcome {
  return fail(registryError('cancelled', url.host));
}
