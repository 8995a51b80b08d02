import type { Digest } from '../reference/digest.ts';
import type { ImageReference } from '../reference/reference.ts';
import { fail, ok, type Result } from '../text/result.ts';
import type { AskError } from './ask.ts';
import { findContainers } from './containers.ts';
import { meetEngine, type Engine } from './engine.ts';
import type { EngineError, EngineReport, EngineSource } from './engine-source.ts';
import { findImage } from './images.ts';
import { enginePlaces, type EnginePlace } from './places.ts';

export interface EngineOptions {
  /** The socket that the person has set; undefined looks where Docker and Podman put theirs. */
  readonly socket: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** That of this machine when it is left out. */
  readonly platform?: NodeJS.Platform;
}

/** Milliseconds for all that is asked of the engines together. */
const maximalTime = 20_000;

/**
 * Makes the real port to the engine of this machine. It asks by GET alone, at sockets of this machine alone. Of several
 * engines in their usual places, the first that has the image answers, else the first that answers at all.
 */
export function createEngineSource(options: EngineOptions): EngineSource {
  const { platform = process.platform } = options;
  return {
    async look(reference, digest = reference.digest, signal) {
      const ended = AbortSignal.any([signal, AbortSignal.timeout(maximalTime)]);
      const places = await enginePlaces({ ...options, platform });
      const result = await lookAt(places, reference, digest, ended);
      const isLate = !result.ok && result.error.code === 'cancelled' && !signal.aborted;
      return isLate ? fail({ ...result.error, code: 'timeout' }) : result;
    },
  };
}

type Look = Result<EngineReport, EngineError>;

async function lookAt(
  places: readonly EnginePlace[],
  reference: ImageReference,
  digest: Digest | undefined,
  signal: AbortSignal,
): Promise<Look> {
  let best: Look | undefined;
  for (const place of places) {
    const look = await lookAtPlace(place, reference, digest, signal);
    if (look.ok && look.value.image !== undefined) return look;
    if (best === undefined || weight(look) > weight(best)) best = look;
    if (signal.aborted) break;
  }
  return best ?? fail({ code: 'not-found', endpoint: '' });
}

/** What says more than that nobody listens there. */
function weight(look: Look): number {
  if (look.ok) return 3;
  if (look.error.code === 'not-found') return 0;
  return look.error.code === 'denied' ? 1 : 2;
}

async function lookAtPlace(
  place: EnginePlace,
  reference: ImageReference,
  digest: Digest | undefined,
  signal: AbortSignal,
): Promise<Look> {
  if (place.kind === 'elsewhere') return fail({ code: 'not-local', endpoint: place.endpoint });
  const engine = await meetEngine(place.path, signal);
  const look = engine.ok ? await lookIn(engine.value, reference, digest, signal) : engine;
  if (look.ok) return look;
  const { code, detail } = look.error;
  return fail({
    // Who answers that there is no such page is none of the engines that we know.
    code: code === 'missing' ? 'invalid-answer' : code,
    endpoint: place.path,
    ...(detail !== undefined && { detail }),
  });
}

async function lookIn(
  engine: Engine,
  reference: ImageReference,
  digest: Digest | undefined,
  signal: AbortSignal,
): Promise<Result<EngineReport, AskError>> {
  const image = await findImage(engine, reference, digest, signal);
  if (!image.ok) return image;
  const report = { engine: engine.facts, image: image.value };
  if (image.value === undefined) return ok({ ...report, containers: [], omitted: 0 });
  const running = await findContainers(engine, image.value.id, signal);
  return running.ok ? ok({ ...report, ...running.value }) : running;
}
