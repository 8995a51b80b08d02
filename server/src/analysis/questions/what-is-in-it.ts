import { platformName } from '../../reference/platform.ts';
import type { ImageDetails } from '../../registry/image-source.ts';
import { dayOf } from '../../text/day.ts';
import { counted, listed, sizeInWords } from '../../text/words.ts';
import { baseUserOf } from '../../rules/base-users.ts';
import { isRoot } from '../../rules/effective-user.ts';
import { environmentOf, labelsOf, sizeOf } from '../image-comparison.ts';
import { explainRegistryError } from '../registry-sentences.ts';
import { shownCommand, shownText, shownValue } from '../shown-values.ts';
import { questionTitles, type Answer, type Fact, type FactTable, type Source } from './answer.ts';
import { attachedFacts, attachedTables, materialTable } from './attached.ts';
import { baseFacts, isBaseMoved } from './base-facts.ts';
import type { Examination } from './examination.ts';
import { factList, known, none, tableOf, told, unknown } from './facts.ts';
import { layerTables } from './layers.ts';
import { listOf, publishersClaim, registryOf, silent } from './sources.ts';

/** What `docker inspect`, `docker manifest inspect` and `docker history` tell, without a pull. */
export function whatIsInIt(examination: Examination): Answer {
  const { inspection } = examination;
  const { details, reference } = inspection;
  const source = registryOf(reference.registry);
  return {
    question: 'what-is-in-it',
    title: questionTitles['what-is-in-it'],
    ...judged(examination),
    parts: [
      factList('The image', [
        ...(details.ok
          ? startFacts(details.value)
          : [unknown('user', 'User', silent(details.error))]),
        platformsFact(examination, source),
        ...baseFacts(examination),
        ...attachedFacts(examination),
      ]),
      factList('Digest and form', formFacts(examination, source)),
      ...platformTable(examination, source),
      ...sameTagTable(examination, source),
      ...smallerTable(examination, source),
      ...(details.ok ? [...layerTables(details.value, source), ...namedTables(details.value)] : []),
      ...attachedTables(examination),
      ...materialTable(examination),
    ],
  };
}

function judged(examination: Examination): Pick<Answer, 'verdict' | 'summary'> {
  const { details, reference } = examination.inspection;
  if (!details.ok)
    return {
      verdict: 'unknown',
      summary: explainRegistryError(reference, details.error, 'look at'),
    };
  const { manifest } = details.value;
  const size = `${sizeInWords(sizeOf(details.value))} in ${counted(manifest.layers.length, 'layer')}`;
  if (isBaseMoved(examination))
    return {
      verdict: 'note',
      summary: `${size}. Its base image has moved since it was built, so updates of the base are missing here: look for a newer build.`,
    };
  if (!startsAsRoot(details.value))
    return {
      verdict: 'good',
      summary: `${size}. Nothing in its configuration asks for a second look.`,
    };
  return baseUserOf(reference)?.user === 'drops'
    ? {
        verdict: 'good',
        summary: `${size}. It starts as root and goes on as a user without root rights, by what is known of its entry point.`,
      }
    : {
        verdict: 'note',
        summary: `${size}. It starts as root, so whoever takes over its program has all rights in the container: set a user where you run it.`,
      };
}

/** Windows has a user of its own that containers start as. */
function startsAsRoot({ user, platform }: ImageDetails): boolean {
  return platform?.os !== 'windows' && (user === '' || isRoot(user));
}

function startFacts(details: ImageDetails): readonly Fact[] {
  const { user, platform, entrypoint, command, exposedPorts, volumes, healthCheck } = details;
  const unset = platform?.os === 'windows' ? 'not set' : 'not set, so root';
  const claim = (id: string, label: string, value: string, verdict?: Fact['verdict']): Fact =>
    known(id, label, value === '' ? none : value, publishersClaim, { verdict });
  return [
    claim(
      'user',
      'User',
      user === '' ? unset : shownText(user, 100),
      startsAsRoot(details) ? 'note' : undefined,
    ),
    claim('entryPoint', 'Entry point', shownCommand(entrypoint)),
    claim('command', 'Command', shownCommand(command)),
    claim('ports', 'Exposed ports', shownText(exposedPorts.toSorted(byNumber).join(', '))),
    claim('volumes', 'Volumes', shownText(volumes.join(', '))),
    claim(
      'healthCheck',
      'Health check',
      healthCheck[0] === 'NONE' ? '' : shownCommand(healthCheck),
    ),
  ];
}

