import { distinctPins } from '../analysis/distinct-pins.ts';
import {
  dueAt,
  dueImages,
  pauseAfter,
  type Pause,
  type WatchedImage,
} from '../analysis/watch-plan.ts';
import { explainPause, explainWatch } from '../analysis/watch-sentences.ts';
import type { ImageReference } from '../reference/reference.ts';
import type { WatchSettings } from '../settings/pin-settings.ts';
import { dayOf } from '../text/day.ts';
import { inBackground } from './background.ts';
import type { Ports } from './ports.ts';
import type { Session, Snapshot } from './session.ts';

/** Looks after the pins of open documents, as far as the person allows. */
export interface Watch {
  /** Documents, settings or trust have changed: there may be something to do. */
  wake(): void;
  /** Somebody is typing: nothing is begun for a moment. */
  pauseForTyping(): void;
  /** Ends for good; a check that is under way is cancelled. */
  stop(): void;
}

/** Milliseconds between two checks, so that no registry notices a crowd. */
const spacing = 2_000;
/** Milliseconds without a change of any document before a check begins. */
const quiet = 5_000;
/** Milliseconds after which it is looked again in any case, as other windows and clocks go their own way. */
const longestRest = 60 * 60_000;
const shortestRest = 60_000;

/** What is decided of one moment: how long to rest, or to stop until somebody wakes the watch. */
type Next = { readonly kind: 'rest'; readonly duration: number } | { readonly kind: 'stop' };

/** Off until the person names a registry: until then, `wake` finds nothing to do. */
export function createWatch(session: Session, wait: Ports['wait']): Watch {
  const stopping = new AbortController();
  const pauses = new Map<string, Pause>();
  /** Interrupts the rest. */
  let bell = new AbortController();
  let isRunning = false;
  let wakes = 0;
  let typedAt = Number.NEGATIVE_INFINITY;
  /** The day on which no more could be sent. */
  let spentDay: string | undefined;

  async function run(): Promise<void> {
    try {
      // Who has just opened a file waits for other things.
      await wait(quiet, stopping.signal);
      while (!stopping.signal.aborted) {
        const before = wakes;
        bell = new AbortController();
        const next = await look();
        if (next.kind === 'stop' && wakes === before) return;
        if (next.kind === 'rest')
          await wait(next.duration, AbortSignal.any([stopping.signal, bell.signal]));
      }
    } finally {
      isRunning = false;
    }
  }

  /** Checks at most one image. */
  async function look(): Promise<Next> {
    const settings = await session.registries.watchSettings();
    if (settings === undefined) {
      session.registries.tellWatch(undefined);
      return { kind: 'stop' };
    }
    const now = session.now();
    const sinceTyping = now - typedAt;
    if (sinceTyping >= 0 && sinceTyping < quiet)
      return { kind: 'rest', duration: quiet - sinceTyping };

    const images = await watchedImages(session, settings);
    if (images.length === 0) {
      await report(settings, 0, false);
      return { kind: 'stop' };
    }
    const due = dueImages(images, pauses, now);
    const isSpent = spentDay === dayOf(now) || (await used()) >= settings.dailyRequests;
    const [first] = due;
    if (first === undefined || isSpent) {
      await report(settings, due.length, isSpent);
      const soonest = isSpent
        ? now + longestRest
        : Math.min(...images.map((image) => dueAt(image, pauses, now)));
      return { kind: 'rest', duration: within(soonest - now, shortestRest, longestRest) };
    }
    if (!(await isStillDue(first))) return { kind: 'rest', duration: 0 };
    await check(first.reference, settings);
    await report(settings, due.length - 1, spentDay === dayOf(session.now()));
    return { kind: 'rest', duration: spacing };
  }

  /** Another window may have asked meanwhile; then what it found is taken over. */
  async function isStillDue({ reference }: WatchedImage): Promise<boolean> {
    const record = await session.pins.renewed(reference);
    return dueImages([{ reference, record }], pauses, session.now()).length > 0;
  }

  async function check(reference: ImageReference, { dailyRequests }: WatchSettings): Promise<void> {
    const budget = await session.pins.budget();
    const registry = await session.registries.registry();
    const allow = (requests: number): Promise<boolean> => budget.take(requests, dailyRequests);
    const checked = await session.pins.check(reference, registry, allow, stopping.signal);
    const name = reference.registry;
    if (checked.ok) {
      pauses.delete(name);
      return;
    }
    if (checked.error.code === 'no-budget') spentDay = dayOf(session.now());
    const before = pauses.get(name);
    const pause = pauseAfter(checked.error, before, session.now());
    if (pause === undefined) return;
    pauses.set(name, pause);
    if (before === undefined)
      session.connection.console.warn(explainPause(reference, checked.error));
  }

  async function used(): Promise<number> {
    return (await session.pins.budget()).used();
  }

  async function report(settings: WatchSettings, due: number, isSpent: boolean): Promise<void> {
    const now = session.now();
    const { registries, dailyRequests: limit } = settings;
    const paused = registries.filter((name) => (pauses.get(name)?.until ?? now) > now);
    const counts = { used: Math.min(limit, await used()), limit, due, isSpent };
    session.registries.tellWatch(explainWatch({ registries, paused, ...counts }));
  }

  return {
    wake() {
      wakes++;
      bell.abort();
      if (isRunning || stopping.signal.aborted) return;
      isRunning = true;
      inBackground(session.connection, run());
    },
    pauseForTyping() {
      typedAt = session.now();
    },
    stop() {
      stopping.abort();
    },
  };
}

async function openSnapshots(session: Session): Promise<readonly Snapshot[]> {
  const snapshots: Snapshot[] = [];
  for (const uri of session.openUris()) {
    const snapshot = await session.snapshot(uri);
    if (snapshot !== undefined) snapshots.push(snapshot);
  }
  return snapshots;
}

/** The pins of open documents at registries that the person allows to be asked. */
async function watchedImages(
  session: Session,
  { registries }: WatchSettings,
): Promise<readonly WatchedImage[]> {
  const snapshots = await openSnapshots(session);
  const references = distinctPins(snapshots.map(({ report }) => report)).filter((reference) =>
    registries.includes(reference.registry.toLowerCase()),
  );
  return Promise.all(
    references.map(async (reference) => ({
      reference,
      record: await session.pins.record(reference),
    })),
  );
}

function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
