/** What an attached document is about: the parts of the image, how it was built, a signature and nothing else, or another thing. */
export type PredicateKind = 'packages' | 'provenance' | 'signature' | 'other';

/** Types of predicates (in-toto Attestation Framework, "Predicates"), each also with a version behind it. */
const predicates: readonly (readonly [base: string, kind: PredicateKind])[] = [
  ['https://spdx.dev/Document', 'packages'],
  ['https://cyclonedx.org/bom', 'packages'],
  ['https://slsa.dev/provenance', 'provenance'],
  ['https://sigstore.dev/cosign/sign', 'signature'],
];

const documentTypes: ReadonlySet<string> = new Set([
  'application/spdx+json',
  'text/spdx+json',
  'application/vnd.cyclonedx+json',
]);

/** What a type of a predicate, or the media type of a bare document, stands for. */
export function kindOfPredicate(type: string): PredicateKind {
  if (isDocumentType(type)) return 'packages';
  const known = predicates.find(([base]) => type === base || type.startsWith(`${base}/`));
  return known?.[1] ?? 'other';
}

/** Whether a media type is that of a list of parts without a statement around it. */
export function isDocumentType(mediaType: string): boolean {
  return documentTypes.has(mediaType);
}
