import { describe, expect, it } from 'vitest';
import type { Transfer } from '../../server/src/model/document-model.ts';
import { readMarks, withMarks } from '../support/markers.ts';
import { at, lowered } from './lowered.ts';

function transfers(text: string): readonly Transfer[] {
  return lowered(text).containers.flatMap((container) => container.transfers);
}

function transfer(line: string): Transfer | undefined {
  return transfers(`FROM a:1\n${line}\n`)[0];
}

describe('sources are found', () => {
  it.each([
    ['one', 'COPY «a» /b'],
    ['several', 'COPY --chown=1:1 «a» «b/*.txt» /c/'],
    ['over lines', 'COPY \\\n  «a» \\\n  # why\n  «b» \\\n  /c/'],
    ['in JSON', 'COPY ["«a b»", "«c»", "/d/"]'],
    ['in JSON with escapes', 'ADD --link ["«a\\u0062\\"c»", "/d"]'],
    ['in words with quotes', 'COPY «"a» «b"» /c'],
    ['in ONBUILD', 'ONBUILD ADD «a» /b'],
    ['as here-documents', 'COPY <<one <<"two" «three» /d/\n«1\n»one\n«2\n»two'],
  ])('%s', (_, line) => {
    const { text } = readMarks(`FROM a:1\n${line}\n`);
    const spans = transfers(text).flatMap(({ sources }) => sources.map(({ span }) => span));
    const inOrder = spans.toSorted((a, b) => a.start - b.start);
    expect(withMarks(text, inOrder)).toBe(`FROM a:1\n${line}\n`);
  });

  it('in the order of the words, and without the tabs before a body', () => {
    const text = 'FROM a:1\nCOPY <<-E x /d/\n\t1\n\t2\n\tE\n';
    const spans = transfers(text).flatMap(({ sources }) => sources.map(({ span }) => span));
    expect(spans.map((span) => at(text, span))).toEqual(['1\n\t2\n', 'x']);
  });
});

describe('what a source is', () => {
  it.each([
    ['COPY', 'app', 'path'],
    ['ADD', 'app.tar.gz', 'path'],
    ['ADD', 'https://example.org/a.tgz', 'url'],
    ['ADD', 'HTTP://example.org/a', 'url'],
    ['ADD', 'https://example.org/a.git.tgz', 'url'],
    ['ADD', 'https://github.com/o/r.git', 'git'],
    ['ADD', 'https://github.com/o/r.git#main:sub', 'git'],
    ['ADD', 'https://github.com/o/r.git?ref=main', 'git'],
    ['ADD', 'git@github.com:o/r.git', 'git'],
    ['ADD', 'git://example.org/r', 'git'],
    ['ADD', 'ssh://git@example.org/r', 'git'],
    ['ADD', 'github.com/o/r.git', 'path'],
    ['COPY', 'https://example.org/a', 'path'],
    ['ADD --from=b', 'https://example.org/a', 'path'],
  ])('%s %s: %s', (keyword, source, kind) => {
    expect(transfer(`${keyword} ${source} /x`)?.sources).toMatchObject([{ kind, text: source }]);
  });

  it.each([
    ['ARG V=1\nADD https://x.org/$V.tgz /x', 'https://x.org/1.tgz', false],
    ['ADD https://x.org/${V:-2}.tgz /x', 'https://x.org/2.tgz', false],
    ['ADD https://x.org/$V.tgz /x', 'https://x.org/${V}.tgz', true],
    ['ADD "https://x.org/a" /x', 'https://x.org/a', false],
  ])('with variables: %s', (lines, text, isDynamic) => {
    expect(transfer(lines)?.sources).toMatchObject([{ kind: 'url', text, isDynamic }]);
  });

  it.each([
    ['COPY <<E /x\na $b\nE', { text: 'a $b\n', isDynamic: true }],
    ['COPY <<"E" /x\na $b\nE', { text: 'a $b\n', isDynamic: false }],
    ['COPY <<-E /x\n\t\ta\n\tb\n\tE', { text: 'a\nb\n', isDynamic: false }],
    ['COPY <<E /x\r\na\r\nE\r', { text: 'a\n', isDynamic: false }],
    ['COPY <<E /x', { text: '', isDynamic: false }],
  ])('the body of a here-document: %j', (lines, source) => {
    expect(transfer(lines)?.sources).toMatchObject([{ kind: 'here-document', ...source }]);
  });
});

describe('what else a transfer says', () => {
  it.each<[string, Partial<Transfer>]>([
    ['COPY a /b', { keyword: 'COPY', destination: '/b', isFromImage: false, isDeferred: false }],
    ['add a /b', { keyword: 'ADD', checksum: undefined, mode: undefined }],
    ['COPY a $B', { destination: '' }],
    ['ARG B=/b\nCOPY a $B/c', { destination: '/b/c' }],
    ['COPY ["a", "/b c"]', { destination: '/b c' }],
    ['COPY a', { destination: 'a', sources: [] }],
    ['COPY', { destination: '', sources: [] }],
    ['COPY --from=x a b', { isFromImage: true }],
    ['ADD --checksum=sha256:abc a b', { checksum: 'sha256:abc' }],
    ['ADD --checksum=$SUM a b', { checksum: '${SUM}' }],
    ['ONBUILD COPY a b', { keyword: 'COPY', isDeferred: true }],
  ])('%s', (line, expected) => {
    expect(transfer(line)).toMatchObject(expected);
  });

  it('its mode where it is written', () => {
    const text = 'FROM a:1\nCOPY --link --chmod=0777 a b\n';
    const mode = transfers(text)[0]?.mode;
    expect([mode?.text, at(text, mode?.span)]).toEqual(['0777', '0777']);
  });

  it.each(['ADD |a b', 'COPY |--link a b', 'COPY \\\n  |a b', 'ONBUILD ADD |["a","b"]'])(
    'where a flag can stand: %s',
    (marked) => {
      const text = `FROM a:1\n${marked.replace('|', '')}\n`;
      const offset = transfers(text)[0]?.flagSite.start;
      expect(`${text.slice(0, offset)}|${text.slice(offset)}`).toBe(`FROM a:1\n${marked}\n`);
    },
  );
});
