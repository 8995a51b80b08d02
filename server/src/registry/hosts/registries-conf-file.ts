import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { fail, ok, type Result } from '../../text/result.ts';
import type { ConfiguredMirror, ConfiguredRegistry, RegistriesConf } from './registries-conf.ts';

/** Rejects with Node's error codes. */
export interface ConfigurationFiles {
  read(path: string): Promise<string>;
  /** Names of what is in a folder. */
  list(folder: string): Promise<readonly string[]>;
}

export interface RegistriesConfOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
  readonly files?: ConfigurationFiles;
  readonly log?: (line: string) => void;
}

type Table = Readonly<Record<string, unknown>>;

const diskFiles: ConfigurationFiles = {
  read: (path) => readFile(path, 'utf8'),
  list: (folder) => readdir(folder),
};

/**
 * Reads podman's configuration of registries: the file that `CONTAINERS_REGISTRIES_CONF` names, or the
 * person's own, or the system's; then `registries.conf.d/*.conf` of the system and of the person, in order.
 * A later registry takes the place of an earlier one with the same prefix. What cannot be read, and what is in
 * the outdated version 1 format, is logged and left out. Never rejects.
 */
export async function readRegistriesConf({
  environment,
  homeDirectory,
  files = diskFiles,
  log = () => undefined,
}: RegistriesConfOptions): Promise<RegistriesConf> {
  const configured = environment['XDG_CONFIG_HOME'] ?? '';
  const folder = configured === '' ? join(homeDirectory, '.config') : configured;
  const own = join(folder, 'containers', 'registries.conf');
  const system = '/etc/containers/registries.conf';
  const named = environment['CONTAINERS_REGISTRIES_CONF'] ?? '';
  const [main, ...dropIns] = await Promise.all([
    readFirst(named === '' ? [own, system] : [named], files, log),
    readFolder(`${system}.d`, files, log),
    readFolder(`${own}.d`, files, log),
  ]);
  const byPrefix = new Map<string, ConfiguredRegistry>();
  for (const registry of [...main, ...dropIns.flat()]) byPrefix.set(registry.prefix, registry);
  return { registries: [...byPrefix.values()] };
}

async function readFolder(
  folder: string,
  files: ConfigurationFiles,
  log: (line: string) => void,
): Promise<readonly ConfiguredRegistry[]> {
  const names = await files.list(folder).catch(() => []);
  const paths = names
    .filter((name) => name.endsWith('.conf'))
    .toSorted()
    .map((name) => join(folder, name));
  const read = await Promise.all(paths.map((path) => readFirst([path], files, log)));
  return read.flat();
}

/** The registries in the first of the files that is there. */
async function readFirst(
  paths: readonly string[],
  files: ConfigurationFiles,
  log: (line: string) => void,
): Promise<readonly ConfiguredRegistry[]> {
  for (const path of paths)
    try {
      const { registries, problems } = parseRegistriesConf(await files.read(path));
      for (const problem of problems) log(`${path}: ${problem}`);
      return registries;
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
      if (code !== 'ENOENT' && code !== 'ENOTDIR') log(`${path} cannot be read (${code})`);
    }
  return [];
}

export interface ParsedRegistriesConf extends RegistriesConf {
  /** What was left out, a few words each. */
  readonly problems: readonly string[];
}

/** Reads one file; never throws, a text that is not TOML holds nothing. */
export function parseRegistriesConf(text: string): ParsedRegistriesConf {
  let root: Table;
  try {
    root = parse(text);
  } catch (cause) {
    const where = cause instanceof TomlError ? ` in line ${cause.line}` : '';
    return { registries: [], problems: [`not valid TOML${where}, so it is ignored`] };
  }
  const problems =
    'registries' in root ? ['version 1 of the format ([registries.…]) is ignored'] : [];
  const read = tablesOf(root['registry']).map(readRegistry);
  return {
    registries: read.flatMap((one) => (one.ok ? one.value : [])),
    problems: [...problems, ...read.flatMap((one) => (one.ok ? [] : one.error))],
  };
}

function readRegistry(table: Table): Result<ConfiguredRegistry, string> {
  const location = readLocation(table['location']);
  const prefix = readLocation(table['prefix'] ?? table['location']);
  if (location === undefined || prefix === undefined || prefix === '')
    return fail('a registry without a usable location is ignored');
  if (location === '' && !prefix.startsWith('*.'))
    return fail(`the registry ${prefix} has no location and is ignored`);
  const mirrors = tablesOf(table['mirror']).map((mirror) =>
    readMirror(mirror, table['mirror-by-digest-only'] === true),
  );
  if (mirrors.includes(undefined))
    return fail(`the registry ${prefix} has a mirror without a usable location and is ignored`);
  return ok({
    prefix,
    location,
    isInsecure: table['insecure'] === true,
    isBlocked: table['blocked'] === true,
    mirrors: mirrors.filter((mirror) => mirror !== undefined),
  });
}

function readMirror(table: Table, isByDigestOnly: boolean): ConfiguredMirror | undefined {
  const location = readLocation(table['location']);
  if (location === undefined || location === '') return undefined;
  const takes = isByDigestOnly ? 'digests' : kindOfPulls(table['pull-from-mirror']);
  const isInsecure = table['insecure'] === true;
  return { location, isInsecure, ...(takes !== undefined && { takes }) };
}

function kindOfPulls(value: unknown): ConfiguredMirror['takes'] {
  if (value === 'digest-only') return 'digests';
  return value === 'tag-only' ? 'tags' : undefined;
}

/** A name without a scheme, empty when there is none; undefined when it is no such name. */
function readLocation(value: unknown): string | undefined {
  if (value === undefined) return '';
  if (typeof value !== 'string' || value.includes('://')) return undefined;
  return value.replace(/\/+$/, '');
}

function tablesOf(value: unknown): readonly Table[] {
  if (!Array.isArray(value)) return [];
  return value.filter((one: unknown): one is Table => typeof one === 'object' && one !== null);
}
