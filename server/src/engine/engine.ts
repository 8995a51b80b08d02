import { fail, ok, type Result } from '../text/result.ts';
import { ask, type AskError } from './ask.ts';
import type { EngineFacts } from './engine-source.ts';
import { isObject, listIn, objectIn, objectsOf, textIn, textsIn, type JsonObject } from './json.ts';

/** An engine that has answered. */
export interface Engine {
  readonly facts: EngineFacts;
  /** Asks for what stands under a path of the API; anything but JSON is an error. Never rejects. */
  read(path: string, signal: AbortSignal): Promise<Result<unknown, AskError>>;
}

const limits = { time: 5000, bytes: 4 * 1024 * 1024 };

/** The version of Docker's API that the readers here were written after; later ones keep what they read. */
const writtenFor = [1, 51] as const;

/** Asks who listens at a socket, and in which version of the API to speak (Docker Engine API, "SystemVersion" and "SystemInfo"). */
export async function meetEngine(
  socket: string,
  signal: AbortSignal,
): Promise<Result<Engine, AskError>> {
  const answered = await ask(socket, '/version', limits, signal);
  if (!answered.ok) return answered;
  const version = answered.value;
  if (!isObject(version) || textIn(version, 'Version') === '')
    return fail({ code: 'invalid-answer', detail: 'it does not tell its version' });
  const prefix = versionPrefix(version);
  const read: Engine['read'] = (path, stop) => ask(socket, prefix + path, limits, stop);
  const told = await read('/info', signal);
  const info = told.ok && isObject(told.value) ? told.value : undefined;
  return ok({ facts: factsOf(socket, version, info), read });
}

/** The engine's own version, at most the one that we know, at least the oldest that it speaks; none where it does not say. */
function versionPrefix(answer: JsonObject): string {
  const newest = readVersion(textIn(answer, 'ApiVersion'));
  if (newest === undefined) return '';
  const oldest = readVersion(textIn(answer, 'MinAPIVersion')) ?? newest;
  const [major, minor] = later(oldest, isLater(newest, writtenFor) ? writtenFor : newest);
  return `/v${major}.${minor}`;
}

type ApiVersion = readonly [major: number, minor: number];

function readVersion(text: string): ApiVersion | undefined {
  const [, major, minor] = /^(\d{1,3})\.(\d{1,3})$/.exec(text) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor)];
}

function isLater(a: ApiVersion, b: ApiVersion): boolean {
  return a[0] === b[0] ? a[1] > b[1] : a[0] > b[0];
}

function later(a: ApiVersion, b: ApiVersion): ApiVersion {
  return isLater(a, b) ? a : b;
}

function factsOf(endpoint: string, version: JsonObject, info: JsonObject | undefined): EngineFacts {
  const options = info === undefined ? [] : textsIn(info, 'SecurityOptions', 32);
  const isTold = options.length > 0;
  const has = (name: string): boolean => options.some((option) => option.split(',').includes(name));
  return {
    name: nameOf(version),
    version: textIn(version, 'Version'),
    endpoint,
    isRootless: isTold ? has('name=rootless') : undefined,
    remapsUsers: isTold ? has('name=userns') : undefined,
  };
}

function nameOf(version: JsonObject): EngineFacts['name'] {
  const names = [
    textIn(objectIn(version, 'Platform'), 'Name'),
    ...objectsOf(listIn(version, 'Components'), 32).map((component) => textIn(component, 'Name')),
  ];
  if (names.some((name) => /^podman\b/i.test(name))) return 'podman';
  return names.some((name) => /^(?:docker\b|engine$)/i.test(name)) ? 'docker' : 'unknown';
}
