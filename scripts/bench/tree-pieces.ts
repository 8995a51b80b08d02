import type { Language } from '../../server/src/model/document-model.ts';
import { rules } from '../../server/src/rules/index.ts';
import { dockerfileStages } from './corpus-dockerfile.ts';

/** Lines that stand together. */
export type Piece = readonly string[];

/** What Dockerfiles are put together from: instructions without the FROM that they follow. */
export interface DockerfilePieces {
  /** One instruction each, as most files have them. */
  readonly plain: readonly Piece[];
  /** What rules look at, reported or not. */
  readonly notable: readonly Piece[];
}

/** A service as it stands below `services:`. */
export interface ServicePiece {
  readonly name: string;
  readonly lines: Piece;
}

/** The instructions of the examples and of the files of the other measurements. */
export function dockerfilePieces(): DockerfilePieces {
  const plain = dockerfileStages.flatMap((stages) => instructionsOf(stages(1)));
  return {
    plain: plain.filter(([first = '']) => !/^(?:#|ARG|FROM|VOLUME)|--from=/.test(first)),
    // dockerfilelint breaks at a health check without options, and then tells of no file at all.
    notable: examplesIn('dockerfile')
      .flatMap(bodyOf)
      .filter((lines) => !lines.some((line) => line.startsWith('HEALTHCHECK CMD'))),
  };
}

/** The services of the examples that have nothing but services. */
export function servicePieces(): readonly ServicePiece[] {
  return examplesIn('compose')
    .filter((lines) => lines.every((line) => line === 'services:' || line.startsWith(' ')))
    .flatMap(servicesOf);
}

function examplesIn(language: Language): readonly Piece[] {
  return rules
    .flatMap(({ meta }) => meta.examples)
    .filter((example) => example.language === language)
    .map(({ text }) => text.replace(/[«»]/g, '').trimEnd().split('\n'));
}

/** What follows the only FROM of an example; nothing of those whose other lines need more than that. */
function bodyOf(lines: Piece): readonly Piece[] {
  const from = lines.findIndex((line) => /^FROM /i.test(line));
  const body = lines.slice(from + 1);
  const needsMore = body.some((line) => /^(?:FROM|ARG) |--from=|^# escape/i.test(line));
  return from !== 0 || body.length === 0 || needsMore ? [] : [body];
}

/** The instructions of a Dockerfile, each with its continued lines and heredocs. */
function instructionsOf(lines: Piece): readonly Piece[] {
  const instructions: string[][] = [];
  let delimiter: string | undefined;
  let isContinued = false;
  for (const line of lines) {
    if (isContinued || delimiter !== undefined) instructions.at(-1)?.push(line);
    else if (line !== '') instructions.push([line]);
    isContinued = line.endsWith('\\') || (isContinued && line.trimStart().startsWith('#'));
    if (line === delimiter) delimiter = undefined;
    else delimiter ??= /<<(\w+)/.exec(line)?.[1];
  }
  return instructions;
}

/** Services of a Compose file whose services are indented by two. */
export function servicesOf(lines: Piece): readonly ServicePiece[] {
  const services: { name: string; lines: string[] }[] = [];
  for (const line of lines.slice(lines.indexOf('services:') + 1)) {
    if (/^\S/.test(line)) break;
    const name = /^ {2}([\w.-]+):/.exec(line)?.[1];
    if (name !== undefined) services.push({ name, lines: [line] });
    else services.at(-1)?.lines.push(line);
  }
  return services;
}
