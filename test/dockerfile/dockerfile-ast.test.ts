import { describe, expect, it } from 'vitest';
import { lowered } from './lowered.ts';

/**
 * What dockerfile-ast 0.7.1 reads wrongly, one test each: Seaworthy must not inherit any of it.
 * The truth is BuildKit's parser.
 */

const digest = `sha256:${'ab'.repeat(32)}`;

function references(text: string): readonly string[] {
  return lowered(text).images.flatMap(({ image }) =>
    image.kind === 'reference'
      ? [
          [image.reference.registry, image.reference.repository, image.reference.tag ?? '-'].join(
            ' ',
          ),
        ]
      : [],
  );
}

function written(text: string): readonly string[] {
  return lowered(text).images.map(({ span }) => text.slice(span.start, span.end));
}

describe('read right where dockerfile-ast is wrong', () => {
  it('B1: port, tag and digest together', () => {
    expect(references(`FROM localhost:5000/img:1@${digest}\n`)).toEqual(['localhost:5000 img 1']);
  });

  it('B2: a dot in the path is no registry', () => {
    expect(references('FROM myorg/my.image:1\nFROM myorg/img/v1.2:3\n')).toEqual([
      'docker.io myorg/my.image 1',
      'docker.io myorg/img/v1.2 3',
    ]);
  });

  it('B3: --from beside other flags', () => {
    expect(written('FROM a:1\nCOPY --chown=1 --from=alpine:3 --link x y\n')).toEqual([
      'a:1',
      'alpine:3',
    ]);
  });

  it.each(['RUN cat 3<<EOT', 'RUN cat << EOT', 'RUN cat <<E"O"T', 'RUN cat <<-EOT'])(
    'B4: the heredoc of %j',
    (opening) => {
      expect(written(`FROM a:1\n${opening}\nFROM evil:1\nEOT\nFROM b:1\n`)).toEqual(['a:1', 'b:1']);
    },
  );

  it('B5: a heredoc that is not closed hides nothing', () => {
    expect(written('FROM a:1\nRUN cat <<EOT\nFROM b:1\n')).toEqual(['a:1', 'b:1']);
  });

  it('B6: a reference across lines', () => {
    const text = `FROM alpine:3.1\\\n6@${digest}\n`;
    expect(references(text)).toEqual(['docker.io library/alpine 3.16']);
    expect(written(text)).toEqual([`alpine:3.1\\\n6@${digest}`]);
  });

  it('B7: quotes around a reference', () => {
    expect(references('FROM "alpine:3.16"\n')).toEqual(['docker.io library/alpine 3.16']);
  });

  it('B8: a slash in a variable does not end the tag', () => {
    expect(lowered('ARG V=1\nFROM alpine:${V//a/b}\n').images[0]?.image).toEqual({
      kind: 'unknown',
      variable: 'V',
    });
  });

  it('B9: a variable within a variable', () => {
    expect(references('FROM ${A:-${B:-alpine}}:3\n')).toEqual(['docker.io library/alpine 3']);
  });

  it('B10: a whole reference in a variable or its default', () => {
    expect(references('ARG I=alpine:3\nFROM $I\nFROM ${X:-redis:7}\n')).toEqual([
      'docker.io library/alpine 3',
      'docker.io library/redis 7',
    ]);
  });

  it('B11: several ARGs on one line', () => {
    expect(references('ARG A=alpine B=2\nFROM $A:$B\n')).toEqual(['docker.io library/alpine 2']);
  });

  it('B12: an ARG that uses another', () => {
    expect(references('ARG A=3\nARG B=${A}.2\nFROM alpine:${B}\n')).toEqual([
      'docker.io library/alpine 3.2',
    ]);
  });

  it.each([
    '#!/usr/bin/env -S docker build\n# syntax=docker/dockerfile:1\nFROM a:1\n',
    '// syntax=docker/dockerfile:1\n',
    '{ "syntax": "docker/dockerfile:1" }\n',
    '# check=skip=all\n# syntax=docker/dockerfile:1\nFROM a:1\n',
  ])('B13: the syntax directive of %j', (text) => {
    expect(written(text)[0]).toBe('docker/dockerfile:1');
  });

  it('B13: an unknown directive ends the directives', () => {
    expect(written('# foo=bar\n# syntax=docker/dockerfile:1\nFROM a:1\n')).toEqual(['a:1']);
  });

  it('B14: a comment with a backslash inside a continuation', () => {
    const text = 'FROM a:1\nRUN \\\n# comment\\\ncomment\nFROM b:1\n';
    expect(written(text)).toEqual(['a:1', 'b:1']);
  });

  it('B15: an escaped backslash at the end of a line continues nothing', () => {
    const [stage] = lowered('FROM a:1\nRUN echo \\\\\nCMD x\n').containers;
    expect(stage).toMatchObject({ runs: [{}], startup: [{ role: 'command' }] });
  });
});
