import { describe, expect, it } from 'vitest';
import { modelOf } from '../../server/src/analysis/model.ts';
import type { Container, DocumentModel } from '../../server/src/model/document-model.ts';
import type { Span } from '../../server/src/text/span.ts';
import { readMarks, withMarks } from '../support/markers.ts';
import { at, without } from './lowered.ts';

/** A Compose file whose one service is built by these lines of a Dockerfile. */
function inlined(header: string, ...lines: readonly string[]): string {
  const block = lines.map((line) => (line === '' ? '\n' : `        ${line}\n`)).join('');
  return `services:\n  app:\n    build:\n      dockerfile_inline: ${header}\n${block}    restart: always\n`;
}

function stages(text: string): readonly Container[] {
  return modelOf(text, 'compose').containers.filter(({ kind }) => kind === 'stage');
}

describe('everything in an inline Dockerfile stands where the YAML has it', () => {
  it.each<[string, (model: DocumentModel, stage: Container) => readonly Span[], readonly string[]]>(
    [
      [
        'images',
        ({ images }) => images.map(({ span }) => span),
        ['FROM «a:1» AS b', 'COPY --from=«c:2» \\', '  x \\', '  /y'],
      ],
      ['users', (_, { grants }) => grants.map(({ span }) => span), ['FROM a:1', 'USER «root»']],
      [
        'variables over lines',
        (_, { variables }) => variables.map(({ span }) => span),
        ['FROM a:1', 'ENV «A=1» \\', '', '  # why', '  «B="2 3"» \\', '  «C=4»', 'ARG «D»'],
      ],
      [
        'sources and here-documents',
        (_, { transfers }) => transfers.flatMap(({ sources }) => sources.map(({ span }) => span)),
        [
          'FROM a:1',
          'COPY «x» <<E /d/',
          '«one',
          '  two\n»        E',
          'COPY ["«a b»", "«c»", "/d"]',
        ],
      ],
      [
        'ports',
        (_, { exposed }) => exposed.map(({ span }) => span),
        ['FROM a:1', 'EXPOSE «22» «80/udp»'],
      ],
      [
        'steps',
        (_, { runs }) => runs.map(({ span }) => span),
        ['FROM a:1', '«RUN one && \\', '  two»', '«RUN <<E»', 'one', 'E'],
      ],
      [
        'words of a command',
        (_, { runs }) =>
          runs.flatMap(({ script }) =>
            script.pipelines.flatMap(({ commands }) =>
              commands.flatMap(({ words }) => words.map(({ span }) => span)),
            ),
          ),
        ['FROM a:1', 'RUN «one» \\', '    «two»', 'RUN <<E', '«three»', '  «four»', 'E'],
      ],
      [
        'comments and what they speak of',
        ({ notes }) => notes.flatMap(({ span, scope }) => [span, scope ?? span]),
        ['FROM a:1', '«# hadolint x»', '«RUN <<E', 'one', 'E»', 'CMD x'],
      ],
    ],
  )('%s', (_, spansOf, lines) => {
    const marked = inlined('|', ...lines);
    const { text } = readMarks(marked);
    const model = modelOf(text, 'compose');
    const stage = model.containers.find(({ kind }) => kind === 'stage');
    expect(withMarks(text, stage === undefined ? [] : spansOf(model, stage))).toBe(marked);
  });

  it.each([
    ['in a literal block', 'services: {}\nx: 1\n', inlined('|', 'FROM a:1', 'USER «root»')],
    [
      'in a literal block with CRLF',
      '',
      inlined('|-', 'FROM a:1', 'USER «root»').replaceAll('\n', '\r\n'),
    ],
    [
      'in a block of less indentation',
      '',
      inlined('|', 'FROM a:1', 'USER «root»').replaceAll('        ', '       '),
    ],
    [
      'in double quotes',
      '',
      'services:\n  app:\n    build:\n      dockerfile_inline: "FROM a:1\\nUSER «ro\\x6ft»\\n"\n',
    ],
    ['with another escape', '', inlined('|', '# escape=`', 'FROM a:1', 'USER `', '  «root»')],
  ])('%s', (_, __, marked) => {
    const { text } = readMarks(marked);
    const spans = stages(text).flatMap(({ grants }) => grants.map(({ span }) => span));
    expect(withMarks(text, spans)).toBe(marked);
  });
});

describe('removing from an inline Dockerfile keeps the YAML as it is', () => {
  it.each([
    ['an instruction', ['FROM a:1', 'USER root', 'CMD x'], ['FROM a:1', 'CMD x']],
    ['the last instruction', ['FROM a:1', 'USER root'], ['FROM a:1']],
    [
      'one over lines',
      ['FROM a:1', 'USER \\', '  # why', '  root', 'CMD x'],
      ['FROM a:1', 'CMD x'],
    ],
  ])('%s', (_, before, after) => {
    const text = inlined('|', ...before);
    const [grant] = stages(text).flatMap(({ grants }) => grants);
    expect(without(text, grant?.removal)).toBe(inlined('|', ...after));
  });

  it.each([
    ['a line of its own', ['ENV A=1 \\', '    V=2 \\', '    B=3'], ['ENV A=1 \\', '    B=3']],
    ['the last line', ['ENV A=1 \\', '    V=2'], ['ENV A=1']],
    ['one of a line', ['ENV A=1 V=2 B=3'], ['ENV A=1 B=3']],
  ])('a variable on %s', (_, before, after) => {
    const text = inlined('|', 'FROM a:1', ...before);
    const [stage] = stages(text);
    const variable = stage?.variables.find(({ name }) => name === 'V');
    expect(without(text, variable?.removal)).toBe(inlined('|', 'FROM a:1', ...after));
  });
});

describe('an inline Dockerfile', () => {
  it('has its stages behind the services', () => {
    const text = inlined('|', 'FROM a:1 AS b', 'FROM b', 'COPY --from=0 x y');
    const { containers, images } = modelOf(text, 'compose');
    expect(containers.map(({ kind, base, reach }) => [kind, base, reach])).toEqual([
      ['service', undefined, 'final'],
      ['stage', undefined, 'inherited'],
      ['stage', 1, 'final'],
    ]);
    expect(images.map(({ container }) => container)).toEqual([1, 2, 2]);
  });

  it('has no line that a USER could be put on alone', () => {
    const [stage] = stages(inlined('|', 'FROM a:1', 'CMD x'));
    expect(stage?.userSite).toBeUndefined();
  });

  it('is not the top of the file', () => {
    const text = inlined('|', '# hadolint x', 'FROM a:1');
    const { notes } = modelOf(text, 'compose');
    expect(notes).toMatchObject([{ isAtTop: false }]);
    expect(at(text, notes[0]?.scope)).toBe('FROM a:1');
  });

  it('has the text of the document', () => {
    const text = inlined('|', 'FROM a:1');
    expect(modelOf(text, 'compose').text).toBe(text);
  });
});
