/** One table of the benchmark and what it says about the targets. */
export interface Section {
  readonly title: string;
  /** How the numbers came about, in whole sentences. */
  readonly explanation: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly verdicts: readonly Verdict[];
}

/** A measured number beside its limit; a ratio, or bytes. */
export interface Verdict {
  readonly target: string;
  readonly measured: string;
  readonly isMet: boolean;
}

/** A verdict on `ours / theirs`, which may be at most `limit`. */
export function judgeRatio(what: string, ours: number, theirs: number, limit: number): Verdict {
  const ratio = ours / theirs;
  return {
    target: `${what} at most ${limit} ×`,
    measured: `${ratio.toFixed(2)} ×`,
    isMet: ratio <= limit,
  };
}

/** A verdict on how many times as quick ours is as theirs, given what each does in a second. */
export function judgeSpeed(what: string, ours: number, theirs: number, least: number): Verdict {
  const speed = ours / theirs;
  return {
    target: `${what} at least ${least} ×`,
    measured: ratio(speed),
    isMet: speed >= least,
  };
}

/** A verdict on something counted, of which there may be at most so many. */
export function judgeCount(what: string, measured: number, most: number): Verdict {
  return {
    target: `${what}: at most ${most}`,
    measured: String(measured),
    isMet: measured <= most,
  };
}

export function milliseconds(value: number): string {
  return Number.isFinite(value) ? `${value.toFixed(value < 10 ? 2 : 1)} ms` : '–';
}

export function ratio(value: number): string {
  return Number.isFinite(value) ? `${value.toFixed(2)} ×` : '–';
}

/** Bytes in thousands, as the size of a download is told. */
export function kilobytes(bytes: number): string {
  return Number.isFinite(bytes) ? `${(bytes / 1000).toFixed(1)} kB` : '–';
}

export function megabytes(bytes: number): string {
  return Number.isFinite(bytes) ? `${(bytes / 1e6).toFixed(1)} MB` : '–';
}

/** The section in Markdown, its table padded so that it reads well as plain text too. */
export function writeSection(section: Section): string {
  const { title, explanation, columns, rows, verdicts } = section;
  const parts = [`## ${title}`, explanation, writeTable(columns, rows)];
  if (verdicts.length > 0)
    parts.push(
      writeTable(
        ['Target', 'Measured', 'Met'],
        verdicts.map(({ target, measured, isMet }) => [target, measured, isMet ? 'yes' : 'no']),
      ),
    );
  return parts.join('\n\n');
}

function writeTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((column, index) =>
    Math.max(column.length, 3, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const rule = widths.map((width, index) =>
    index === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [columns, rule, ...rows]
    .map((cells) => `| ${cells.map((cell, index) => pad(cell, index, widths)).join(' | ')} |`)
    .join('\n');
}

function pad(cell: string, index: number, widths: readonly number[]): string {
  const width = widths[index] ?? 0;
  return index === 0 ? cell.padEnd(width) : cell.padStart(width);
}
