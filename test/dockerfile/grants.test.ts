import { describe, expect, it } from 'vitest';
import type { Grant } from '../../server/src/model/grants.ts';
import { readMarks, withMarks } from '../support/markers.ts';
import { lowered, without } from './lowered.ts';

function grants(text: string): readonly Grant[] {
  return lowered(text).containers.flatMap((container) => container.grants);
}

describe('what a Dockerfile grants', () => {
  it.each([
    ['USER «root»', '', { kind: 'user', user: 'root', holder: 'container' }],
    ['USER \\\n  «root»', '', { kind: 'user', user: 'root' }],
    ['ARG U=app\nUSER «$U»', 'ARG U=app\n', { kind: 'user', user: 'app' }],
    ['USER «$U»', '', { kind: 'user', user: undefined }],
    [
      'RUN --network=«host»  make',
      'RUN make',
      { kind: 'host-namespace', namespace: 'network', phase: 'build' },
    ],
    ['RUN --network="«host»" \\\n  make', 'RUN make', { namespace: 'network' }],
    [
      'RUN --mount=type=cache,target=/c --network=«host» make',
      'RUN --mount=type=cache,target=/c make',
      { namespace: 'network' },
    ],
    ['RUN «--security=insecure» make', 'RUN make', { kind: 'insecure-build' }],
    ['ONBUILD RUN «--security=insecure» make', 'ONBUILD RUN make', { kind: 'insecure-build' }],
    [
      'RUN --mount=type=secret,id=k,«mode=0644» make',
      'RUN --mount=type=secret,id=k make',
      { kind: 'secret-mount-mode', mode: '0644' },
    ],
    [
      'RUN --mount=«mode=0666»,type=ssh make',
      'RUN --mount=type=ssh make',
      { kind: 'secret-mount-mode', mode: '0666' },
    ],
    [
      'RUN --mount=type=secret,"«mode=0644»",id=k make',
      'RUN --mount=type=secret,id=k make',
      { mode: '0644' },
    ],
    [
      'ARG M=0444\nRUN --mount=type=secret,«mode=$M» make',
      'ARG M=0444\nRUN --mount=type=secret make',
      { mode: '0444' },
    ],
  ])('%s', (marked, after, grant) => {
    const { text } = readMarks(`FROM a:1\n${marked}\n`);
    const found = grants(text);
    expect(
      withMarks(
        text,
        found.map(({ span }) => span),
      ),
    ).toBe(`FROM a:1\n${marked}\n`);
    expect(found).toMatchObject([grant]);
    const rest = after === '' || after.endsWith('\n') ? after : `${after}\n`;
    expect(without(text, found[0]?.removal)).toBe(`FROM a:1\n${rest}`);
  });

  it.each([
    'RUN --network=none make',
    'RUN --security=sandbox make',
    'RUN --mount=type=cache,target=/c,mode=0777 make',
    'RUN --mount=type=secret,id=k,mode=$M make',
    'USER',
  ])('%s grants nothing', (line) => {
    expect(grants(`FROM a:1\n${line}\n`)).toEqual([]);
  });
});

describe('the user of a step', () => {
  const users = (text: string): readonly unknown[] =>
    lowered(text).containers.flatMap(({ runs }) => runs.map(({ user }) => user));

  it.each([
    ['none', 'FROM a:1\nRUN x\n', [undefined]],
    [
      'that of the USER above',
      'FROM a:1\nRUN x\nUSER app\nRUN x\nUSER 0\nRUN x\n',
      [undefined, 'app', '0'],
    ],
    ['not known', 'FROM a:1\nUSER app\nUSER $U\nRUN x\n', [undefined]],
    ['inherited', 'FROM a:1 AS b\nUSER app\nFROM b\nRUN x\n', ['app']],
    [
      'that of the finished image for what is deferred',
      'FROM a:1\nONBUILD RUN x\nUSER app\n',
      ['app'],
    ],
  ])('%s', (_, text, expected) => {
    expect(users(text)).toEqual(expected);
  });
});
