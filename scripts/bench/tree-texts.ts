import { composeHead, composeServices } from './corpus-compose.ts';
import { dockerfileStages } from './corpus-dockerfile.ts';
import { choose, lengthAround, numberBelow, type Random } from './random.ts';
import {
  dockerfilePieces,
  servicePieces,
  servicesOf,
  type Piece,
  type ServicePiece,
} from './tree-pieces.ts';

/** Lines of the file in the middle, as public repositories have them. */
const medianLines = { dockerfile: 25, compose: 38 } as const;
/** How often something is so, from 0 to 1. */
const shares = { notable: 0.2, stages: 0.5, head: 0.25, exampleService: 0.3 } as const;
/** How often a piece that fits is looked for. */
const tries = 8;

const bases = ['python:3', 'node:22', 'golang:1', 'alpine:3', 'debian:12', 'nginx:1'] as const;
const tags: Readonly<Record<string, readonly string[]>> = {
  alpine: ['3.22', '3.21', '3.20.3', 'latest', '3'],
  busybox: ['1.36', '1.37-musl', '1.36-musl'],
  debian: ['12-slim', 'bookworm-20250520-slim', '13', 'bullseye', 'stable-slim'],
  golang: ['1.24-bookworm', '1.23.4', '1.22-alpine', '1.25', 'latest'],
  nginx: ['1.29-alpine', '1.27', 'stable', '1.28.0-bookworm', 'latest', 'alpine'],
  node: ['22-bookworm-slim', '20-alpine', 'lts', '24.1.0', '18', 'latest'],
  postgres: ['17', '16.4-alpine', '15-bookworm', '16', 'latest', '17.2'],
  python: ['3.13-slim', '3.12', '3.11-slim-bookworm', '3.12.8-alpine', '3', 'latest'],
  redis: ['8', '7.4-alpine', '7', 'latest', 'alpine'],
};
const organisations = ['acme', 'northwind', 'contoso', 'initech', 'globex', 'umbra'] as const;

const instructions = dockerfilePieces();
const exampleServices = servicePieces();

/** A Dockerfile as people have them, of the numbers that are given. */
export function dockerfileText(random: Random): string {
  const target = lengthAround(medianLines.dockerfile, random);
  const lines: string[] = [];
  let index = numberBelow(1000, random);
  if (random() < shares.stages)
    for (let tried = 0; tried < target; tried++) {
      const stages = choose(dockerfileStages, random)(index++);
      if (lines.length + stages.length > target) break;
      lines.push(...stages);
    }
  if (lines.length === 0) lines.push(`FROM ${choose(bases, random)}`);
  for (let failed = 0; failed < tries && lines.length < target;) {
    const { notable, plain } = instructions;
    const piece = choose(random() < shares.notable ? notable : plain, random);
    if (lines.length + piece.length > target) failed++;
    else lines.push(...piece);
  }
  return varied(lines, random);
}

/** A Compose file as people have them, of the numbers that are given. */
export function composeText(random: Random): string {
  const target = lengthAround(medianLines.compose, random);
  const hasHead = target > 60 && random() < shares.head;
  const head = hasHead ? composeHead : ['services:'];
  const services = new Map<string, Piece>();
  let length = head.length;
  // Each service names its neighbours, so they begin with the first of them.
  let index = composeServices.length * numberBelow(300, random);
  for (let failed = 0; failed < tries && length < target;) {
    const { name, lines } =
      random() < shares.exampleService
        ? choose(exampleServices, random)
        : ownService(index++, hasHead);
    if (services.has(name) || (services.size > 0 && length + lines.length > target)) failed++;
    else {
      services.set(name, lines);
      length += lines.length;
    }
  }
  const lines = [...head, ...[...services.values()].flat()];
  return varied([...lines, ...volumesOf(lines)], random);
}

/** What `compose.override.yaml` beside a Compose file says of some of its services. */
export function overrideText(text: string): string {
  const names = servicesOf(text.split('\n')).map(({ name }) => name);
  return [
    'services:',
    ...names
      .slice(0, 3)
      .flatMap((name, index) => [
        `  ${name}:`,
        '    environment:',
        '      LOG_LEVEL: debug',
        '    ports:',
        `      - "127.0.0.1:${9229 + index}:9229"`,
      ]),
    '',
  ].join('\n');
}

/** A service of the other measurements; without the fragments that their head defines when that is not there. */
function ownService(index: number, hasHead: boolean): ServicePiece {
  const write = composeServices[index % composeServices.length];
  const [service] = servicesOf(['services:', ...(write?.(index) ?? [])]);
  if (service === undefined) throw new Error('There are no services to choose from.');
  return hasHead
    ? service
    : { ...service, lines: service.lines.filter((line) => !/^ +<<:/.test(line) && line !== '') };
}

function volumesOf(lines: Piece): Piece {
  const names = lines.flatMap(
    (line) => /(?:source: |- )((?:uploads|database)-\d+)\b/.exec(line)?.[1] ?? [],
  );
  return names.length === 0 ? [] : ['volumes:', ...names.map((name) => `  ${name}:`)];
}

/** The text with other tags and organisations, the same ones all through a file. */
function varied(lines: Piece, random: Random): string {
  const organisation = choose(organisations, random);
  const chosen = new Map(Object.entries(tags).map(([name, all]) => [name, choose(all, random)]));
  const text = lines
    .join('\n')
    .replace(
      /(?<![\w/-])([a-z]+):(?:latest|[\w.-]*\d[\w.-]*)(?![\w./-])/g,
      (whole, name: string) => {
        const tag = chosen.get(name);
        return tag === undefined ? whole : `${name}:${tag}`;
      },
    )
    .replaceAll('acme', organisation)
    .replaceAll('context: ./web', 'context: .');
  return `${text.trimEnd()}\n`;
}
