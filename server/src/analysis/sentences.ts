import type { PinObstacle } from '../model/document-model.ts';
import {
  canonicalName,
  dockerHub,
  effectiveTag,
  type ImageReference,
} from '../reference/reference.ts';
import type { RegistryError } from '../registry/errors.ts';
import type { PinAllResult } from './pins.ts';
import type { RuleFailure } from './report.ts';

/** What went wrong with an image, what happened and what to do, in one or two sentences. */
export function explainRegistryError(reference: ImageReference, error: RegistryError): string {
  return `Could not pin \`${reference.written}\`: ${reasonOf(reference, error)}`;
}

function reasonOf(reference: ImageReference, error: RegistryError): string {
  const { host, detail } = error;
  const isRefusal = error.code === 'unauthorized' || error.code === 'denied';
  if (isRefusal && error.withheld !== undefined) return withheldReason(error);
  const because = detail === undefined ? '' : ` (${detail})`;
  switch (error.code) {
    case 'cancelled':
      return 'the request was cancelled.';
    case 'timeout':
      return `${host} did not answer in time. Check the network, or try again later.`;
    case 'unreachable':
      return `${host} could not be reached${because}. Check the network and the name of the registry.`;
    case 'tls':
      return `the connection to ${host} is not trusted${because}. Check the certificate of the registry.`;
    case 'unauthorized':
      return error.hadCredentials === true
        ? `${host} did not accept the credentials in Docker's config.json. Sign in again with \`${login(reference)}\`.`
        : `${host} has no public image of that name. Check the spelling, or sign in with \`${login(reference)}\` if it is private.`;
    case 'denied':
      return `${host} does not let ${error.hadCredentials === true ? 'your account' : 'anonymous users'} see this image, or has none of that name. Check the spelling and your access.`;
    case 'not-found':
      return `${host} has no tag \`${effectiveTag(reference)}\` of \`${canonicalName(reference)}\`. Check the name and the tag.`;
    case 'rate-limited':
      return `${host} is refusing further requests for now. Try again ${retryAfter(error)}${error.hadCredentials === true ? '' : '; signing in raises the limit'}.`;
    case 'server-error':
      return `${host} failed with an internal error${statusOf(error)}. Try again later.`;
    case 'digest-mismatch':
      return `${host} sent a digest that does not match its content. Nothing was changed; tell whoever runs the registry.`;
    case 'schema1':
      return `${host} has it only in the outdated schema 1 format, whose digests cannot be trusted. Push the image again with a current tool.`;
    case 'too-large':
      return `the answer of ${host} is larger than any image manifest. Check that it is a container registry.`;
    case 'refused':
      return `it would not be safe to ask ${host} in this way${because}. Check the setting \`seaworthy.registries\`, or tell those who run the registry.`;
    case 'invalid-response':
      return `${host} did not answer like a container registry${because}. Check the name of the registry.`;
  }
}

/** What to do for people who may well have signed in, but whose credentials were not sent. */
function withheldReason({ host, withheld, tokenServer = 'unknown' }: RegistryError): string {
  return withheld === 'credential-helper'
    ? `${host} has no public image of that name, and your sign-in for it is left to a credential helper, which Seaworthy cannot use yet. Check the spelling, or sign in without the helper, so that Docker's config.json holds the sign-in itself.`
    : `${host} has no public image of that name, and your credentials were not sent, because it checks them on another host, ${tokenServer}, which is not known to belong to it. Check the spelling, set a mirror in \`seaworthy.registries\`, or pin with another tool.`;
}

function login({ registry }: ImageReference): string {
  return registry === dockerHub ? 'docker login' : `docker login ${registry}`;
}

function retryAfter({ retryAfter }: RegistryError): string {
  if (retryAfter === undefined) return 'in some minutes';
  const seconds = Math.max(1, Math.ceil(retryAfter / 1000));
  const minutes = Math.ceil(seconds / 60);
  const hours = Math.ceil(seconds / 3600);
  if (seconds < 120) return `in ${counted(seconds, 'second')}`;
  if (minutes < 120) return `in ${counted(minutes, 'minute')}`;
  return hours <= 24 ? `in ${counted(hours, 'hour')}` : 'later';
}

function statusOf({ status }: RegistryError): string {
  return status === undefined ? '' : ` (${status})`;
}

/** Why no edit can pin this image here, and what can be done. */
export function explainObstacle(name: string, obstacle: PinObstacle): string {
  const variable = obstacle.variable === '' ? 'a variable' : `\`${obstacle.variable}\``;
  switch (obstacle.code) {
    case 'partly-variable':
      return `Can't pin \`${name}\`: ${variable} holds only a part of it. Put the whole reference, with its tag, into one variable or into this line.`;
    case 'shared-variable':
      return `Can't pin \`${name}\`: ${variable} is also a part of another reference, which a digest would break. Give each its own variable.`;
    case 'no-default':
      return `Can't pin \`${name}\`: ${variable} has no default here, so the image is not known. Pin it where the variable is set.`;
    case 'other-file':
      return `Can't pin \`${name}\`: ${variable} has its value in another file, such as \`.env\`. Put the digest there.`;
  }
}

/** Why a request was not even made. */
export type RegistryBar = 'disabled' | 'untrusted-workspace';

export function explainBar(bar: RegistryBar): string {
  return bar === 'disabled'
    ? 'Seaworthy may not ask registries: the setting `seaworthy.registry.enabled` is off. Turn it on to pin images.'
    : 'Seaworthy asks no registry in a workspace that you have not trusted: its files choose which server is asked. Trust the workspace to pin images.';
}

/** The outcome of pinning a whole file, with the name of everything that was left as it was. */
export function summarizePinAll(result: PinAllResult): string {
  const { pinned, failed, blocked } = result;
  const total = pinned.length + failed.length + blocked.length;
  if (total === 0) return 'There is no image to pin in this file.';
  const heading = `Pinned ${pinned.length} of ${counted(total, 'image')}.`;
  return [heading, ...explainLeftovers(result)].join('\n');
}

/** Why each image that was left as it was could not be pinned; the same sentence once, however often it stands there. */
export function explainLeftovers({ failed, blocked }: PinAllResult): readonly string[] {
  const sentences = [
    ...failed.map(({ offer, error }) => explainRegistryError(offer.reference, error)),
    ...blocked.map(({ name, obstacle }) => explainObstacle(name, obstacle)),
  ];
  return [...new Set(sentences)];
}

/** A number with its noun: `1 image`, `2 images`. */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** A rule that broke: said once for a rule, as it breaks on the next text too. */
export function explainRuleFailure({ rule, message }: RuleFailure): string {
  return `The rule \`${rule}\` broke, so its findings are missing; all others are complete. Please report this: ${message}`;
}
