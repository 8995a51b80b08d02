import { hubHost } from '../reference/docker-hub.ts';
import {
  canonicalName,
  dockerHub,
  effectiveTag,
  type ImageReference,
} from '../reference/reference.ts';
import type { ResolvedDigest } from '../registry/digest-resolver.ts';
import type { RegistryError } from '../registry/errors.ts';
import { noSuchPlatform } from '../registry/image-source.ts';
import type { RegistryNotice } from '../registry/notices.ts';
import { withoutDigest } from '../rules/images.ts';
import { aDay } from '../text/day.ts';
import { inertLine } from '../text/plain-line.ts';
import { durationInWords } from '../text/words.ts';

/** The detail of an error for which nothing was asked, because the last requests went the same way. */
const paused = 'paused';

/** Where a person says how registries are reached: in an editor and for the command line. */
const inTable = 'in `seaworthy.registries` or registries.yaml';

/** What went wrong with an image, what happened and what to do, in one or two sentences. */
export function explainRegistryError(
  reference: ImageReference,
  error: RegistryError,
  attempt: 'pin' | 'update' | 'check' | 'look at' = 'pin',
): string {
  return `Could not ${attempt} \`${withoutDigest(reference)}\`: ${reasonOf(reference, error)}`;
}

function reasonOf(reference: ImageReference, error: RegistryError): string {
  const { host, detail } = error;
  const isRefusal = error.code === 'unauthorized' || error.code === 'denied';
  if (isRefusal && error.withheld !== undefined) return withheldReason(reference, error);
  const because = detail === undefined ? '' : ` (${inertLine(detail)})`;
  switch (error.code) {
    case 'cancelled':
      return 'the request was cancelled.';
    case 'timeout':
      return error.detail === paused
        ? `${host} did not answer several times, so it is left alone for now. Check the network, and try again ${retryAfter(error)}.`
        : `${host} did not answer in time. Check the network, or try again later.`;
    case 'unreachable':
      return `${host} could not be reached${because}. Check the network and the name of the registry.`;
    case 'proxy':
      return proxyReason(error);
    case 'tls':
      return tlsReason(error);
    case 'unauthorized':
      return error.hadCredentials === true
        ? `${host} did not accept the credentials from ${sourceOf(error)}. ${signInAgain(reference, error)}`
        : `${host} wants to know who asks, or has no image of that name. Check the spelling, or sign in with \`${login(reference, error)}\` if it is private.`;
    case 'denied':
      return error.hadCredentials === true
        ? `${host} does not let your account (${sourceOf(error)}) see this image, or has none of that name. Check the spelling and your access.`
        : `${host} does not let anonymous users see this image, or has none of that name. Check the spelling, or sign in with \`${login(reference, error)}\`.`;
    case 'not-found':
      if (error.detail === noSuchPlatform)
        return `${host} has no image of \`${withoutDigest(reference)}\` for the platform that is asked for here. Check \`--platform\` or \`platform\`.`;
      return `${host} has no tag \`${effectiveTag(reference)}\` of \`${canonicalName(reference)}\`. Check the name and the tag.`;
    case 'rate-limited':
      return `${host} is refusing further requests for now. Try again ${retryAfter(error)}${error.hadCredentials !== true && host === hubHost ? '; signing in raises the limit' : ''}.`;
    case 'server-error':
      return `${host} failed with an internal error${statusOf(error)}. Try again later.`;
    case 'digest-mismatch':
      return `${host} sent a digest that does not match its content. Nothing was changed; tell whoever runs the registry.`;
    case 'schema1':
      return `${host} has it only in the outdated schema 1 format, whose digests cannot be trusted. Push the image again with a current tool.`;
    case 'too-large':
      return `the answer of ${host} is larger than any image manifest. Check that it is a container registry.`;
    case 'refused':
      return refusalReason(reference, error);
    case 'skipped':
      return skipReason(host, detail);
    case 'invalid-response':
      return `${host} did not answer like a container registry${because}. Check the name of the registry.`;
  }
}

/** Who says that a registry is not asked; the details are those of `endpointsOf`. */
function skipReason(host: string, detail = ''): string {
  switch (detail) {
    case 'settings':
      return `what you have set ${inTable} says that ${host} is not asked. Change that to pin its images.`;
    case 'registries.conf':
      return `podman's registries.conf says that ${host} is not asked. Change that to pin its images.`;
    default:
      return `${detail}, and it may say that ${host} is not asked. Repair that file to pin its images.`;
  }
}

