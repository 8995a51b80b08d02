import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { codeOf } from '../../text/error-code.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import type { CheckedFinding } from './checked-file.ts';

/**
 * Findings that a team has and does not want to be told of, by file. A finding is known by its fingerprint, so it stays
 * known when lines move; the rule is there for those who read the file.
 */
export interface Baseline {
  /** Paths are relative to the folder of the baseline file, with `/`. */
  readonly files: ReadonlyMap<string, readonly KnownFinding[]>;
}

export interface KnownFinding {
  readonly rule: string;
  readonly fingerprint: string;
}

export const emptyBaseline: Baseline = { files: new Map() };

/** The name by which a baseline at `file` knows a path; both absolute. */
export function nameInBaseline(file: string, path: string): string {
  return relative(dirname(file), path).split(sep).join('/');
}

/** Where a file of a baseline is. */
export function pathOfName(file: string, name: string): string {
  return resolve(dirname(file), name);
}

/** Reads a baseline file; the error is a sentence. */
export async function readBaseline(file: string): Promise<Result<Baseline, string>> {
  try {
    const parsed = parseBaseline(JSON.parse(await readFile(file, 'utf8')));
    return parsed === undefined ? fail(notOne(file)) : ok(parsed);
  } catch (error) {
    if (error instanceof SyntaxError) return fail(notOne(file));
    return fail(
      `The baseline ${file} could not be read (${codeOf(error)}). --write-baseline makes one.`,
    );
  }
}

function notOne(file: string): string {
  return `${file} is not a baseline of Seaworthy. --write-baseline writes it anew.`;
}

function parseBaseline(value: unknown): Baseline | undefined {
  if (!isRecord(value) || value['version'] !== 1 || !isRecord(value['files'])) return undefined;
  const files = new Map<string, readonly KnownFinding[]>();
  for (const [path, list] of Object.entries(value['files'])) {
    if (!Array.isArray(list) || !list.every(isKnownFinding)) return undefined;
    files.set(path, list);
  }
  return { files };
}

function isKnownFinding(value: unknown): value is KnownFinding {
  return (
    isRecord(value) && typeof value['rule'] === 'string' && typeof value['fingerprint'] === 'string'
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Findings of a file, those of the baseline apart. */
export interface Sorted {
  readonly fresh: readonly CheckedFinding[];
  readonly known: readonly CheckedFinding[];
}

/** Which findings of the file of this name the baseline has. */
export function sortFindings(
  { files }: Baseline,
  name: string,
  findings: readonly CheckedFinding[],
): Sorted {
  const known = new Set((files.get(name) ?? []).map(({ fingerprint }) => fingerprint));
  if (known.size === 0) return { fresh: findings, known: [] };
  return {
    fresh: findings.filter(({ fingerprint }) => !known.has(fingerprint)),
    known: findings.filter(({ fingerprint }) => known.has(fingerprint)),
  };
}

/** As it is written: in the order of the names, so that a change of it is a small one. */
export function baselineText({ files }: Baseline): string {
  const sorted = [...files]
    .filter(([, findings]) => findings.length > 0)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, findings]) => [
      name,
      findings.map(({ rule, fingerprint }) => ({ rule, fingerprint })),
    ]);
  const content = { version: 1, files: Object.fromEntries(sorted) as unknown };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
