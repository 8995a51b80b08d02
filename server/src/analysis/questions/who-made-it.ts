import { aDay, dayOf } from '../../text/day.ts';
import { counted } from '../../text/words.ts';
import type { RegistryError } from '../../registry/errors.ts';
import type { Provenance } from '../../registry/attestation-source.ts';
import type { RepositoryFacts } from '../../registry/publisher-source.ts';
import { quotedName } from '../../text/quoted-name.ts';
import type { Result } from '../../text/result.ts';
import type { CatalogueFacts } from '../catalogue.ts';
import { shownText, shownValue } from '../shown-values.ts';
import { questionTitles, type Answer, type Fact, type Source } from './answer.ts';
import { claimOf, shownClaim, type ClaimName } from './claims.ts';
import type { Examination } from './examination.ts';
import { factList, known, told, toldAddress, unknown } from './facts.ts';
import { officialFacts } from './official-facts.ts';
import { publisherOf } from './publisher.ts';
import {
  apiOf,
  listOf,
  notAsked,
  publishersClaim,
  registryOf,
  silent,
  tableOfOwners,
} from './sources.ts';
import { judgePublisher } from './publisher-verdict.ts';

/** An image that nobody has pushed for so long is worth a second look. */
const aLongTime = 365 * aDay;

/** Who publishes the image, whether it is still looked after, and where its source code is. */
export function whoMadeIt(examination: Examination): Answer {
  const { inspection, publisher } = examination;
  const { verdict, summary } = judgePublisher(inspection, toldOf(publisher));
  return {
    question: 'who-made-it',
    title: questionTitles['who-made-it'],
    verdict,
    summary,
    parts: [
      factList('Publisher and source', [
        publisherFact(examination),
        ...officialFacts(inspection.catalogue),
        ...pushFacts(examination),
        ...originFacts(examination).filter(isOfUse(inspection.catalogue)),
      ]),
      factList('Repository', repositoryFacts(publisher)),
    ],
  };
}

function publisherFact({ inspection, publisher }: Examination): Fact {
  const repository = toldOf(publisher);
  const { kind, name } = publisherOf(inspection, repository);
  const { reference, catalogue } = inspection;
  const shown = shownText(name, 100);
  switch (kind) {
    case 'official':
      return known(
        'publisher',
        'Publisher',
        shown,
        listOf('the list of official images', catalogue.officialDate),
      );
    case 'known-owner':
      return known('publisher', 'Publisher', shown, tableOfOwners, { verdict: 'good' });
    case 'verified':
      return known(
        'publisher',
        'Publisher',
        `${shown}, verified by the registry`,
        apiSource(publisher),
        { verdict: 'good' },
      );
    case 'sponsored':
      return known(
        'publisher',
        'Publisher',
        `${shown}, open source that the registry sponsors`,
        apiSource(publisher),
        { verdict: 'good' },
      );
    case 'account':
      return known(
        'publisher',
        'Publisher',
        `the account ${quotedName(name)}; whose it is, is not known`,
        registryOf(reference.registry),
      );
  }
}

/** When the tag was pushed and by whom, else what the image says of its own age. */
function pushFacts({ askedAt, inspection, publisher }: Examination): readonly Fact[] {
  const repository = toldOf(publisher);
  const { details, pushed: listed, reference } = inspection;
  const pushed = repository?.tagPushed ?? listed;
  const source =
    repository?.tagPushed === undefined ? registryOf(reference.registry) : apiSource(publisher);
  const by = repository?.tagPusher === undefined ? '' : ` by ${quotedName(repository.tagPusher)}`;
  const verdict = pushed !== undefined && askedAt - pushed > aLongTime ? 'note' : undefined;
  const created = details.ok ? details.value.created : undefined;
  return [
    told(
      'pushed',
      'Tag pushed',
      pushed === undefined ? undefined : `${ageOf(pushed, askedAt)}${by}`,
      source,
      { verdict },
    ),
    told(
      'created',
      'Image built',
      created === undefined ? undefined : ageOf(created, askedAt),
      publishersClaim,
    ),
  ];
}

function ageOf(time: number, now: number): string {
  const days = Math.floor((now - time) / aDay);
  return days < 0 ? dayOf(time) : `${dayOf(time)}, ${counted(days, 'day')} ago`;
}