/** What to do for people who may well have signed in, but whose credentials were not sent. */
function withheldReason(reference: ImageReference, error: RegistryError): string {
  const { host, withheld, keychainProblem, tokenServer = 'unknown' } = error;
  const beginning = `${host} wants to know who asks, or has no image of that name, and`;
  if (withheld === 'other-host')
    return `${beginning} your credentials were not sent, because it checks them on another host, ${tokenServer}, which is not known to belong to it. Check the spelling; if you trust that host, set it as \`authHost\` of ${error.signInTo ?? reference.registry} ${inTable}.`;
  if (keychainProblem?.kind === 'helper')
    return `${beginning} ${keychainProblem.program}, which keeps your sign-in, ${helperFailures[keychainProblem.reason]}. Check the spelling, and that \`${login(reference, error)}\` works in a terminal.`;
  const source = keychainProblem?.source ?? 'the file with your sign-ins';
  return `${beginning} ${source} could not be read (${keychainProblem?.reason ?? 'unknown'}). Check the spelling, and repair ${source === 'DOCKER_AUTH_CONFIG' ? 'that variable' : 'the file'}, or sign in again with \`${login(reference, error)}\`.`;
}

const helperFailures = {
  missing: 'is not on the PATH',
  failed: 'failed',
  'timed-out': 'did not end in time',
} as const;

function proxyReason({ host, proxy, status, detail }: RegistryError): string {
  if (proxy === undefined)
    return `the proxy that is set for ${host} cannot be used (${detail ?? 'unknown'}). Correct that setting or variable, or leave it out.`;
  if (status === 407 || status === 401)
    return `the proxy ${proxy} wants another user name and password. Put them into its address, in the variable or in \`http.proxy\`.`;
  if (isAboutCertificates(detail))
    return `the connection to the proxy ${proxy} is not trusted (${detail ?? ''}). Put its authority into a file that NODE_EXTRA_CA_CERTS names.`;
  return status === undefined
    ? `the proxy ${proxy}, through which ${host} is asked, could not be reached (${detail ?? 'unknown'}). Check the proxy's address.`
    : `the proxy ${proxy} does not connect to ${host} (${status}). Ask whoever runs the proxy, or leave ${host} out of it with NO_PROXY.`;
}

function tlsReason({ host, detail = 'unknown', certificateProblems = [] }: RegistryError): string {
  const own =
    certificateProblems.length === 0 ? '' : ` Not usable: ${certificateProblems.join('; ')}.`;
  return `the connection to ${host} is not trusted (${inertLine(detail)}). ${tlsRemedy(host, detail)}${own}`;
}

function tlsRemedy(host: string, detail: string): string {
  if (/ALTNAME|HOSTNAME/.test(detail))
    return 'Its certificate is for another name: ask for the registry by that name.';
  if (/EXPIRED|NOT_YET_VALID/.test(detail))
    return 'Its certificate has expired, or this clock is wrong: tell those who run the registry.';
  if (/ALERT|HANDSHAKE/.test(detail))
    return `It may want a certificate of yours: put client.cert and client.key into ~/.docker/certs.d/${host}/.`;
  if (/EPROTO|ERR_SSL_/.test(detail))
    return `It may not speak TLS at all: then set \`plainHttp\` for it ${inTable}.`;
  return `If its certificate is from an authority of your own, put that into ~/.docker/certs.d/${host}/ca.crt or into a file that NODE_EXTRA_CA_CERTS names.`;
}

function isAboutCertificates(detail = ''): boolean {
  return /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|ERR_TLS_)/.test(detail);
}

/** Kinds of addresses at which nobody runs a registry. */
const neverRegistries: ReadonlySet<string> = new Set(['metadata', 'link-local', 'multicast']);

/** What the codes in a refusal's detail mean. */
const dangers: Readonly<Record<string, string>> = {
  'not-https': 'without TLS',
  'not https': 'without TLS; `plainHttp` allows that',
  userinfo: 'with a user name in the address',
  loopback: 'this machine itself',
  'other-origin': 'another host',
  metadata: "that of a cloud's metadata service",
};

