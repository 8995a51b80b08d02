import { platformName } from '../reference/platform.ts';
import type { ImageDetails, ImagePackage } from '../registry/image-source.ts';
import { dayOf } from '../text/day.ts';
import {
  environmentOf,
  labelsOf,
  originOf,
  type Origin,
  sizeOf,
  versionsOf,
} from './image-comparison.ts';
import { shownCommand, shownText, shownValue } from './shown-values.ts';
import { counted, sizeInWords } from '../text/words.ts';

const maximalLines = { environment: 200, labels: 200, layers: 200, packages: 5000 } as const;
const none = 'none';
const untold = 'not told';
const notListed = 'not known: no list of them could be read';

/** A heading and the plain lines below it. */
export interface PageSection {
  readonly title: string;
  readonly lines: readonly string[];
}

/**
 * One image as plain text, in an order that is the same for every image, so that an editor's comparison of two such pages
 * shows them side by side. Secrets are hidden, long lists end with the number of what is left out, and the text ends with a
 * line break. `packages` is undefined when there is no list of them.
 */
export function imagePage(details: ImageDetails, packages?: readonly ImagePackage[]): string {
  const known = packages === undefined ? [notListed] : packageLines(packages);
  return [...imageSections(details), { title: 'Packages', lines: known }].map(section).join('\n');
}

/** What manifest and configuration say of one image. */
export function imageSections(details: ImageDetails): readonly PageSection[] {
  return [
    { title: 'Image', lines: identity(details) },
    { title: 'Origin', lines: origin(details) },
    { title: 'Start', lines: start(details) },
    { title: 'Environment', lines: variables(environmentOf(details), maximalLines.environment) },
    { title: 'Labels', lines: variables(labelsOf(details), maximalLines.labels) },
    { title: 'Layers', lines: layerLines(details) },
  ];
}

function identity(details: ImageDetails): readonly string[] {
  const { manifest, platform, created } = details;
  return columns([
    ['Platform', platform === undefined ? untold : shownText(platformName(platform))],
    ['Built', created === undefined ? untold : minuteOf(created)],
    [
      'Compressed size',
      `${sizeInWords(sizeOf(details))} in ${counted(manifest.layers.length, 'layer')}`,
    ],
    ['Manifest', manifest.digest],
  ]);
}

/** When something was built, in UTC, so that two pages can be compared. */
function minuteOf(time: number): string {
  return `${dayOf(time)} ${new Date(time).toISOString().slice(11, 16)} UTC`;
}

function origin(details: ImageDetails): readonly string[] {
  const told = (what: Origin): string => shownValue('', originOf(details, what)) || untold;
  return columns([
    ['Source code', told('source')],
    ['Revision', told('revision')],
    ['Version', told('version')],
    ['Licence', told('licence')],
    ['Base image', told('base')],
    ['Base digest', told('baseDigest')],
  ]);
}

function start(details: ImageDetails): readonly string[] {
  const { user, workingDirectory, entrypoint, command, exposedPorts, platform } = details;
  const unsetUser = platform?.os === 'windows' ? 'not set' : 'not set, so root';
  const ports = exposedPorts.toSorted((one, other) => portNumber(one) - portNumber(other));
  return columns([
    ['User', user === '' ? unsetUser : shownText(user)],
    ['Working directory', workingDirectory === '' ? 'not set' : shownText(workingDirectory)],
    ['Entry point', shownCommand(entrypoint) || none],
    ['Command', shownCommand(command) || none],
    ['Exposed ports', shownText(ports.join(', ')) || none],
  ]);
}

function portNumber(port: string): number {
  const number = Number.parseInt(port, 10);
  return Number.isNaN(number) ? 0 : number;
}

function variables(texts: ReadonlyMap<string, string>, maximum: number): readonly string[] {
  const lines = [...texts].map(([name, text]) => `${shownText(name)}=${shownValue(name, text)}`);
  return bounded(lines, maximum);
}

function packageLines(packages: readonly ImagePackage[]): readonly string[] {
  const lines = [...versionsOf(packages)].map(([name, versions]) =>
    shownText(`${name} ${versions}`),
  );
  return bounded(lines, maximalLines.packages);
}

/** The first lines, and how many more there are; `none` where there is nothing. */
export function bounded(lines: readonly string[], maximum: number): readonly string[] {
  if (lines.length === 0) return [none];
  const rest = lines.length - maximum;
  return rest > 0 ? [...lines.slice(0, maximum), `… and ${rest} more`] : lines;
}

/** Names and texts side by side, the names as wide as the longest. */
export function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `${name.padEnd(width)}  ${text}`);
}

function layerLines({ manifest }: ImageDetails): readonly string[] {
  const lines = manifest.layers.map(
    ({ digest, size }) => `${sizeInWords(size).padStart(9)}  ${digest}`,
  );
  return bounded(lines, maximalLines.layers);
}

function section({ title, lines }: PageSection): string {
  return `${[title, ...lines.map((line) => `  ${line}`.trimEnd())].join('\n')}\n`;
}
