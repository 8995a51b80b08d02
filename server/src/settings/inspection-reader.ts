import { isHost } from '../text/host.ts';
import {
  defaultInspectionSettings,
  scannerNames,
  scanTimeouts,
  type ClairSettings,
  type InspectionSettings,
  type ScannerName,
  type ScannerSettings,
  type SignerSetting,
} from './inspection-settings.ts';
import { isGiven, nameOf, ValueReader, type Path } from './value-reader.ts';
import { readSigner } from './requirements-reader.ts';

/** What one place says of inspections; a key that is absent is not set there. */
export interface InspectionLayer {
  readonly scanners?: readonly ScannerName[];
  /** Milliseconds. */
  readonly scanTimeout?: number;
  readonly programs?: ScannerSettings['programs'];
  readonly clair?: ClairSettings;
  readonly trustedRoot?: string;
  readonly signers?: readonly SignerSetting[];
  readonly notaryServers?: Readonly<Record<string, string>>;
  readonly engineSocket?: string;
  readonly hoverAsks?: boolean;
  readonly showCounts?: boolean;
}

/** The keys of `seaworthy.inspection` in an editor and of a person's own `inspection.yaml`. */
export const inspectionKeys = [
  'scanners',
  'scanTimeout',
  'programs',
  'clair',
  'trustedRoot',
  'signers',
  'notaryServers',
  'engineSocket',
  'hoverAsks',
  'showCounts',
] as const satisfies readonly (keyof InspectionLayer)[];

const programKeys = ['trivy', 'grype', 'docker', 'notation'] as const;
const clairKeys = ['indexer', 'matcher', 'keyFile', 'issuer'] as const;
/** `iss` of the tokens of Clair's own client. */
const clairIssuer = 'clairctl';

/**
 * Reads what a person has set under the keys of `inspectionKeys`. An empty text, list or map is as good as none, as editors
 * have no other way to say that nothing is set. What cannot be used is named with its place in `values`, and is not set.
 */
export function readInspectionLayer(
  raw: unknown,
  path: Path,
  values: ValueReader,
): InspectionLayer {
  const entry = values.object(raw, path);
  values.expectKeys(entry, path, inspectionKeys);
  const at = (key: (typeof inspectionKeys)[number]): readonly [unknown, Path] => [
    entry[key],
    [...path, key],
  ];
  return withoutUnset({
    scanners: filledList(values.words(...at('scanners'), scannerNames)),
    scanTimeout: readTimeout(...at('scanTimeout'), values),
    programs: readPrograms(...at('programs'), values),
    clair: readClair(...at('clair'), values),
    trustedRoot: readPath(...at('trustedRoot'), values),
    signers: filledList(readSigners(...at('signers'), values)),
    notaryServers: readNotaryServers(...at('notaryServers'), values),
    engineSocket: readSocket(...at('engineSocket'), values),
    hoverAsks: values.boolean(...at('hoverAsks')),
    showCounts: values.boolean(...at('showCounts')),
  });
}

/** Settings that follow from what several places say: key by key the last one that says something counts. */
export function inspectionSettings(...layers: readonly InspectionLayer[]): InspectionSettings {
  const said = layers.reduce<InspectionLayer>((all, layer) => ({ ...all, ...layer }), {});
  const { scanners, trust, hoverAsks, showsCounts } = defaultInspectionSettings;
  return {
    scanners: {
      use: said.scanners,
      timeout: said.scanTimeout ?? scanners.timeout,
      programs: said.programs ?? scanners.programs,
      clair: said.clair,
    },
    trust: {
      trustedRoot: said.trustedRoot,
      signers: said.signers ?? trust.signers,
      notaryServers: said.notaryServers ?? trust.notaryServers,
    },
    engineSocket: said.engineSocket,
    hoverAsks: said.hoverAsks ?? hoverAsks,
    showsCounts: said.showCounts ?? showsCounts,
  };
}

/** Reads `seaworthy.inspection` of an editor; what cannot be used is named in `problems` and is not set. */
export function readEditorInspection(raw: unknown, problems: string[]): InspectionLayer {
  const values = new ValueReader();
  const layer = readInspectionLayer(raw, ['seaworthy', 'inspection'], values);
  for (const { message } of values.problems) problems.push(`${message} It is ignored.`);
  return layer;
}

function readTimeout(value: unknown, path: Path, values: ValueReader): number | undefined {
  if (!isGiven(value)) return undefined;
  const { least, most } = scanTimeouts;
  if (typeof value === 'number' && value >= least && value <= most) return value * 1000;
  values.report(path, 'value', `${nameOf(path)} must be ${least} to ${most} seconds.`);
  return undefined;
}

