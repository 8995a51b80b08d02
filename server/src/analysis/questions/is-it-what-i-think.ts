import { shortDigest } from '../../reference/digest.ts';
import { effectiveTag } from '../../reference/reference.ts';
import type { SignatureReport } from '../../trust/trust-source.ts';
import { explainRegistryError } from '../registry-sentences.ts';
import { shownText } from '../shown-values.ts';
import {
  questionTitles,
  type Answer,
  type Fact,
  type FactTable,
  type Source,
  type Verdict,
} from './answer.ts';
import type { Examination } from './examination.ts';
import { factList, known, tableOf, unknown } from './facts.ts';
import { signerName } from './signers.ts';
import { judgeTrust } from './trust-verdict.ts';
import { notAsked, registryOf, silent, tableOfSigners, theDocument } from './sources.ts';
import {
  contentTrustInWords,
  endOfService,
  formatWords,
  isRunOut,
  outcomeInWords,
  placeWords,
  policyInWords,
  signaturePlaces,
} from './trust-sentences.ts';
import { quotedName } from '../../text/quoted-name.ts';

/** Whether the reference names one image for good, and who has signed it. */
export function isItWhatIThink(examination: Examination): Answer {
  return {
    question: 'is-it-what-i-think',
    title: questionTitles['is-it-what-i-think'],
    ...judgeTrust(examination),
    parts: [
      factList('Digest and signatures', [
        ...pinFacts(examination),
        ...signatureFacts(examination),
        ...contentTrustFacts(examination),
      ]),
      ...signatureTable(examination),
    ],
  };
}

function pinFacts({ inspection }: Examination): readonly Fact[] {
  const { reference, entry, tagNow } = inspection;
  const registry = registryOf(reference.registry);
  if (reference.digest === undefined) {
    const tag = effectiveTag(reference);
    return [
      known('pinned', 'Pinned', 'no: the tag can stand for another image tomorrow', theDocument, {
        verdict: 'note',
      }),
      known('now', 'The tag stands for', `\`${tag}\` is ${entry.digest}`, registry),
    ];
  }
  const pinned = known('pinned', 'Pinned', 'yes, by its digest', theDocument, { verdict: 'good' });
  if (reference.tag === undefined || tagNow === undefined) return [pinned];
  if (!tagNow.ok) {
    const why = explainRegistryError(reference, tagNow.error, 'look at');
    return [pinned, unknown('now', 'The tag stands for', silent(tagNow.error), why)];
  }
  const isSame = tagNow.value === entry.digest;
  return [
    pinned,
    isSame
      ? known('now', 'The tag stands for', 'the same image', registry, { verdict: 'good' })
      : known(
          'now',
          'The tag stands for',
          `another image by now, ${shortDigest(tagNow.value)}`,
          registry,
          { verdict: 'note' },
        ),
  ];
}

function signatureFacts({ inspection, signatures }: Examination): readonly Fact[] {
  if (signatures === undefined) return [unknown('signature', 'Signature', notAsked, 'not asked')];
  const { level, policy } = signatures;
  const registry = registryOf(inspection.reference.registry);
  return [
    known(
      'signature',
      'Signature',
      levelWords[level],
      level === 'verified' ? verifiedSource : registry,
      { verdict: levelVerdicts[level] },
    ),
    ...signerFacts(signatures),
    expectedFact(policy),
    placesFact(signatures, registry),
  ];
}

const verifiedSource: Source = { kind: 'verified-signature', words: 'a signature that holds' };

const levelWords: Readonly<Record<SignatureReport['level'], string>> = {
  none: 'none found',
  present: 'there is one that was not checked',
  verified: 'verified',
  failed: 'failed',
};

const levelVerdicts: Readonly<Record<SignatureReport['level'], Verdict>> = {
  none: 'unknown',
  present: 'note',
  verified: 'good',
  failed: 'bad',
};

function expectedFact(policy: SignatureReport['policy']): Fact {
  const id = 'expectedSigners';
  const label = 'Who may sign';
  const words = policyInWords(policy);
  if (words === undefined) return unknown(id, label, notAsked, 'nobody has said');
  return known(id, label, words, policy.from === 'table' ? tableOfSigners : theDecision);
}

const theDecision: Source = { kind: 'document', words: 'as it is set' };

function signerFacts({ signatures }: SignatureReport): readonly Fact[] {
  const names = signatures.flatMap(({ outcome }) =>
    outcome.kind === 'verified' ? [quotedName(signerName(outcome.signer))] : [],
  );
  const distinct = [...new Set(names)];
  return distinct.length === 0
    ? []
    : [known('signers', 'Signed by', distinct.slice(0, 8).join(', '), verifiedSource)];
}

function placesFact({ unseen }: SignatureReport, source: Source): Fact {
  const dark = signaturePlaces.filter((place) => unseen.some((each) => each.place === place));
  const seen = signaturePlaces.filter((place) => !dark.includes(place));
  const words = (places: typeof seen): string =>
    places.map((place) => placeWords[place]).join(', ');
  if (dark.length === 0) return known('places', 'Looked at', words(seen), source);
  const rest = `no answer about ${words(dark)}`;
  return known(
    'places',
    'Looked at',
    seen.length === 0 ? rest : `${words(seen)}; ${rest}`,
    source,
    { verdict: 'note' },
  );
}

function contentTrustFacts({ inspection, contentTrust, signatures }: Examination): readonly Fact[] {
  const id = 'contentTrust';
  const label = 'Docker Content Trust';
  if (contentTrust === undefined)
    return [
      unknown(
        id,
        label,
        notAsked,
        signatures === undefined
          ? 'not asked'
          : 'not asked: you have set no Notary server for this registry',
      ),
    ];
  const tag = shownText(effectiveTag(inspection.reference), 128);
  const value = contentTrustInWords(contentTrust, tag);
  const { registry } = inspection.reference;
  const end = endOfService(contentTrust, registry);
  const notice =
    end === undefined
      ? []
      : [known('contentTrustEnd', 'Content Trust ends', end, theAnnouncement, { verdict: 'note' })];
  if (contentTrust.kind === 'unreachable')
    return [unknown(id, label, silent(contentTrust.error), value), ...notice];
  return [
    known(
      id,
      label,
      value,
      { kind: 'content-trust', words: trustServer(contentTrust) },
      { verdict: isRunOut(contentTrust, registry) ? 'note' : trustVerdicts[contentTrust.kind] },
    ),
    ...notice,
  ];
}

const theAnnouncement: Source = { kind: 'offline-list', words: "Docker's announcement" };

const trustVerdicts = {
  signed: 'good',
  'tag-unsigned': 'note',
  mismatch: 'bad',
  'no-metadata': 'unknown',
  refused: 'bad',
} as const;

function trustServer(trust: NonNullable<Examination['contentTrust']>): string {
  return 'facts' in trust
    ? shownText(trust.facts.server, 120)
    : 'the Notary server that you have set';
}

function signatureTable({ signatures, inspection }: Examination): readonly FactTable[] {
  return tableOf({
    id: 'signatures',
    title: 'Signatures',
    columns: ['What became of it', 'Form', 'Found', 'About'],
    source: registryOf(inspection.reference.registry),
    rows: (signatures?.signatures ?? []).map((each) => [
      {
        text: outcomeInWords(each),
        ...(each.outcome.kind === 'failed' && { verdict: 'bad' as const }),
      },
      formatWords[each.format],
      placeWords[each.place],
      each.subject,
    ]),
    maximum: 100,
  });
}