function byNumber(one: string, other: string): number {
  return (Number.parseInt(one, 10) || 0) - (Number.parseInt(other, 10) || 0);
}

function formFacts({ inspection }: Examination, source: Source): readonly Fact[] {
  const { entry, details, tagNow, reference } = inspection;
  const common = [
    known('digest', 'Digest', entry.digest, source),
    known('mediaType', 'Media type', shownText(entry.mediaType, 120), source),
    ...(tagNow === undefined
      ? []
      : [
          tagNow.ok
            ? known('tagDigest', 'The tag stands for', tagNow.value, source)
            : unknown(
                'tagDigest',
                'The tag stands for',
                silent(tagNow.error),
                explainRegistryError(reference, tagNow.error, 'look at'),
              ),
        ]),
  ];
  if (!details.ok) return common;
  const { manifest, platform, created, workingDirectory, stopSignal } = details.value;
  return [
    ...common,
    told('platform', 'Platform', platform && shownText(platformName(platform), 60), source),
    known('manifest', 'Manifest', manifest.digest, source),
    known(
      'size',
      'Compressed size',
      `${sizeInWords(sizeOf(details.value))} in ${counted(manifest.layers.length, 'layer')}`,
      source,
    ),
    told('built', 'Built', created === undefined ? undefined : dayOf(created), publishersClaim),
    known(
      'workingDirectory',
      'Working directory',
      workingDirectory === '' ? 'not set' : shownText(workingDirectory, 200),
      publishersClaim,
    ),
    known(
      'stopSignal',
      'Stop signal',
      stopSignal === '' ? 'not set' : shownText(stopSignal, 40),
      publishersClaim,
    ),
  ];
}

function platformsFact({ inspection }: Examination, source: Source): Fact {
  const names = inspection.platforms.flatMap(({ platform }) =>
    platform === undefined ? [] : [shownText(platformName(platform), 60)],
  );
  return told('platformNames', 'Platforms', listed(names), source);
}

function platformTable({ inspection }: Examination, source: Source): readonly FactTable[] {
  return tableOf({
    id: 'platforms',
    title: 'Platforms',
    columns: ['Platform', 'Compressed size', 'Digest'],
    source,
    rows: inspection.platforms.map(({ platform, digest, size, isChosen }) => [
      `${platform === undefined ? 'not told' : shownText(platformName(platform), 60)}${isChosen && inspection.platforms.length > 1 ? ' (this one)' : ''}`,
      size === undefined ? 'not told' : sizeInWords(size),
      digest,
    ]),
  });
}

function sameTagTable({ inspection }: Examination, source: Source): readonly FactTable[] {
  const { tags } = inspection;
  if (tags?.ok !== true) return [];
  return tableOf({
    id: 'sameTags',
    title: 'Tags of the same digest',
    columns: ['Tag'],
    source,
    rows: tags.value.same.map((tag) => [shownText(tag, 128)]),
    maximum: 100,
  });
}

function smallerTable({ inspection }: Examination, source: Source): readonly FactTable[] {
  const { catalogue, smaller, tags } = inspection;
  const ofList = listOf('the list of official images', catalogue.officialDate);
  return tableOf({
    id: 'smallerSiblings',
    title: 'Smaller images of the same version',
    columns: ['Tag', 'Compressed size'],
    source: tags?.ok === true ? source : ofList,
    rows: smaller.map(({ tag, size }) => [
      shownText(tag, 128),
      size === undefined ? 'not told' : sizeInWords(size),
    ]),
  });
}

function namedTables(details: ImageDetails): readonly FactTable[] {
  const rows = (texts: ReadonlyMap<string, string>): readonly (readonly string[])[] =>
    [...texts].map(([name, value]) => [shownText(name, 200), shownValue(name, value)]);
  const source = publishersClaim;
  const columns = ['Name', 'Value'];
  return [
    ...tableOf({
      id: 'environment',
      title: 'Environment',
      columns,
      source,
      rows: rows(environmentOf(details)),
    }),
    ...tableOf({ id: 'labels', title: 'Labels', columns, source, rows: rows(labelsOf(details)) }),
  ];
}
