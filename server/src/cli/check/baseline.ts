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
  /** By absolute path; a baseline file names them relative to its own folder, with `/`. */
  readonly files: ReadonlyMap<string, readonly KnownFinding[]>;
}

export interface KnownFinding {
  readonly rule: string;
  readonly fingerprint: string;
}

export const emptyBaseline: Baseline = { files: new Map() };

/** Reads the baseline file at an absolute path; the error is a sentence. */
export async function readBaseline(file: string): Promise<Result<Baseline, string>> {
  try {
    const parsed = parseBaseline(JSON.parse(await readFile(file, 'utf8')), dirname(file));
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

function parseBaseline(value: unknown, folder: string): Baseline | undefined {
  if (!isRecord(value) || value['version'] !== 1 || !isRecord(value['files'])) return undefined;
  const files = new Map<string, readonly KnownFinding[]>();
  for (const [name, list] of Object.entries(value['files'])) {
    if (!Array.isArray(list) || !list.every(isKnownFinding)) return undefined;
    files.set(resolve(folder, name), list);
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

/** Which findings of the file at an absolute path the baseline has. */
export function sortFindings(
  { files }: Baseline,
  path: string,
  findings: readonly CheckedFinding[],
): Sorted {
  const known = new Set((files.get(path) ?? []).map(({ fingerprint }) => fingerprint));
  if (known.size === 0) return { fresh: findings, known: [] };
  return {
    fresh: findings.filter(({ fingerprint }) => !known.has(fingerprint)),
    known: findings.filter(({ fingerprint }) => known.has(fingerprint)),
  };
}

/** As it is written to an absolute path: in the order of the names, so that a change of it is a small one. */
export function baselineText({ files }: Baseline, file: string): string {
  const nameOf = (path: string): string => relative(dirname(file), path).split(sep).join('/');
  const sorted = [...files]
    .filter(([, findings]) => findings.length > 0)
    .map(([path, findings]) => [nameOf(path), findings] as const)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, findings]) => [
      name,
      findings.map(({ rule, fingerprint }) => ({ rule, fingerprint })),
    ]);
  const content = { version: 1, files: Object.fromEntries(sorted) as unknown };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
