import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { FileSystem } from '../../workspace/workspace.ts';
import { hashOfRead } from '../analyst.ts';
import type { CliPorts } from '../ports.ts';
import { createFixFilter } from '../reporters/shown-fixes.ts';
import type {
  CheckedDocument,
  CheckedFile,
  CheckedFinding,
  CheckSettings,
  DocumentToCheck,
  Read,
} from './checked-file.ts';
import {
  dayOf,
  isOutdated,
  readResults,
  ResultWriter,
  valueOf,
  type StoredResults,
} from './result-file.ts';

/** What earlier runs said of files, for as long as nothing has changed that they looked at. */
export interface ResultCache {
  /** What was said of a document; undefined when it is not known, or may not be so any more. */
  find(document: DocumentToCheck): Promise<CheckedDocument | undefined>;
  keep(document: DocumentToCheck, result: CheckedDocument): void;
  /** Writes what was kept. */
  close(): void;
  /** Leaves everything as it was, in place of `close`. */
  discard(): void;
}

const noResults: ResultCache = {
  find: () => Promise.resolve(undefined),
  keep: () => undefined,
  close: () => undefined,
  discard: () => undefined,
};

type CachePorts = Pick<CliPorts, 'results' | 'files' | 'now'>;

/**
 * Opens the results for the repository that the command runs in, one file for each. A result is found by all that it
 * depends on: the text, its place and language, the program, the settings, and what was read for it, which must be the same
 * now. What cannot be read or written is not kept, and nobody is told, as it costs time alone. While it is open, files are
 * taken to stay as they are. Results for which registries were asked have no place here.
 */
export function openResultCache(ports: CachePorts, settings: CheckSettings): ResultCache {
  return ports.results === undefined
    ? noResults
    : new FileResultCache(ports.results, ports, settings);
}

interface StoredResult extends CheckedDocument {
  /** The only day on which it is so, as YYYY-MM-DD; absent when the day does not matter. */
  readonly day?: string;
  /** Whether findings have their fixes, as far as reports may show them. */
  readonly hasFixes?: boolean;
}

class FileResultCache implements ResultCache {
  readonly #settings: CheckSettings;
  readonly #files: FileSystem;
  readonly #path: string;
  readonly #today: number;
  /** All that every key of this run has in common. */
  readonly #common: string;
  readonly #stored: StoredResults;
  readonly #used = new Set<string>();
  readonly #hashes = new Map<string, string>();
  #writer: ResultWriter | undefined;
  #isBroken = false;

  constructor(
    { folder, program }: NonNullable<CliPorts['results']>,
    { files, now }: CachePorts,
    settings: CheckSettings,
  ) {
    const { root, profile, configuration } = settings;
    this.#settings = settings;
    this.#files = files;
    this.#path = join(folder, `results-${hashOf(root)}`);
    this.#today = dayOf(now());
    this.#common = hashOf(
      JSON.stringify([program, root, profile, configuration?.path, configuration?.text]),
    );
    this.#stored = readResults(this.#path);
  }

  async find(document: DocumentToCheck): Promise<CheckedDocument | undefined> {
    const key = this.#keyOf(document);
    const value = valueOf(this.#stored, key);
    if (value === undefined) return undefined;
    const { day, hasFixes, reads, checked } = JSON.parse(value) as StoredResult;
    const { today, withFixes } = this.#settings;
    if (day !== undefined && day !== today) return undefined;
    if (withFixes && hasFixes !== true && !isSilent(checked)) return undefined;
    for (const read of reads) if (!(await this.#isCurrent(read))) return undefined;
    this.#used.add(key);
    const asked = withFixes ? checked : withoutFixes(checked);
    return { reads, checked: { ...asked, path: document.path } };
  }

  keep(document: DocumentToCheck, { checked, reads }: CheckedDocument): void {
    // A rule that broke may have been tried at a bad moment.
    if (this.#isBroken || checked.failures.length > 0) return;
    const day = dependsOnDay(document, checked) ? { day: this.#settings.today } : {};
    const { withFixes } = this.#settings;
    const fixes = withFixes ? { hasFixes: true } : {};
    const kept = withFixes ? withShownFixes(checked, document) : withoutFixes(checked);
    const stored: StoredResult = { ...day, ...fixes, reads, checked: kept };
    this.#trying(() => {
      this.#writer ??= new ResultWriter(this.#path, this.#today);
      this.#writer.add(this.#keyOf(document), JSON.stringify(stored));
    });
  }

  close(): void {
    this.#trying(() => {
      if (isOutdated(this.#stored, this.#used, this.#today))
        this.#writer ??= new ResultWriter(this.#path, this.#today);
      this.#writer?.finish(this.#stored, this.#used);
      this.#writer = undefined;
    });
  }

  discard(): void {
    this.#trying(() => this.#writer?.discard());
    this.#writer = undefined;
  }

  #trying(work: () => void): void {
    if (this.#isBroken) return;
    try {
      work();
    } catch {
      this.#isBroken = true;
      this.#writer?.discard();
    }
  }

  #keyOf({ path, text, language }: DocumentToCheck): string {
    const place = resolve(this.#settings.folder, path);
    return hashOf(JSON.stringify([this.#common, place, language]) + text);
  }

  async #isCurrent([key, hash]: Read): Promise<boolean> {
    const known = this.#hashes.get(key) ?? hashOfRead(await readNow(key, this.#files));
    this.#hashes.set(key, known);
    return known === hash;
  }
}

const secretsPrefix = 'secrets:';

function readNow(key: string, files: FileSystem): Promise<unknown> {
  return key.startsWith(secretsPrefix)
    ? files.secretFiles(key.slice(secretsPrefix.length))
    : files.read(key);
}

/** Comments may end on a day; whether there is such a one in another file that the document is read with is not looked up. */
function dependsOnDay({ text }: DocumentToCheck, { parts }: CheckedFile): boolean {
  return parts.length > 0 || /until/i.test(text);
}

function isSilent({ findings, suppressed }: CheckedFile): boolean {
  return findings.length === 0 && suppressed.length === 0;
}

/** A fix may move a secret, which nothing may keep; no report has such a fix. */
function withShownFixes(checked: CheckedFile, { text }: DocumentToCheck): CheckedFile {
  const shown = createFixFilter({ text, checked });
  const filtered = <T extends CheckedFinding>(finding: T): T => ({
    ...finding,
    fixes: shown(finding.fixes),
  });
  return {
    ...checked,
    findings: checked.findings.map(filtered),
    suppressed: checked.suppressed.map(filtered),
  };
}

function withoutFixes(checked: CheckedFile): CheckedFile {
  return {
    ...checked,
    findings: checked.findings.map((finding) => ({ ...finding, fixes: undefined })),
    suppressed: checked.suppressed.map((finding) => ({ ...finding, fixes: undefined })),
  };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 32);
}