/** Why a request was not sent. The details are those of the registry client's rules. */
function refusalReason(
  reference: ImageReference,
  { host, detail = '', tokenServer }: RegistryError,
): string {
  const [rule, code = ''] = detail.split(': ', 2);
  const what = dangers[code] ?? code;
  switch (rule) {
    case 'address':
      if (host === tokenServer && !neverRegistries.has(code))
        return `${reference.registry} checks sign-ins on ${host}, at an address that is not for everyone (${what}). Nothing was sent there; if you trust that host, set it as \`authHost\` of ${reference.registry} ${inTable}.`;
      return isRegistryItself(reference, host)
        ? `${host} is at an address that is not for everyone (${what}), and a file must not send requests there unasked.${neverRegistries.has(code) ? '' : ` If it is your registry, sign in to it or name it ${inTable}.`}`
        : `${reference.registry} sends us to ${host}, at an address that is not for everyone (${what}). Nothing was sent there; tell those who run ${reference.registry}, unless your own registries.conf says so.`;
    case 'token realm':
      return `${host} sends us elsewhere to sign in, in a way that is not safe (${what}). Nothing was sent there; tell those who run the registry.`;
    case 'redirect':
      return `${host} sends us elsewhere, in a way that is not safe (${what}). Nothing was sent there; tell those who run the registry.`;
    case 'mirror':
      return `the mirror ${host} cannot be used (${what}). Correct it ${inTable}.`;
    default:
      return `it would not be safe to ask ${host} in this way (${detail}). Check the name of the registry and what you have set for it ${inTable}.`;
  }
}

/** Whether the host is that of the image's registry, not one that it names. */
function isRegistryItself({ registry }: ImageReference, host: string): boolean {
  if (registry === dockerHub) return host === hubHost;
  return URL.canParse(`https://${registry}`) && new URL(`https://${registry}`).host === host;
}

function sourceOf({ credentialSource = "Docker's config.json" }: RegistryError): string {
  return credentialSource;
}

/** What to do about credentials that were not accepted: they are renewed where they are kept. */
function signInAgain(reference: ImageReference, error: RegistryError): string {
  switch (error.credentialSource) {
    case 'the editor':
      return 'Sign in again with the command "Seaworthy: Sign In to a Registry".';
    case 'DOCKER_AUTH_CONFIG':
      return 'Correct that variable, or leave it out.';
    default:
      return `Sign in again with \`${login(reference, error)}\`.`;
  }
}

/** How to sign in where it counts, which is the mirror when one is asked in the registry's place. */
function login(reference: ImageReference, { signInTo }: RegistryError): string {
  const registry = signInTo ?? reference.registry;
  return registry === dockerHub ? 'docker login' : `docker login ${registry}`;
}

function retryAfter({ retryAfter }: RegistryError): string {
  if (retryAfter === undefined) return 'in some minutes';
  return retryAfter <= aDay ? `in ${durationInWords(retryAfter)}` : 'later';
}

function statusOf({ status }: RegistryError): string {
  return status === undefined ? '' : ` (${status})`;
}

/** Why a request was not even made. */
export type RegistryBar = 'disabled' | 'untrusted-workspace';

/** Why nothing was asked, and what to do about it; `purpose` is what was wanted. */
export function explainBar(bar: RegistryBar, purpose = 'pin images'): string {
  return bar === 'disabled'
    ? `Seaworthy may not ask registries: the setting \`seaworthy.registry.enabled\` is off. Turn it on to ${purpose}.`
    : `Seaworthy asks no registry in a workspace that you have not trusted: its files choose which server is asked. Trust the workspace to ${purpose}.`;
}

/** What a registry told beside its answers. Its own words are shown as they are: they are plain text by then. */
export function explainNotice(notice: RegistryNotice): string {
  const { host } = notice;
  switch (notice.kind) {
    case 'warning':
      return `${host} says: ${inertLine(notice.text)}`;
    case 'rate-limit': {
      const counted = notice.counts ?? 'pulls';
      const window = notice.window === undefined ? '' : ` in ${durationInWords(notice.window)}`;
      const thrift = counted === 'pulls' ? ' Pinning uses none of them up.' : '';
      return `${host} allows ${notice.limit} ${counted}${window}; ${notice.remaining} are left.${thrift}`;
    }
    case 'paused': {
      const cause =
        notice.reason === 'rate-limited'
          ? 'wants no more requests for now'
          : 'did not answer several times in a row';
      return `${host} ${cause}, so Seaworthy asks it nothing for ${durationInWords(notice.duration)}.`;
    }
  }
}

/** What was known of an image when its registry was last asked, with the age of that; `now` as `resolvedAt`. */
export function explainMemory(
  reference: ImageReference,
  { digest, resolvedAt }: ResolvedDigest,
  now: number,
): string {
  const image = `\`${canonicalName(reference)}:${effectiveTag(reference)}\``;
  const age = `${durationInWords(now - resolvedAt)} ago`;
  if (reference.digest === digest) return `${image} stood for this digest ${age}.`;
  const meaning = reference.digest === undefined ? '' : ', which is not the one written here';
  return `${image} stood for \`${digest}\`${meaning}, ${age}.`;
}
