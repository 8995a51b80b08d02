import { knownOwnersDate } from '../../data/known-owners.ts';
import { knownSignersDate } from '../../data/known-signers.ts';
import type { RegistryError } from '../../registry/errors.ts';
import type { ScannerName } from '../../settings/inspection-settings.ts';
import { shownText } from '../shown-values.ts';
import type { Source } from './answer.ts';
import { scannerTitles } from './scan-sentences.ts';

/** Labels, annotations, history and attestations, which nobody has checked. */
export const publishersClaim: Source = {
  kind: 'publisher-claim',
  words: "the publisher's claim",
};

/** Nobody was asked for it. */
export const notAsked: Source = { kind: 'not-known', words: 'not asked' };

/** The Dockerfile or Compose file that the image is used in, or the reference itself. */
export const theDocument: Source = { kind: 'document', words: 'as it is written' };

/** A list that Seaworthy carries, with its day. */
export function listOf(what: string, date: string): Source {
  return { kind: 'offline-list', words: `${what}, ${date}` };
}

/** Who publishes where nobody else can. */
export const tableOfOwners = listOf('our table of known owners', knownOwnersDate);

/** Who signs whose images. */
export const tableOfSigners = listOf('our table of known signers', knownSignersDate);

/** What a registry says of its images by the distribution specification. */
export function registryOf(host: string): Source {
  return { kind: 'registry', words: shownText(host, 80) };
}

/** What a registry says by an API of its own. */
export function apiOf(host: string): Source {
  return { kind: 'registry-api', words: `the API of ${shownText(host, 80)}` };
}

export function scannerOf(name: ScannerName): Source {
  return { kind: 'scanner', words: scannerTitles[name] };
}

/** A container engine, by where it was asked. */
export function engineAt(endpoint: string): Source {
  return { kind: 'engine', words: `the engine at ${shownText(endpoint, 80)}` };
}

/** Who was asked and gave no answer. */
export function silent({ host }: RegistryError): Source {
  return { kind: 'not-known', words: `no answer of ${shownText(host, 80)}` };
}