function readPrograms(
  value: unknown,
  path: Path,
  values: ValueReader,
): ScannerSettings['programs'] | undefined {
  const entry = values.object(value, path);
  values.expectKeys(entry, path, programKeys);
  const programs = programKeys.flatMap((key) => {
    const program = readPath(entry[key], [...path, key], values);
    return program === undefined ? [] : [[key, program] as const];
  });
  return programs.length === 0 ? undefined : Object.fromEntries(programs);
}

/** One address that cannot be used leaves Clair out: its other half would be asked in vain. */
function readClair(value: unknown, path: Path, values: ValueReader): ClairSettings | undefined {
  const entry = values.object(value, path);
  if (Object.keys(entry).length === 0) return undefined;
  values.expectKeys(entry, path, clairKeys);
  const indexer = readAddress(entry['indexer'], [...path, 'indexer'], values);
  const matcher = readAddress(entry['matcher'], [...path, 'matcher'], values);
  const keyFile = readPath(entry['keyFile'], [...path, 'keyFile'], values);
  const issuer = filledText(values.text(entry['issuer'], [...path, 'issuer']));
  if (!isGiven(entry['indexer']))
    values.report(path, 'value', `${nameOf(path)} needs \`indexer\`, the address of Clair.`);
  const isUnclear =
    (matcher === undefined && isSet(entry['matcher'])) ||
    (keyFile === undefined && isSet(entry['keyFile']));
  if (indexer === undefined || isUnclear) return undefined;
  return { indexer, matcher: matcher ?? indexer, keyFile, issuer: issuer ?? clairIssuer };
}

function readSigners(value: unknown, path: Path, values: ValueReader): readonly SignerSetting[] {
  return values.list(value, path).flatMap((item, index) => {
    const at = [...path, index];
    const { images, ...form } = values.object(item, at);
    const patterns = values.texts(images, [...at, 'images']) ?? [];
    if (patterns.length === 0)
      values.report(at, 'value', `${nameOf(at)} needs \`images\`, patterns of what it is about.`);
    const signer = readSigner(form, at, values, { are: 'absolute' });
    return signer === undefined || patterns.length === 0 ? [] : [{ images: patterns, ...signer }];
  });
}

function readNotaryServers(
  value: unknown,
  path: Path,
  values: ValueReader,
): Readonly<Record<string, string>> | undefined {
  const servers = Object.entries(values.object(value, path)).flatMap(([registry, address]) => {
    const at = [...path, registry];
    if (!isHost(registry)) {
      const sentence = `${nameOf(at)} must be named as images name the registry, such as \`docker.io\`.`;
      values.report(at, 'key', sentence);
      return [];
    }
    const server = readAddress(address, at, values);
    return server === undefined ? [] : [[registry.toLowerCase(), server] as const];
  });
  return servers.length === 0 ? undefined : Object.fromEntries(servers);
}

/** An http or https address without a user or password, which would end in logs. */
function readAddress(value: unknown, path: Path, values: ValueReader): string | undefined {
  const text = filledText(values.text(value, path));
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    `${url.username}${url.password}` === ''
  )
    return text;
  const sentence = `${nameOf(path)} must be an http or https address without user and password.`;
  values.report(path, 'value', sentence);
  return undefined;
}

/** An absolute path: what a relative one names would depend on the folder that somebody happens to be in. */
function readPath(value: unknown, path: Path, values: ValueReader): string | undefined {
  const text = filledText(values.text(value, path));
  if (text === undefined || /^(?:[a-z]:)?[\\/]/i.test(text)) return text;
  values.report(path, 'value', `${nameOf(path)} must be an absolute path.`);
  return undefined;
}

/** The path of a socket; one that is written as an address, as Docker does it, is taken as well. */
function readSocket(value: unknown, path: Path, values: ValueReader): string | undefined {
  return readPath(
    typeof value === 'string' ? value.replace(/^(?:unix|npipe):\/\//, '') : value,
    path,
    values,
  );
}

function filledText(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}

function filledList<T>(list: readonly T[] | undefined): readonly T[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list;
}

function isSet(value: unknown): boolean {
  return isGiven(value) && value !== '';
}

function withoutUnset(layer: {
  readonly [K in keyof InspectionLayer]: InspectionLayer[K] | undefined;
}): InspectionLayer {
  return Object.fromEntries(Object.entries(layer).filter(([, value]) => value !== undefined));
}
