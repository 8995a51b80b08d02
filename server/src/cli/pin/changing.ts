import { pinReports, unpinAll, type PinChange, type FailedImage } from '../../analysis/pins.ts';
import { updateReports } from '../../analysis/pin-updates.ts';
import { explainLeftovers, explainUnpins } from '../../analysis/sentences.ts';
import { createUpdateJudge } from '../../analysis/update-judge.ts';
import { explainSkipped, explainUnmoved } from '../../analysis/update-sentences.ts';
import { counted } from '../../text/words.ts';
import type { PinCommand } from '../command.ts';
import { explainHiddenDiff, shownDiff } from '../diff.ts';
import type { CliPorts, ExitCode } from '../ports.ts';
import { registryFor } from '../registry.ts';
import { isStopped, tell } from '../sources.ts';
import { changedFiles, makeChange, type ChangedFile } from './changed-files.ts';
import { withProgress } from '../progress.ts';
import { readReports, type ReadReport } from './reports.ts';

/** What is to be changed in one of the files, and what is left. */
interface Outcome {
  readonly changes: readonly PinChange[];
  /** How many images could not be changed. */
  readonly left: number;
  /** Whether a registry could not be asked, so that it is not known what is to be done. */
  readonly isIncomplete: boolean;
  /** What the person should know of them. */
  readonly sentences: readonly string[];
}

interface Change {
  /** Gives an outcome for each of the files, in order. */
  readonly findOut: (
    read: readonly ReadReport[],
    command: PinCommand,
    ports: CliPorts,
  ) => Promise<readonly Outcome[]>;
  /** Said of what is done: `pin`, `pinned`, `Pinned`. */
  readonly infinitive: string;
  readonly participle: string;
  readonly past: string;
}

const changes = {
  pin: { findOut: findPins, infinitive: 'pin', participle: 'pinned', past: 'Pinned' },
  update: { findOut: findUpdates, infinitive: 'update', participle: 'updated', past: 'Updated' },
  unpin: { findOut: findUnpins, infinitive: 'unpin', participle: 'unpinned', past: 'Unpinned' },
} as const satisfies Readonly<Record<string, Change>>;

export type ChangeMode = keyof typeof changes;

/** Finds out what changes in all files, shows it, and makes it when it is to be written; a file after the other, each as one step. */
export async function changePins(
  mode: ChangeMode,
  command: PinCommand,
  ports: CliPorts,
): Promise<ExitCode> {
  const change: Change = changes[mode];
  const { read, hasProblem } = await readReports(command, ports);
  if (isStopped(ports)) return 2;
  const found = await change.findOut(read, command, ports);
  if (isStopped(ports)) return 2;
  const outcomes = read.map((one, index) => ({ ...one, ...(found[index] ?? nothing) }));
  for (const { file, sentences } of outcomes)
    for (const sentence of sentences) tell(ports, `${file.path}: ${sentence}`);

  const made = await makeChanges(await changedFiles(outcomes, ports.rules), change, command, ports);
  if (isStopped(ports)) return 2;
  const left = outcomes.reduce((sum, outcome) => sum + outcome.left, made.left);
  tell(ports, summary(made.done, left, command.isWrite, change));
  const isIncomplete = outcomes.some((outcome) => outcome.isIncomplete);
  if (hasProblem || isIncomplete || made.left > 0) return 2;
  return left > 0 ? 1 : 0;
}

const nothing: Outcome = { changes: [], left: 0, isIncomplete: false, sentences: [] };

function couldNotAsk(failed: readonly FailedImage[]): boolean {
  return failed.some(({ error }) => error.code !== 'not-found');
}

/** Asks for each distinct image of all files once. */
async function findPins(
  read: readonly ReadReport[],
  { keepsTag, isVerbose }: PinCommand,
  ports: CliPorts,
): Promise<readonly Outcome[]> {
  const registry = await registryFor(ports, isVerbose);
  const results = await withProgress('Asking registries', isVerbose, ports, (onProgress) =>
    pinReports(reportsOf(read), registry, ports.signal, onProgress, () => ({ keepsTag })),
  );
  return results.map((result) => ({
    changes: result.changes,
    left: result.failed.length + result.blocked.length,
    isIncomplete: couldNotAsk(result.failed),
    sentences: explainLeftovers(result),
  }));
}

/** Asks what each distinct tag stands for now, and looks at both images where that has changed. */
async function findUpdates(
  read: readonly ReadReport[],
  { cooldown, isVerbose }: PinCommand,
  ports: CliPorts,
): Promise<readonly Outcome[]> {
  const registry = await registryFor(ports, isVerbose);
  const pins = await ports.createPins();
  const judge = createUpdateJudge(
    registry,
    (reference) => pins.sighting(reference),
    cooldown,
    ports.now(),
  );
  const results = await withProgress('Asking registries', isVerbose, ports, (onProgress) =>
    updateReports(reportsOf(read), registry, judge, ports.signal, onProgress),
  );
  return results.map((result) => {
    const { changes: moves, skipped, failed, blocked } = result;
    const stays = skipped.flatMap((image) => explainSkipped([image], '`--cooldown`'));
    const sentences = new Set([...stays, ...explainUnmoved(result)]);
    return {
      changes: moves,
      left: failed.length + blocked.length,
      isIncomplete: couldNotAsk(failed),
      sentences: [...sentences],
    };
  });
}

/** Asks nobody. */
function findUnpins(read: readonly ReadReport[]): Promise<readonly Outcome[]> {
  const outcomes = reportsOf(read).map((report) => {
    const result = unpinAll(report);
    return {
      changes: result.changes,
      left: result.blocked.length,
      isIncomplete: false,
      sentences: explainUnpins(result),
    };
  });
  return Promise.resolve(outcomes);
}

function reportsOf(read: readonly ReadReport[]): readonly ReadReport['report'][] {
  return read.map(({ report }) => report);
}

/** How many images are changed, or can be, and how many are left because their files could not be written. */
interface Made {
  readonly done: number;
  readonly left: number;
}

async function makeChanges(
  files: readonly ChangedFile[],
  { participle }: Change,
  { isWrite, isDiff }: PinCommand,
  ports: CliPorts,
): Promise<Made> {
  let done = 0;
  let left = 0;
  for (const file of files) {
    if (ports.signal.aborted) break;
    const made = await makeChange(file, isWrite);
    if (!made.ok) {
      left += file.count;
      tell(ports, made.error.sentence);
      continue;
    }
    done += file.count;
    if (isDiff && made.value === undefined) tell(ports, explainHiddenDiff(file.path, '--write'));
    else if (isDiff) ports.write(shownDiff(made.value ?? '', ports.terminal));
    else tell(ports, `${file.path}: ${counted(file.count, 'image')} ${participle}`);
  }
  return { done, left };
}

function summary(
  done: number,
  left: number,
  isWrite: boolean,
  { infinitive, participle, past }: Change,
): string {
  const rest = left === 0 ? '' : ` ${counted(left, 'image')} could not be ${participle}.`;
  if (done === 0)
    return left === 0 ? `There is nothing to ${infinitive}.` : `Nothing was changed.${rest}`;
  return isWrite
    ? `${past} ${counted(done, 'image')}.${rest}`
    : `${counted(done, 'image')} can be ${participle}.${rest} Nothing was changed; --write makes the change.`;
}