function originFacts({ inspection, attestations }: Examination): readonly Fact[] {
  const provenance = attestations?.ok === true ? attestations.value.provenance : undefined;
  const claim = (name: ClaimName): string | undefined => shownClaim(inspection, name);
  return [
    toldAddress(
      'source',
      'Source code',
      claim('source') ?? shown(provenance?.source),
      publishersClaim,
    ),
    ...otherSource(claimOf(inspection, 'source'), provenance),
    told('revision', 'Revision', claim('revision') ?? shown(provenance?.revision), publishersClaim),
    told('maintainers', 'Maintainers', claim('authors') ?? claim('vendor'), publishersClaim),
    told('licence', 'Licence', claim('licence'), publishersClaim),
    toldAddress(
      'documentation',
      'Documentation',
      claim('documentation') ?? claim('page'),
      publishersClaim,
    ),
    told('version', 'Version', claim('version'), publishersClaim),
    ...(provenance === undefined
      ? []
      : [told('builder', 'Builder', shown(provenance.builder), publishersClaim)]),
  ];
}

/** An official image needs not say itself what stands where its builds are defined. */
function isOfUse({ official }: CatalogueFacts): (fact: Fact) => boolean {
  const isDefined = official !== undefined;
  return ({ id, isKnown }) => isKnown || !isDefined || (id !== 'source' && id !== 'maintainers');
}

/** Label and provenance say where the source code is; that they differ is worth knowing. */
function otherSource(
  claim: string | undefined,
  provenance: Provenance | undefined,
): readonly Fact[] {
  const source = provenance?.source;
  if (claim === undefined || source === undefined || plainAddress(claim) === plainAddress(source))
    return [];
  return [
    known(
      'provenanceSource',
      'Source code by provenance',
      shownValue('', source),
      publishersClaim,
      { verdict: 'note' },
    ),
  ];
}

/** As one address is written in several ways: with `git+`, `.git`, a fragment, in another case. */
function plainAddress(address: string): string {
  return address
    .toLowerCase()
    .replace(/^(?:git\+)?(?:https?:\/\/)?/, '')
    .replace(/[#@?].*$/s, '')
    .replace(/(?:\.git)?\/*$/, '');
}

function repositoryFacts(
  publisher: Result<RepositoryFacts, RegistryError> | undefined,
): readonly Fact[] {
  const source = apiSource(publisher);
  const facts = toldOf(publisher);
  if (facts?.api === undefined)
    return [
      unknown(
        'badge',
        'Verified or sponsored',
        source,
        publisher === undefined
          ? 'not asked'
          : 'not told: no way is known here to ask for it where this image comes from',
      ),
    ];
  const { badge, pulls, stars, tagsAre, isArchived, pushed } = facts;
  return [
    told('badge', 'Verified or sponsored', badge && badgeWords[badge], source),
    told(
      'repositoryPushed',
      'Last push to the repository',
      pushed === undefined ? undefined : dayOf(pushed),
      source,
    ),
    told('pulls', 'Pulls', number(pulls), source),
    told('stars', 'Stars', number(stars), source),
    told('tags', 'Tags', tagsAre && tagWords[tagsAre], source),
    told(
      'archived',
      'Given up',
      isArchived === undefined ? undefined : isArchived ? 'yes' : 'no',
      source,
      { verdict: isArchived === true ? 'bad' : undefined },
    ),
    told(
      'description',
      'Description',
      facts.description && shownText(facts.description, 300),
      source,
    ),
    toldAddress('page', 'Page', facts.page, source),
  ];
}

const badgeWords = {
  verified: 'a verified publisher',
  sponsored: 'sponsored open source',
} as const;

const tagWords = {
  immutable: 'cannot be moved',
  'partly-immutable': 'some cannot be moved',
  mutable: 'can be moved to another image at any time',
} as const;

function number(count: number | undefined): string | undefined {
  return count?.toLocaleString('en');
}

function shown(text: string | undefined): string | undefined {
  return text === undefined ? undefined : shownValue('', text);
}

function toldOf(publisher: Examination['publisher']): RepositoryFacts | undefined {
  return publisher?.ok === true ? publisher.value : undefined;
}

function apiSource(publisher: Examination['publisher']): Source {
  if (publisher === undefined) return notAsked;
  if (!publisher.ok) return silent(publisher.error);
  const { api } = publisher.value;
  return api === undefined ? notAsked : apiOf(api);
}
