import { dockerHub, type ImageReference } from '../../reference/reference.ts';
import type { RepositoryFacts } from '../../registry/publisher-source.ts';
import { quotedName } from '../../text/quoted-name.ts';
import type { ImageInspection } from '../image-inspection.ts';
import { shownText } from '../shown-values.ts';
import type { Answer } from './answer.ts';
import { publisherOf } from './publisher.ts';

/** How it stands with whoever publishes: what is so, why it matters, and what to do. */
export function judgePublisher(
  inspection: Pick<ImageInspection, 'reference' | 'catalogue'>,
  told: RepositoryFacts | undefined,
): Pick<Answer, 'verdict' | 'summary'> {
  const { catalogue, reference } = inspection;
  const { official, officialDate, deprecation } = catalogue;
  if (deprecation !== undefined) return { verdict: 'bad', summary: deprecation.sentence };
  if (told?.isArchived === true)
    return {
      verdict: 'bad',
      summary:
        'The registry calls this repository given up, so nobody closes its security holes. Look for what took its place.',
    };
  const { kind, name } = publisherOf(inspection, told);
  const shown = shownText(name, 100);
  switch (kind) {
    case 'official':
      return official?.isListed === false
        ? {
            verdict: 'note',
            summary: `A Docker Official Image, but its tag was not among those that were rebuilt on ${officialDate}, so it may get no more security updates. Take a tag that is rebuilt.`,
          }
        : {
            verdict: 'good',
            summary:
              'A Docker Official Image: built from public sources that others have reviewed, and rebuilt with each update of its base.',
          };
    case 'known-owner':
      return {
        verdict: 'good',
        summary: `Only ${shown} publishes under this name, so it is theirs. What is in it is for the other questions.`,
      };
    case 'verified':
      return {
        verdict: 'good',
        summary: `The registry has verified that ${shown} is who it says. That is about the name alone, not about what is in the image.`,
      };
    case 'sponsored':
      return {
        verdict: 'good',
        summary: `The registry sponsors ${shown} as an open source project, so it has looked at who they are. That is not about what is in the image.`,
      };
    case 'account':
      return { verdict: 'unknown', summary: accountSentence(reference, name) };
  }
}

/** Registries at which everybody can open an account. */
const openRegistries: ReadonlySet<string> = new Set([dockerHub, 'quay.io', 'ghcr.io']);

function accountSentence({ registry }: ImageReference, name: string): string {
  return openRegistries.has(registry)
    ? `Published by the account ${quotedName(name)} on ${registry}, of which nothing more is known. Anybody can take a name: see whether the project's own documentation names this image before you use it.`
    : `Published on ${shownText(registry, 80)} as ${quotedName(name)}. Whoever runs that registry decides who may push there: use it if you trust them with that.`;
}
