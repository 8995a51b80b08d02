import type { PublisherFacts } from '../../reference/image-facts.ts';
import type { RepositoryFacts } from '../../registry/publisher-source.ts';
import { knownOwnerOf } from '../../rules/known-owners.ts';
import type { ImageInspection } from '../image-inspection.ts';

/** Who stands behind an image: by our own lists, else by what the registry tells, else an account by its name. */
export function publisherOf(
  { reference, catalogue }: Pick<ImageInspection, 'reference' | 'catalogue'>,
  told: RepositoryFacts | undefined,
): Pick<PublisherFacts, 'kind' | 'name'> {
  if (catalogue.official !== undefined) return { kind: 'official', name: 'Docker Official Images' };
  const owner = knownOwnerOf(reference);
  if (owner !== undefined) return { kind: 'known-owner', name: owner.name };
  const [account = reference.repository] = reference.repository.split('/', 1);
  return { kind: told?.badge ?? 'account', name: told?.owner ?? account };
}
