import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { isAbsolutePath, pathVariable, type VariableSource } from '../text/path-variable.ts';
import { isObject, objectIn, textIn, type JsonObject } from './json.ts';

/** Where an engine may listen: at a socket or pipe of this machine, or where we do not ask. */
export type EnginePlace =
  | { readonly kind: 'local'; readonly path: string }
  | { readonly kind: 'elsewhere'; readonly endpoint: string };

export interface PlaceOptions extends VariableSource {
  /** What the person has set: a path, or an address as DOCKER_HOST has it. */
  readonly socket: string | undefined;
}

/** A file of Docker's configuration is far smaller. */
const maximalFile = 1_000_000;

/**
 * The places where an engine is looked for, the first that answers counts: the person's setting alone, else DOCKER_HOST,
 * the chosen context of Docker's command line, CONTAINER_HOST, and where Docker and Podman listen by themselves.
 */
export async function enginePlaces(options: PlaceOptions): Promise<readonly EnginePlace[]> {
  const { socket, environment, platform } = options;
  if (socket !== undefined) return [placeOf(socket, platform)];
  const dockerHost = environment['DOCKER_HOST'] ?? '';
  if (dockerHost !== '') return [placeOf(dockerHost, platform)];
  const context = await chosenContext(options);
  if (context !== undefined) return [placeOf(context, platform)];
  const containerHost = environment['CONTAINER_HOST'] ?? '';
  if (containerHost !== '') return [placeOf(containerHost, platform)];
  return usualPaths(options).map((path) => ({ kind: 'local', path }));
}

/** An address as DOCKER_HOST has it, or a path. */
function placeOf(address: string, platform: NodeJS.Platform): EnginePlace {
  const path = /^(?:unix|npipe):\/\/(.+)$/is.exec(address)?.[1] ?? address;
  return isAbsolutePath(path, platform)
    ? { kind: 'local', path }
    : { kind: 'elsewhere', endpoint: shownAddress(address) };
}

/** The address without what may be a user and a password. */
function shownAddress(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url === undefined || url.host === '' ? 'an address that is no socket' : hostOf(url);
}

function hostOf({ protocol, host }: URL): string {
  return `${protocol}//${host}`;
}

function usualPaths(source: VariableSource): readonly string[] {
  if (source.platform === 'win32')
    return ['//./pipe/docker_engine', '//./pipe/podman-machine-default'];
  const home = pathVariable(source, 'HOME');
  const runtime = pathVariable(source, 'XDG_RUNTIME_DIR');
  return [
    '/var/run/docker.sock',
    ...(home === undefined ? [] : [`${home}/.docker/run/docker.sock`]),
    ...(runtime === undefined ? [] : [`${runtime}/docker.sock`, `${runtime}/podman/podman.sock`]),
    '/run/podman/podman.sock',
  ];
}

/** The address of the context that `docker context use` or DOCKER_CONTEXT chose; undefined for the default one. */
async function chosenContext(source: VariableSource): Promise<string | undefined> {
  const home = pathVariable(source, source.platform === 'win32' ? 'USERPROFILE' : 'HOME');
  const own = pathVariable(source, 'DOCKER_CONFIG');
  const folder = own ?? (home === undefined ? undefined : `${home}/.docker`);
  if (folder === undefined) return undefined;
  const chosen = source.environment['DOCKER_CONTEXT'] ?? '';
  const name =
    chosen === '' ? textIn(await readObject(`${folder}/config.json`), 'currentContext') : chosen;
  if (name === '' || name === 'default') return undefined;
  const key = createHash('sha256').update(name).digest('hex');
  const context = await readObject(`${folder}/contexts/meta/${key}/meta.json`);
  const host = textIn(objectIn(objectIn(context, 'Endpoints'), 'docker'), 'Host');
  return host === '' ? undefined : host;
}

/** The object in a file; an empty one when there is none that can be read. */
async function readObject(path: string): Promise<JsonObject> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return {};
  try {
    const status = await file.stat();
    if (!status.isFile() || status.size > maximalFile) return {};
    const value: unknown = JSON.parse(await file.readFile('utf8'));
    return isObject(value) ? value : {};
  } catch {
    return {};
  } finally {
    await file.close();
  }
}
