import { shortDigest } from '../../reference/digest.ts';
import { shownText } from '../shown-values.ts';
import type { Fact } from './answer.ts';
import { claimOf } from './claims.ts';
import type { BaseImage, Examination } from './examination.ts';
import { known, unknown } from './facts.ts';
import { notAsked, publishersClaim, registryOf, silent } from './sources.ts';

const id = 'baseMoved';
const label = 'Base image now';

/** Which image this one says it was built on, and whether that has moved since. */
export function baseFacts({ inspection, base }: Examination): readonly Fact[] {
  const name = claimOf(inspection, 'base');
  if (name === undefined) return [unknown('base', 'Base image', publishersClaim)];
  const digest = base?.digest === undefined ? '' : ` at ${shortDigest(base.digest)}`;
  return [
    known('base', 'Base image', `${shownText(name, 200)}${digest}`, publishersClaim),
    base === undefined
      ? unknown(id, label, notAsked, 'not asked')
      : movedFact(inspection.reference, base),
  ];
}

/** Whether the name of the base is known to stand for another image than the one that was built on. */
export function isBaseMoved({ base }: Pick<Examination, 'base'>): boolean {
  return base?.digest !== undefined && base.now.kind === 'known' && base.now.digest !== base.digest;
}

function movedFact(reference: Examination['inspection']['reference'], base: BaseImage): Fact {
  const source = registryOf(reference.registry);
  const { now, digest } = base;
  switch (now.kind) {
    case 'known':
      if (digest === undefined)
        return unknown(
          id,
          label,
          publishersClaim,
          'not known: the image does not say at which digest',
        );
      return now.digest === digest
        ? known(id, label, 'still the one that this image was built on', source, {
            verdict: 'good',
          })
        : known(
            id,
            label,
            `moved to ${shortDigest(now.digest)} since this image was built`,
            source,
            { verdict: 'note' },
          );
    case 'other-registry':
      return unknown(id, label, notAsked, 'not asked: it is in another registry');
    case 'not-a-reference':
      return unknown(id, label, publishersClaim, 'not known: the name is no reference');
    case 'failed':
      return unknown(
        id,
        label,
        silent(now.error),
        'not known: the registry gave no answer about it',
      );
  }
}
