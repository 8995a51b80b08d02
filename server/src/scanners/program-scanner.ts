import type { ProgramOutput, RunProgram } from '../programs/program.ts';
import { createFlights } from '../registry/cache/flights.ts';
import { createSlots } from '../registry/patience/slots.ts';
import { fail, ok, type Result } from '../text/result.ts';
import { imageName } from './image-name.ts';
import type { ReadReport } from './report.ts';
import { programFailure, scanError } from './scan-errors.ts';
import type { ScanMemory, ScannerState } from './scan-memory.ts';
import type { ScannerName } from '../settings/inspection-settings.ts';
import type { ScanError, Scanner, ScanResult, ScanSubject } from './scan.ts';

type Outcome = Result<ScanResult, ScanError>;

/** Runs the program with these arguments; what failed is told as the scanner's. */
export type Tool = (
  args: readonly string[],
  signal: AbortSignal,
) => Promise<Result<ProgramOutput, ScanError>>;

/** A scanner that is a program: how it is asked, and how its report is read. */
export interface ScannerProgram {
  readonly name: ScannerName;
  readonly title: string;
  /** On PATH, unless the person has set a path. */
  readonly program: string;
  /** Wishes that nothing be sent but what the scan needs. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether its data is looked at again after a scan, which may have renewed it, as the report does not say. */
  readonly tellsDataAfterwards: boolean;
  /** Its version and the age of its data; `compromised` when that version is not to be trusted. */
  state(tool: Tool, signal: AbortSignal): Promise<Result<ScannerState, ScanError>>;
  /** Scans the image of this name, and gives the bytes of the report. */
  report(
    tool: Tool,
    image: string,
    subject: ScanSubject,
    signal: AbortSignal,
  ): Promise<Result<Uint8Array, ScanError>>;
  readonly read: ReadReport;
}

export interface ProgramScannerOptions {
  readonly run: RunProgram;
  /** The path that the person has set. */
  readonly path: string | undefined;
  /** Milliseconds. */
  readonly timeout: number;
  readonly memory: ScanMemory;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** Bytes of a report: those of the largest images with the longest descriptions have some tens of millions. */
export const maximalReport = 64 * 1024 * 1024;

/**
 * Scans by a program. One image at a time, as such programs lock their data; who asks for an image that is being
 * scanned waits for that; what the same program with the same data has found before is not scanned for again.
 */
export function createProgramScanner(
  program: ScannerProgram,
  { run, path, timeout, memory, now, log }: ProgramScannerOptions,
): Scanner {
  const { name, title, environment } = program;
  const slots = createSlots(() => 1);
  const flights = createFlights<Outcome>();

  const tool: Tool = async (args, signal) => {
    const limits = { timeout, maximalOutput: maximalReport, environment };
    const ran = await run({ program: path ?? program.program, args, ...limits }, signal);
    return ran.ok ? ran : fail(programFailure(name, ran.error));
  };

  async function scanNow(image: string, subject: ScanSubject, signal: AbortSignal) {
    const state = await program.state(tool, signal);
    if (!state.ok) return state;
    const { digest } = subject.manifest;
    const { version } = state.value;
    // What has no version may be another program each time.
    const known = version === undefined ? undefined : await memory.recall(digest, state.value);
    if (known !== undefined) {
      log(`${name}: ${image} is known`);
      return ok(known);
    }
    const started = now();
    const report = await program.report(tool, image, subject, signal);
    if (!report.ok) return report;
    const read = program.read(report.value, { digest, at: now(), scannerVersion: version });
    if (!read.ok) return read;
    const result = await dated(read.value, signal);
    log(`${name}: ${image} ${result.vulnerabilities.length} found, ${now() - started} ms`);
    if (version !== undefined) await memory.keep(result);
    return ok(result);
  }

  async function dated(result: ScanResult, signal: AbortSignal): Promise<ScanResult> {
    if (result.database !== undefined || !program.tellsDataAfterwards) return result;
    const state = await program.state(tool, signal);
    return state.ok ? { ...result, database: state.value.database } : result;
  }

  async function inTurn(image: string, subject: ScanSubject, signal: AbortSignal) {
    if (!(await slots.enter(signal))) return fail(scanError(name, 'cancelled'));
    try {
      return await scanNow(image, subject, signal);
    } finally {
      slots.leave();
    }
  }

  return {
    name,
    title,
    async scan(subject, signal) {
      const image = imageName(subject);
      if (image === undefined) return fail(scanError(name, 'unsupported'));
      const scanned = await flights.join(image, signal, (shared) => inTurn(image, subject, shared));
      return scanned ?? fail(scanError(name, 'cancelled'));
    },
  };
}

/** The output of a program that ended well; `failed` with its last line else. */
export function outputOf(
  scanner: ScannerName,
  ran: Result<ProgramOutput, ScanError>,
  goodCodes: readonly number[] = [0],
): Result<Uint8Array, ScanError> {
  if (!ran.ok) return ran;
  const { exitCode, stdout, stderr } = ran.value;
  if (goodCodes.includes(exitCode)) return ok(stdout);
  return fail(scanError(scanner, 'failed', stderr.trim() || `exit code ${exitCode}`));
}
