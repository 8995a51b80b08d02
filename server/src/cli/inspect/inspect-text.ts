import { createColors } from 'picocolors';
import type { CatalogueFacts } from '../../analysis/catalogue.ts';
import type { ImageInspection, InspectedPlatform } from '../../analysis/image-inspection.ts';
import { bounded, columns, imageSections, type PageSection } from '../../analysis/image-page.ts';
import { shownText } from '../../analysis/shown-values.ts';
import { platformName } from '../../reference/platform.ts';
import { canonicalName, effectiveTag } from '../../reference/reference.ts';
import { plainLine } from '../../text/plain-line.ts';
import { counted, sizeInWords } from '../../text/words.ts';
import { unknownsOf } from './unknowns.ts';

/** A section, and how what it says is known. */
interface KnownSection extends PageSection {
  readonly source?: string;
}

const maximalLines = 100;
const untold = 'not told';

/** An inspected image as plain text for a person, with coloured headings where they are wanted. */
export function inspectText(inspection: ImageInspection, hasColours: boolean): string {
  const { bold, dim } = createColors(hasColours);
  const { details } = inspection;
  const sections: readonly KnownSection[] = [
    identity(inspection),
    platforms(inspection),
    tags(inspection),
    ...catalogue(inspection.catalogue),
    ...(details.ok ? claims(imageSections(details.value)) : []),
    ...unknowns(inspection),
  ];
  const text = sections.map(({ title, source, lines }) => {
    const heading = source === undefined ? bold(title) : `${bold(title)} ${dim(`(${source})`)}`;
    return [heading, ...lines.map((line) => `  ${plainLine(line)}`.trimEnd())].join('\n');
  });
  return `${text.join('\n\n')}\n`;
}

function identity({ reference, entry, tagNow }: ImageInspection): KnownSection {
  const { registry, tag, digest, written } = reference;
  const name = canonicalName(reference);
  const tagged = tag === undefined && digest !== undefined ? '' : `:${effectiveTag(reference)}`;
  const rows: (readonly [string, string])[] = [
    ['Written', tag === undefined && digest === undefined ? `${written}, so latest` : written],
    ['In full', `${name}${tagged}@${entry.digest}`],
    ['Digest', entry.digest],
    ['Media type', shownText(entry.mediaType)],
  ];
  if (tagNow?.ok === true) {
    const now = tagNow.value === entry.digest ? 'the same digest' : tagNow.value;
    rows.push(['Tag stands for', now]);
  }
  return { title: 'Reference', source: `asked of ${registry}`, lines: columns(rows) };
}

function platforms({ entry, platforms: all }: ImageInspection): KnownSection {
  const names = all.map(nameOf);
  const sizes = all.map(({ size }) => (size === undefined ? 'size not known' : sizeInWords(size)));
  const nameWidth = Math.max(0, ...names.map((name) => name.length));
  const sizeWidth = Math.max(0, ...sizes.map((size) => size.length));
  const lines = all.map(({ digest, isChosen }, index) => {
    const name = (names[index] ?? '').padEnd(nameWidth);
    const size = (sizes[index] ?? '').padStart(sizeWidth);
    return `${name}  ${digest}  ${size}${isChosen && all.length > 1 ? '  shown below' : ''}`;
  });
  const attestations = entry.kind === 'index' ? entry.attestations.length : 0;
  const beside =
    attestations === 0 ? [] : [`with ${counted(attestations, 'attestation')}, not looked at`];
  return {
    title: 'Platforms',
    source:
      entry.kind === 'index' ? 'by the index; sizes compressed' : 'one image, without an index',
    lines: [...bounded(lines, maximalLines), ...beside],
  };
}

function nameOf({ platform }: InspectedPlatform): string {
  return platform === undefined ? untold : shownText(platformName(platform), 60);
}

function tags({ tags: listed }: ImageInspection): KnownSection {
  const title = 'Tags of the same digest';
  if (!listed.ok) return { title, lines: ['not known, see below'] };
  const { same, told, total, isPartial } = listed.value;
  const rest = isPartial ? '; there may be more tags' : '';
  const source = `by the registry's list of ${counted(total, 'tag')}${rest}`;
  if (told === 0)
    return { title, source, lines: ['not known: this list tells names and no digests'] };
  const some = told < total ? [`of ${told} tags whose digests are told`] : [];
  const names = same.map((tag) => shownText(tag, 128));
  return { title, source, lines: [...bounded(names, maximalLines), ...some] };
}

function catalogue(facts: CatalogueFacts): readonly KnownSection[] {
  const { official, officialDate, deprecation, deprecationDate } = facts;
  const officialLines =
    official === undefined
      ? ['not on the list of Docker Official Images']
      : [`Docker Official Image \`${official.name}\``, ...rebuiltLines(facts)];
  return [
    {
      title: 'Official image',
      source: `by the list that Seaworthy carries, of ${officialDate}`,
      lines: officialLines,
    },
    {
      title: 'Given up',
      source: `by the list that Seaworthy carries, of ${deprecationDate}`,
      lines:
        deprecation === undefined
          ? ['not on the list of images that were given up']
          : [deprecation.sentence, deprecation.source],
    },
  ];
}

function rebuiltLines({ official }: CatalogueFacts): readonly string[] {
  if (official?.isListed === undefined) return [];
  if (!official.isListed)
    return ['the tag was not among those that were rebuilt: it has ended, or is newer'];
  return [
    'the tag was rebuilt with each update',
    ...(official.aliases.length === 0
      ? []
      : [`the same build was also called ${official.aliases.join(', ')}`]),
  ];
}

/** What follows is in the image, where its publisher has put it. */
function claims(sections: readonly PageSection[]): readonly KnownSection[] {
  return sections.map((section) =>
    section.title === 'Layers' ? section : { ...section, source: "the publisher's words" },
  );
}

function unknowns(inspection: ImageInspection): readonly KnownSection[] {
  const lines = unknownsOf(inspection);
  return lines.length === 0 ? [] : [{ title: 'Not known', lines }];
}
