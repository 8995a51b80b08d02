import type { SignatureReport, UncheckedReason } from '../../trust/trust-source.ts';
import { quotedName } from '../../text/quoted-name.ts';
import type { Answer } from './answer.ts';
import type { Examination } from './examination.ts';
import { signerName } from './signers.ts';
import { failureWords, isRunOut, refusalWords, uncheckedWords } from './trust-sentences.ts';

type Judgement = Pick<Answer, 'verdict' | 'summary'>;

/** Whether one can be sure that it is the image that was meant: what is so, why it matters, and what to do. */
export function judgeTrust({ inspection, signatures, contentTrust }: Examination): Judgement {
  const { reference } = inspection;
  const isPinned = reference.digest !== undefined;
  const pin = isPinned
    ? 'The digest names this image for good.'
    : 'The tag can be moved to another image: pin it to its digest.';
  const isOver = isRunOut(contentTrust, reference.registry);
  if (contentTrust?.kind === 'mismatch' || (contentTrust?.kind === 'refused' && !isOver))
    return {
      verdict: 'bad',
      summary:
        contentTrust.kind === 'mismatch'
          ? 'The tag stands for another image than the one that was signed. Do not use it until you know who moved it.'
          : `What the Notary server says is refused: ${refusalWords[contentTrust.reason]}. Do not use the image until you know why.`,
    };
  if (signatures?.level === 'failed')
    return {
      verdict: 'bad',
      summary: `${failureSentence(signatures)} Do not use the image until you know why.`,
    };
  if (signatures?.level === 'verified') return judgeVerified(signatures, pin, isPinned);
  if (contentTrust?.kind === 'signed')
    return {
      verdict: isPinned ? 'good' : 'note',
      summary: `Docker Content Trust has a signature of this tag that holds. ${pin}`,
    };
  return {
    verdict: isPinned ? 'note' : 'unknown',
    summary: `${unsignedSentence(signatures)}${isOver ? ' What Docker Content Trust had to say has expired, as for most images on Docker Hub.' : ''} ${pin}`,
  };
}

function judgeVerified(signatures: SignatureReport, pin: string, isPinned: boolean): Judgement {
  const good = signatures.signatures.flatMap(({ outcome }) =>
    outcome.kind === 'verified' ? [outcome] : [],
  );
  const expected = good.find(({ isExpected }) => isExpected === true);
  const signer = expected ?? good[0];
  const name = signer === undefined ? 'somebody' : quotedName(signerName(signer.signer));
  return expected === undefined
    ? {
        verdict: 'note',
        summary: `Signed by ${name}, and the signature holds; nobody has said whether they should. Say who may sign it in your settings or in seaworthy.yaml. ${pin}`,
      }
    : {
        verdict: isPinned ? 'good' : 'note',
        summary: `Signed by ${name}, as expected, and the signature holds. ${pin}`,
      };
}

function failureOf(signatures: SignatureReport['signatures']): string {
  const failures = signatures.flatMap(({ outcome }) =>
    outcome.kind === 'failed' ? [outcome.reason] : [],
  );
  return failureWords[failures[0] ?? 'malformed'];
}

/** Why nobody could check what is there, and what makes it possible. */
function uncheckedSentence({ signatures }: SignatureReport): string {
  const reasons = signatures.flatMap(({ outcome }) =>
    outcome.kind === 'unchecked' ? [outcome.reason] : [],
  );
  const reason = reasons[0] ?? 'unknown-format';
  return `There is a signature that was not checked: ${uncheckedWords[reason]}.${remedies[reason]}`;
}

const remedies: Readonly<Record<UncheckedReason, string>> = {
  'no-key': ' Name the key in your inspection settings or in seaworthy.yaml.',
  'no-trust-root': ' If you know whose it is, set their trust root in your inspection settings.',
  'no-program': '',
  'unknown-format': '',
};

function failureSentence({ signatures }: SignatureReport): string {
  const stranger = signatures.find(
    ({ outcome }) => outcome.kind === 'failed' && outcome.reason === 'unexpected-signer',
  )?.outcome;
  if (stranger?.kind !== 'failed' || stranger.signer === undefined)
    return `There is a signature, and it does not hold: ${failureOf(signatures)}.`;
  return `It is signed by ${quotedName(signerName(stranger.signer))}, who is not expected.`;
}

function unsignedSentence(signatures: SignatureReport | undefined): string {
  if (signatures === undefined) return 'Nobody has looked for signatures.';
  if (signatures.level === 'present') return uncheckedSentence(signatures);
  return signatures.unseen.length > 0
    ? 'No signature was found where it could be looked for.'
    : 'No signature was found, as with most images, so the registry alone says that this is the image that was published.';
}
