import { officialImages } from '../../data/official-images.ts';
import type { CatalogueFacts } from '../catalogue.ts';
import type { Fact, Source } from './answer.ts';
import { known, toldAddress } from './facts.ts';
import { listOf } from './sources.ts';

/** What the lists that Seaworthy carries say: whether it is an official image, and whether it and its tag are looked after. */
export function officialFacts(facts: CatalogueFacts): readonly Fact[] {
  const source = listOf('the list of official images', facts.officialDate);
  const name = facts.official?.name;
  if (name === undefined)
    return [known('official', 'Official image', 'no', source), ...careFacts(facts, source)];
  const definition = `${officialImages.source}/blob/${officialImages.commit}/library/${name}`;
  return [
    known('official', 'Official image', `yes, \`${name}\``, source, { verdict: 'good' }),
    ...careFacts(facts, source),
    toldAddress('definition', 'Maintainers, source, builds', definition, source),
  ];
}

/** Of what is on no list, nobody says whether it is looked after. */
function careFacts(
  { official, deprecation, deprecationDate }: CatalogueFacts,
  source: Source,
): readonly Fact[] {
  const id = 'maintained';
  const label = 'Looked after';
  if (deprecation !== undefined) {
    const { sentence, source: link } = deprecation;
    const given = listOf('the list of images that were given up', deprecationDate);
    return [known(id, label, sentence, given, { verdict: 'bad', link })];
  }
  if (official?.isListed === undefined) return [];
  return [
    official.isListed
      ? known(id, label, 'the tag is rebuilt with each update', source, { verdict: 'good' })
      : known(id, label, 'the tag was not rebuilt any more, or is newer than the list', source, {
          verdict: 'note',
        }),
  ];
}
