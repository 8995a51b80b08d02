import type { CatalogueFacts } from '../../analysis/catalogue.ts';
import {
  environmentOf,
  labelsOf,
  originOf,
  sizeOf,
  type Origin,
} from '../../analysis/image-comparison.ts';
import type { ImageInspection, SameTags } from '../../analysis/image-inspection.ts';
import { answersOf } from '../../analysis/questions/answers.ts';
import type { Examination } from '../../analysis/questions/examination.ts';
import { shownText, shownValue, shownWords } from '../../analysis/shown-values.ts';
import { platformName, type Platform } from '../../reference/platform.ts';
import { canonicalName } from '../../reference/reference.ts';
import type { ImageDetails } from '../../registry/image-source.ts';
import { answerReport, type AnswerReport } from './answer-report.ts';
import { unknownsOf } from './unknowns.ts';

/** The report of `seaworthy inspect --format json`: null is what is not told or not known. schemas/inspect-report.schema.json describes it. */
export interface InspectReport {
  readonly version: 1;
  /** When the registry was asked, in ISO 8601. */
  readonly askedAt: string;
  readonly image: {
    readonly written: string;
    readonly name: string;
    readonly tag: string | null;
    readonly isTagImplied: boolean;
    readonly writtenDigest: string | null;
  };
  readonly registry: {
    readonly digest: string;
    readonly mediaType: string;
    readonly kind: 'index' | 'manifest';
    readonly tagDigest: string | null;
    readonly platforms: readonly PlatformReport[];
    readonly attestations: number;
  };
  readonly tags: TagsReport | null;
  readonly lists: ListsReport;
  readonly details: DetailsReport | null;
  /** The five questions, each with all that is known and how. */
  readonly answers: readonly AnswerReport[];
  readonly notKnown: readonly string[];
}

interface PlatformReport {
  readonly platform: string | null;
  readonly digest: string;
  readonly compressedSize: number | null;
  readonly isChosen: boolean;
}

interface TagsReport {
  readonly sameDigest: Bounded<string> | null;
  readonly listed: number;
  readonly withDigest: number;
  readonly isComplete: boolean;
}

interface ListsReport {
  readonly official: {
    readonly date: string;
    readonly name: string | null;
    readonly isTagRebuilt: boolean | null;
    readonly sameBuild: readonly string[];
  };
  readonly givenUp: {
    readonly date: string;
    readonly sentence: string | null;
    readonly source: string | null;
  };
}

interface DetailsReport {
  readonly platform: string | null;
  readonly manifest: string;
  readonly created: string | null;
  readonly compressedSize: number;
  readonly user: string;
  readonly workingDirectory: string;
  readonly entryPoint: readonly string[];
  readonly command: readonly string[];
  readonly exposedPorts: readonly string[];
  readonly origin: Readonly<Record<Origin, string | null>>;
  readonly environment: Bounded<NamedText>;
  readonly labels: Bounded<NamedText>;
  readonly layers: readonly { readonly digest: string; readonly compressedSize: number }[];
}

interface NamedText {
  readonly name: string;
  readonly value: string;
}

/** The first of many, and how many are left out. */
interface Bounded<T> {
  readonly items: readonly T[];
  readonly omitted: number;
}

const maximalItems = 1000;
const maximalWords = 200;

/** An inspected image as data; texts of strangers are single lines of at most 500 characters, secrets hidden. */
export function inspectReport(examination: Examination): InspectReport {
  const { inspection, askedAt } = examination;
  const { reference, entry, platforms, tagNow, tags, catalogue, details } = inspection;
  const { tag = null, digest: writtenDigest = null } = reference;
  const isTagImplied = tag === null && writtenDigest === null;
  return {
    version: 1,
    askedAt: new Date(askedAt).toISOString(),
    image: {
      written: shownText(reference.written),
      name: canonicalName(reference),
      tag: isTagImplied ? 'latest' : tag,
      isTagImplied,
      writtenDigest,
    },
    registry: {
      digest: entry.digest,
      mediaType: shownText(entry.mediaType),
      kind: entry.kind,
      tagDigest: tagDigestOf(writtenDigest === null, tagNow, entry.digest),
      platforms: platforms.map(({ platform, digest, size, isChosen }) => ({
        platform: shownPlatform(platform),
        digest,
        compressedSize: size ?? null,
        isChosen,
      })),
      attestations: entry.kind === 'index' ? entry.attestations.length : 0,
    },
    tags: tags?.ok === true ? tagsReport(tags.value) : null,
    lists: listsReport(catalogue),
    details: details.ok ? detailsReport(details.value) : null,
    answers: answersOf(examination).map(answerReport),
    notKnown: unknownsOf(examination),
  };
}

function tagDigestOf(
  isByTag: boolean,
  tagNow: ImageInspection['tagNow'],
  digest: string,
): string | null {
  if (isByTag) return digest;
  return tagNow?.ok === true ? tagNow.value : null;
}

function tagsReport({ same, told, total, isPartial }: SameTags): TagsReport {
  const names = same.map((tag) => shownText(tag, 128));
  return {
    sameDigest: told === 0 ? null : boundedList(names),
    listed: total,
    withDigest: told,
    isComplete: !isPartial,
  };
}

function listsReport(facts: CatalogueFacts): ListsReport {
  const { official, officialDate, deprecation, deprecationDate } = facts;
  return {
    official: {
      date: officialDate,
      name: official?.name ?? null,
      isTagRebuilt: official?.isListed ?? null,
      sameBuild: official?.aliases ?? [],
    },
    givenUp: {
      date: deprecationDate,
      sentence: deprecation?.sentence ?? null,
      source: deprecation?.source ?? null,
    },
  };
}

function detailsReport(details: ImageDetails): DetailsReport {
  const { manifest, platform, created, user, workingDirectory, exposedPorts } = details;
  const told = (what: Origin): string | null => shownValue('', originOf(details, what)) || null;
  return {
    platform: shownPlatform(platform),
    manifest: manifest.digest,
    created: created === undefined ? null : new Date(created).toISOString(),
    compressedSize: sizeOf(details),
    user: shownText(user),
    workingDirectory: shownText(workingDirectory),
    entryPoint: shownWords(details.entrypoint.slice(0, maximalWords)),
    command: shownWords(details.command.slice(0, maximalWords)),
    exposedPorts: exposedPorts.slice(0, maximalItems).map((port) => shownText(port)),
    origin: {
      source: told('source'),
      revision: told('revision'),
      version: told('version'),
      licence: told('licence'),
      base: told('base'),
      baseDigest: told('baseDigest'),
    },
    environment: boundedList(namedTexts(environmentOf(details))),
    labels: boundedList(namedTexts(labelsOf(details))),
    layers: manifest.layers.map(({ digest, size }) => ({ digest, compressedSize: size })),
  };
}

function namedTexts(texts: ReadonlyMap<string, string>): readonly NamedText[] {
  return [...texts].map(([name, value]) => ({
    name: shownText(name),
    value: shownValue(name, value),
  }));
}

function boundedList<T>(items: readonly T[]): Bounded<T> {
  return {
    items: items.slice(0, maximalItems),
    omitted: Math.max(0, items.length - maximalItems),
  };
}

function shownPlatform(platform: Platform | undefined): string | null {
  return platform === undefined ? null : shownText(platformName(platform));
}
