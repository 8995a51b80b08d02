import type { EngineReport, LocalImage, RunningContainer } from '../../engine/engine-source.ts';
import { dayOf } from '../../text/day.ts';
import { listed, sizeInWords } from '../../text/words.ts';
import { shownText, shownValue } from '../shown-values.ts';
import { questionTitles, type Answer, type Fact, type FactTable, type Source } from './answer.ts';
import { explainEngineError } from './engine-sentences.ts';
import { examinedService } from './examined-service.ts';
import type { Examination } from './examination.ts';
import { factList, known, none, tableOf, told, unknown } from './facts.ts';
import { judgeRunning } from './running-verdict.ts';
import { serviceFacts } from './service-facts.ts';
import { shownStep } from './shown-step.ts';
import { engineAt, notAsked, publishersClaim } from './sources.ts';

/** What a service of the image is granted, and what runs from it on this machine. */
export function whatIsItRunningOn(examination: Examination): Answer {
  const { engine } = examination;
  const service = examinedService(examination);
  return {
    question: 'what-is-it-running-on',
    title: questionTitles['what-is-it-running-on'],
    ...judgeRunning({ service, engine }),
    parts: [
      ...(service === undefined ? [] : [serviceFacts(service)]),
      factList('Image and engine', [
        ...imageFacts(examination),
        engineFact(examination),
        ...(engine?.ok === true ? localFacts(engine.value, examination) : []),
      ]),
      ...(engine?.ok === true ? containerTables(engine.value) : []),
    ],
  };
}

function imageFacts({ inspection }: Examination): readonly Fact[] {
  if (!inspection.details.ok) return [];
  const { user, exposedPorts, platform } = inspection.details.value;
  const unset = platform?.os === 'windows' ? 'not set' : 'not set, so root';
  return [
    known(
      'imageUser',
      'User of the image',
      user === '' ? unset : shownText(user, 100),
      publishersClaim,
    ),
    known(
      'imagePorts',
      'Ports of the image',
      exposedPorts.length === 0 ? none : shownText(exposedPorts.join(', ')),
      publishersClaim,
    ),
  ];
}

function engineFact({ engine }: Examination): Fact {
  const id = 'engine';
  const label = 'Container engine';
  if (engine === undefined) return unknown(id, label, notAsked, 'not asked');
  if (!engine.ok)
    return unknown(
      id,
      label,
      { kind: 'not-known', words: 'no answer of the engine' },
      explainEngineError(engine.error),
    );
  const { name, version, endpoint, isRootless } = engine.value.engine;
  const title = engineTitles[name];
  const rootless = isRootless === undefined ? '' : isRootless ? ', without root' : ', as root';
  return known(
    id,
    label,
    `${title}${version === undefined ? '' : ` ${shownText(version, 40)}`}${rootless}`,
    engineAt(endpoint),
  );
}

const engineTitles = { docker: 'Docker', podman: 'Podman', unknown: 'an unknown engine' } as const;

function containerTables({ engine, containers, omitted }: EngineReport): readonly FactTable[] {
  const source = engineAt(engine.endpoint);
  return [
    ...tableOf({
      id: 'containers',
      title: 'Containers from it',
      columns: ['Name', 'State', 'Started', 'User', 'Rights', 'Mounts', 'Limits'],
      source,
      rows: containers.map(containerRow),
      omitted,
    }),
    ...containers.flatMap((container, index) => processTable(container, index, source)),
  ];
}

function localFacts(
  { engine, image, containers }: EngineReport,
  examination: Examination,
): readonly Fact[] {
  const source = engineAt(engine.endpoint);
  const names = containers.map(({ name, state }) => shownText(`${name} (${state})`, 120));
  const running = known('containerNames', 'Containers', listed(names) || none, source);
  if (image === undefined) return [known('local', 'Here', 'not on this machine', source), running];
  const { id, tags, created, size } = image;
  const isSame = isSameImage(image, examination);
  return [
    running,
    known('local', 'Here', shownText(id, 80), source),
    told(
      'localSame',
      'The same as in the registry',
      isSame === undefined ? undefined : isSame ? 'yes' : 'no: another image of that name is here',
      source,
      { verdict: isSame === false ? 'note' : undefined },
    ),
    told('localTags', 'Tags here', shownText(tags.slice(0, 20).join(', ')), source),
    told('localSize', 'Size on disk', size === undefined ? undefined : sizeInWords(size), source),
    told('localCreated', 'Built', created === undefined ? undefined : dayOf(created), source),
  ];
}

/**
 * Whether what is here is what the registry has. Engines name an image after its configuration (OCI image specification,
 * "ImageID"), which stays the same where a push has packed the layers anew and so changed the digest.
 */
function isSameImage(
  { id, isSameDigest }: LocalImage,
  { inspection: { details } }: Examination,
): boolean | undefined {
  return details.ok && id === details.value.manifest.config.digest ? true : isSameDigest;
}

function containerRow(container: RunningContainer): FactTable['rows'][number] {
  const { name, state, started, user, isPrivileged, mounts, memoryLimit, processLimit } = container;
  const limits = [
    memoryLimit === undefined
      ? 'memory without limit'
      : `at most ${sizeInWords(memoryLimit)} of memory`,
    processLimit === undefined ? 'processes without limit' : `at most ${processLimit} processes`,
  ];
  return [
    { text: shownText(name, 80) },
    { text: shownText(state, 40) },
    { text: started === undefined ? 'not told' : dayOf(started) },
    { text: user === '' ? 'not set' : shownText(user, 80) },
    { text: rightsOf(container), ...(isPrivileged && { verdict: 'bad' as const }) },
    { text: mounts.length === 0 ? 'none' : shownText(mounts.map(mountInWords).join(', ')) },
    { text: limits.join(', ') },
  ];
}

function rightsOf(container: RunningContainer): string {
  const { isPrivileged, addedCapabilities, droppedCapabilities, hostNamespaces } = container;
  const parts = [
    ...(isPrivileged ? ['privileged'] : []),
    ...(addedCapabilities.length > 0 ? [`added ${addedCapabilities.join(' ')}`] : []),
    ...(droppedCapabilities.length > 0 ? [`dropped ${droppedCapabilities.join(' ')}`] : []),
    ...(hostNamespaces.length > 0 ? [`shares the host's ${hostNamespaces.join(' ')}`] : []),
    ...(container.hasReadOnlyRoot ? ['read-only root'] : []),
  ];
  return parts.length === 0 ? 'the usual' : shownText(parts.join('; '));
}

function mountInWords({ source, target, isWritable }: RunningContainer['mounts'][number]): string {
  return `${shownValue('', source)} at ${shownValue('', target)}${isWritable ? '' : ' (read-only)'}`;
}

function processTable(
  { name, processes }: RunningContainer,
  index: number,
  source: Source,
): readonly FactTable[] {
  if (processes === undefined) return [];
  return tableOf({
    id: `processes${index + 1}`,
    title: `Processes of ${shownText(name, 80)}`,
    columns: processes.titles.map((title) => shownText(title, 40)),
    source,
    rows: processes.rows.map((row) =>
      processes.titles.map((_, column) => shownStep(row[column] ?? '')),
    ),
    omitted: processes.omitted,
  });
}
