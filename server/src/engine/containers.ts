import { ok, type Result } from '../text/result.ts';
import type { AskError } from './ask.ts';
import type { Engine } from './engine.ts';
import type { RunningContainer } from './engine-source.ts';
import {
  countIn,
  isObject,
  isTrueIn,
  listIn,
  objectIn,
  objectsOf,
  textIn,
  textsIn,
  textsOf,
  timeIn,
  type JsonObject,
} from './json.ts';

const maximalContainers = 50;
const maximalRows = 100;
const maximalColumns = 20;
const maximalItems = 100;
/** Containers that are asked about at the same time. */
const atOnce = 5;

export interface RunningContainers {
  readonly containers: readonly RunningContainer[];
  readonly omitted: number;
}

/**
 * The containers that run from an image, by its id, with their processes; those that cannot be told of count as omitted
 * (Docker Engine API, "ContainerList", "ContainerInspect" and "ContainerTop"). Their environment is not looked at.
 */
export async function findContainers(
  engine: Engine,
  imageId: string,
  signal: AbortSignal,
): Promise<Result<RunningContainers, AskError>> {
  // Podman knows no image by an id with its algorithm.
  const ancestor = [withoutAlgorithm(imageId)];
  const filters = encodeURIComponent(JSON.stringify({ ancestor }));
  const answered = await engine.read(`/containers/json?filters=${filters}`, signal);
  if (!answered.ok) return answered;
  if (!Array.isArray(answered.value)) return { ok: false, error: { code: 'invalid-answer' } };
  const ids = objectsOf(answered.value, answered.value.length)
    .filter((container) => isFrom(container, imageId))
    .map((container) => textIn(container, 'Id'))
    .filter((id) => /^[\da-f]{12,64}$/.test(id));
  const containers: RunningContainer[] = [];
  for (let start = 0; start < Math.min(ids.length, maximalContainers); start += atOnce) {
    const some = ids.slice(start, Math.min(start + atOnce, maximalContainers));
    const read = await Promise.all(some.map((id) => readContainer(engine, id, signal)));
    containers.push(...read.filter((container) => container !== undefined));
  }
  return ok({ containers, omitted: ids.length - containers.length });
}

/** The engine counts those too that run from an image built on this one. */
function isFrom(container: JsonObject, imageId: string): boolean {
  const own = textIn(container, 'ImageID');
  return own === '' || withoutAlgorithm(own) === withoutAlgorithm(imageId);
}

function withoutAlgorithm(id: string): string {
  return id.replace(/^sha256:/, '');
}

async function readContainer(
  engine: Engine,
  id: string,
  signal: AbortSignal,
): Promise<RunningContainer | undefined> {
  const answered = await engine.read(`/containers/${id}/json`, signal);
  if (!answered.ok || !isObject(answered.value)) return undefined;
  const container = containerOf(id, answered.value);
  // Podman would list every process of the host as one of the container.
  const areHosts = engine.facts.name === 'podman' && container.hostNamespaces.includes('pid');
  return areHosts
    ? container
    : { ...container, processes: await readProcesses(engine, id, signal) };
}

function containerOf(id: string, answer: JsonObject): RunningContainer {
  const state = objectIn(answer, 'State');
  const host = objectIn(answer, 'HostConfig');
  return {
    id: id.slice(0, 12),
    name: textIn(answer, 'Name').replace(/^\//, ''),
    state: textIn(state, 'Status'),
    started: timeIn(state, 'StartedAt'),
    user: textIn(objectIn(answer, 'Config'), 'User'),
    isPrivileged: isTrueIn(host, 'Privileged'),
    addedCapabilities: textsIn(host, 'CapAdd', maximalItems),
    droppedCapabilities: textsIn(host, 'CapDrop', maximalItems),
    hostNamespaces: namespaces.flatMap(([key, name]) => (textIn(host, key) === 'host' ? name : [])),
    mounts: objectsOf(listIn(answer, 'Mounts'), maximalItems).map((mount) => ({
      source: textIn(mount, 'Source'),
      target: textIn(mount, 'Destination'),
      isWritable: isTrueIn(mount, 'RW'),
    })),
    hasReadOnlyRoot: isTrueIn(host, 'ReadonlyRootfs'),
    memoryLimit: countIn(host, 'Memory'),
    processLimit: countIn(host, 'PidsLimit'),
    processes: undefined,
  };
}

const namespaces: readonly (readonly [key: string, name: string])[] = [
  ['NetworkMode', 'network'],
  ['PidMode', 'pid'],
  ['IpcMode', 'ipc'],
  ['UTSMode', 'uts'],
  ['UsernsMode', 'userns'],
  ['CgroupnsMode', 'cgroup'],
];

/** Without these Podman has a `ps` list the processes, which it looks for in the container and runs there. */
const podmanColumns = '?ps_args=user,pid,ppid,args';

async function readProcesses(
  engine: Engine,
  id: string,
  signal: AbortSignal,
): Promise<RunningContainer['processes']> {
  const columns = engine.facts.name === 'podman' ? podmanColumns : '';
  const answered = await engine.read(`/containers/${id}/top${columns}`, signal);
  if (!answered.ok || !isObject(answered.value)) return undefined;
  const titles = textsIn(answered.value, 'Titles', maximalColumns);
  const rows = listIn(answered.value, 'Processes').filter((row) => Array.isArray(row));
  if (titles.length === 0) return undefined;
  return {
    titles,
    rows: rows.slice(0, maximalRows).map((row) => textsOf(row, titles.length)),
    omitted: Math.max(0, rows.length - maximalRows),
  };
}
