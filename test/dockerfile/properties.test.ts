import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowerDockerfile } from '../../server/src/dockerfile/lower.ts';
import type { DocumentModel } from '../../server/src/model/document-model.ts';
import { MappedTextBuilder, type MappedText } from '../../server/src/text/mapped-text.ts';
import type { Span } from '../../server/src/text/span.ts';
import { lowered, without } from './lowered.ts';

/** Words that mean something in a Dockerfile, mixed with noise. */
const words = fc.constantFrom(
  ...(
    '\nFROM |\nfrom |a:1|scratch| AS |b\n|\nARG A=1\n|\nENV A=1 B="2 3" \\\n# seaworthy: x\n  C=$A\n|\nENV |A=|\nUSER root\n|\nUSER $A\n|' +
    '\nRUN |--mount=type=secret,mode=0666,id=x |--network=host |--security=insecure |make && |x|\nCOPY |\nADD |--from=b |--chmod=777 |' +
    'https://x.org/a.git |["a","b\\u0063"]|["|<<E |<<-"E"\n|\nE\n|\n\tE\n|\nEXPOSE |22 |80/udp|\nONBUILD |\nSHELL ["pwsh"]\n|\nCMD |\nHEALTHCHECK CMD x|' +
    '# escape=`\n|# check=skip=all\n|# hadolint x|\\\n|`\n|\n|\r\n|\t| |"|\'|$A|${A:-|}|\uFEFF|🐳|é'
  ).split('|'),
);
const text = fc
  .array(fc.oneof({ weight: 8, arbitrary: words }, fc.string({ maxLength: 3 })), { maxLength: 40 })
  .map((parts) => parts.join(''));

/** Everything of a model that is a span, in order; scripts are the shell reader's. */
function spansOf({ containers, images, notes }: DocumentModel): readonly Span[] {
  return [
    ...images.flatMap(({ span, uses }) => [span, ...uses]),
    ...notes.flatMap(({ span, scope }) => [span, scope ?? span]),
    ...containers.flatMap((container) => [
      container.nameSpan,
      ...container.grants.flatMap(({ span, removal }) => [span, removal ?? span]),
      ...container.variables.flatMap(({ span, valueSpan, removal }) => [
        span,
        valueSpan ?? span,
        removal ?? span,
      ]),
      ...container.runs.flatMap(({ span, mounts }) => [span, ...mounts.map((mount) => mount.span)]),
      ...container.startup.map(({ span }) => span),
      ...container.exposed.flatMap(({ span, removal }) => [span, removal ?? span]),
      ...container.transfers.flatMap(({ span, sources, flagSite, mode }) => [
        span,
        flagSite,
        mode?.span ?? span,
        ...sources.map((source) => source.span),
      ]),
    ]),
  ];
}

const indent = '      ';

/** A document that holds the text with every line indented, as a block in YAML does. */
function indented(source: string): { readonly document: string; readonly text: MappedText } {
  const builder = new MappedTextBuilder(0);
  let document = '';
  for (const [index, line] of source.split('\n').entries()) {
    if (index > 0) builder.verbatim('\n', document.length - 1);
    document += indent;
    builder.verbatim(line, document.length);
    document += `${line}\n`;
  }
  return { document, text: builder.build() };
}

describe('any text', () => {
  it('gives a model whose spans lie inside it', () => {
    fc.assert(
      fc.property(text, (source) => {
        const isInside = ({ start, end }: Span): boolean =>
          start >= 0 && start <= end && end <= source.length;
        expect(spansOf(lowered(source)).filter((span) => !isInside(span))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('has the same things at the same places when a document indents it', () => {
    fc.assert(
      fc.property(text, (source) => {
        const outer = indented(source);
        const plain = spansOf(lowered(source));
        const inner = spansOf(lowerDockerfile(outer.text));
        const withoutIndent = (part: string): string => part.replaceAll(`\n${indent}`, '\n');
        expect(
          inner.map(({ start, end }) => withoutIndent(outer.document.slice(start, end)).trim()),
        ).toEqual(plain.map(({ start, end }) => source.slice(start, end).trim()));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('removing a variable', () => {
  const pair = fc.constantFrom('V0=1', 'V1="a b"', 'V2="a \\\n b"', 'V3=', "V4='x y'");
  const gap = fc.constantFrom(' ', '   ', ' \\\n', ' \\\n    ', ' \\\n  # why\n    ', ' \\\n\n ');
  const instruction = fc
    .array(fc.tuple(gap, pair), { minLength: 1, maxLength: 6 })
    .map(
      (parts) => `FROM a:1\nENV${parts.map(([before, name]) => before + name).join('')}\nCMD x\n`,
    );

  it('leaves all others as they were', () => {
    fc.assert(
      fc.property(instruction, fc.nat(5), (source, chosen) => {
        const names = (of: string): readonly unknown[] =>
          (lowered(of).containers[0]?.variables ?? []).map(({ name, written }) => [name, written]);
        const variables = lowered(source).containers[0]?.variables ?? [];
        const index = chosen % variables.length;
        const after = without(source, variables[index]?.removal) ?? '';
        expect(names(after)).toEqual(names(source).toSpliced(index, 1));
        expect(lowered(after).containers[0]?.startup).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });
});
