import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { codeOf } from '../../text/error-code.ts';
import { pathVariable, type VariableSource } from '../../text/path-variable.ts';
import {
  emptyRegistriesConf,
  type ConfiguredMirror,
  type ConfiguredRegistry,
  type RegistriesConf,
} from './registries-conf.ts';

/** Rejects with Node's error codes. */
export interface ConfigurationFiles {
  read(path: string): Promise<string>;
  /** Names of what is in a folder. */
  list(folder: string): Promise<readonly string[]>;
}

export interface RegistriesConfOptions extends VariableSource {
  readonly homeDirectory: string;
  readonly files?: ConfigurationFiles;
  readonly log?: (line: string) => void;
}

type Table = Readonly<Record<string, unknown>>;

const diskFiles: ConfigurationFiles = {
  read: (path) => readFile(path, 'utf8'),
  list: (folder) => readdir(folder),
};

const fileName = 'registries.conf';
const namingVariable = 'CONTAINERS_REGISTRIES_CONF';
const brokenConf: RegistriesConf = { registries: [], brokenFile: fileName };
const absentCodes: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR']);

/**
 * Reads podman's configuration of registries: the file that `CONTAINERS_REGISTRIES_CONF` names, or the
 * person's own, or the system's; then `registries.conf.d/*.conf` of the system and of the person, in order.
 * A later registry takes the place of an earlier one with the same prefix. What is in the outdated version 1
 * format is logged and left out; a file that is there, or named, and cannot be read is the `brokenFile`. Never rejects.
 */
export async function readRegistriesConf({
  homeDirectory,
  files = diskFiles,
  log = () => undefined,
  ...variables
}: RegistriesConfOptions): Promise<RegistriesConf> {
  const folder = pathVariable(variables, 'XDG_CONFIG_HOME') ?? join(homeDirectory, '.config');
  const own = join(folder, 'containers', fileName);
  const system = `/etc/containers/${fileName}`;
  const named = pathVariable(variables, namingVariable);
  if (named === undefined && (variables.environment[namingVariable] ?? '') !== '')
    log(`${namingVariable} must be an absolute path, so it is ignored`);
  const parts = await Promise.all([
    named === undefined
      ? readFirst([own, system], files, log)
      : readFirst([named], files, log, false),
    readFolder(`${system}.d`, files, log),
    readFolder(`${own}.d`, files, log),
  ]);
  return merged(parts);
}

function merged(parts: readonly RegistriesConf[]): RegistriesConf {
  const byPrefix = new Map<string, ConfiguredRegistry>();
  for (const registry of parts.flatMap(({ registries }) => registries))
    byPrefix.set(registry.prefix, registry);
  const isBroken = parts.some(({ brokenFile }) => brokenFile !== undefined);
  return { registries: [...byPrefix.values()], ...(isBroken && { brokenFile: fileName }) };
}

async function readFolder(
  folder: string,
  files: ConfigurationFiles,
  log: (line: string) => void,
): Promise<RegistriesConf> {
  let names: readonly string[];
  try {
    names = await files.list(folder);
  } catch (cause) {
    const code = codeOf(cause);
    if (absentCodes.has(code)) return emptyRegistriesConf;
    log(`${folder} cannot be read (${code})`);
    return brokenConf;
  }
  const paths = names
    .filter((name) => name.endsWith('.conf'))
    .toSorted()
    .map((name) => join(folder, name));
  return merged(await Promise.all(paths.map((path) => readFirst([path], files, log))));
}

/** What is in the first of the files that is there. One that a person has named must be there: it means something. */
async function readFirst(
  paths: readonly string[],
  files: ConfigurationFiles,
  log: (line: string) => void,
  mayBeAbsent = true,
): Promise<RegistriesConf> {
  for (const path of paths)
    try {
      const { problems, ...conf } = parseRegistriesConf(await files.read(path));
      for (const problem of problems) log(`${path}: ${problem}`);
      return conf;
    } catch (cause) {
      const code = codeOf(cause);
      if (mayBeAbsent && absentCodes.has(code)) continue;
      log(`${path} cannot be read (${code})`);
      return brokenConf;
    }
  return emptyRegistriesConf;
}

export interface ParsedRegistriesConf extends RegistriesConf {
  /** What was left out, a few words each. */
  readonly problems: readonly string[];
}

/**
 * Reads one file; never throws, a text that is not TOML is a `brokenFile`. A registry of which anything but its
 * name cannot be used is blocked: what was meant may have been just that.
 */
export function parseRegistriesConf(text: string): ParsedRegistriesConf {
  let root: Table;
  try {
    root = parse(text);
  } catch (cause) {
    const where = cause instanceof TomlError ? ` in line ${cause.line}` : '';
    return { ...brokenConf, problems: [`not valid TOML${where}`] };
  }
  const tables = tablesOf(root['registry']);
  if (tables === undefined) return { ...brokenConf, problems: ['`registry` is not [[registry]]'] };
  const problems =
    'registries' in root ? ['version 1 of the format ([registries.…]) is ignored'] : [];
  const read = tables.map(readRegistry);
  return {
    registries: read.flatMap((one) => one.registry ?? []),
    problems: [...problems, ...read.flatMap((one) => one.problem ?? [])],
  };
}

interface ReadRegistry {
  readonly registry?: ConfiguredRegistry;
  readonly problem?: string;
}

function readRegistry(table: Table): ReadRegistry {
  const prefix = nameIn(table['prefix'] ?? table['location']);
  if (prefix === '') return { problem: 'a registry without a name is ignored' };
  const block = (problem: string): ReadRegistry => ({
    registry: { prefix, location: prefix, isInsecure: false, isBlocked: true, mirrors: [] },
    problem: `the registry ${prefix} ${problem} and is blocked`,
  });
  const location = readLocation(table['location']);
  if (location === undefined || readLocation(table['prefix']) === undefined)
    return block('has a name or location that is no host with a path');
  const isBlocked = table['blocked'] ?? false;
  if (typeof isBlocked !== 'boolean') return block('has `blocked` set to neither true nor false');
  if (location === '' && !prefix.startsWith('*.') && !isBlocked) return block('has no location');
  const mirrors = tablesOf(table['mirror'])?.map((mirror) =>
    readMirror(mirror, table['mirror-by-digest-only'] === true),
  );
  if (mirrors === undefined || mirrors.includes(undefined))
    return block('has a mirror without a usable location');
  return {
    registry: {
      prefix,
      location,
      isInsecure: table['insecure'] === true,
      isBlocked,
      mirrors: mirrors.filter((mirror) => mirror !== undefined),
    },
  };
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

/** What a registry that is not rightly named must have been called. */
function nameIn(value: unknown): string {
  return typeof value === 'string' ? (readLocation(value.replace(/^[a-z]+:\/\//i, '')) ?? '') : '';
}

/** The tables of an array; undefined when it is anything else. */
function tablesOf(value: unknown = []): readonly Table[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const tables = value.filter(
    (one: unknown): one is Table => typeof one === 'object' && one !== null,
  );
  return tables.length === value.length ? tables : undefined;
}
