import { describe, expect, it } from 'vitest';
import { splitWords } from '../../server/src/compose/shell-words.ts';
import { sourceSpan, verbatim } from '../../server/src/text/mapped-text.ts';
import { at, lastService, serviceText } from './service.ts';

/** Role, dialect and the words of each command, as `command(none): a | b c`. */
function startup(lines: string): readonly string[] {
  return lastService(serviceText(lines)).startup.map(({ role, script }) => {
    const commands = script.pipelines.flatMap((pipeline) =>
      pipeline.commands.map(({ words }) => words.map(({ text }) => text).join(' ')),
    );
    return `${role}(${script.dialect}): ${commands.join(' | ')}`;
  });
}

describe('what a service starts', () => {
  it.each([
    ['command: dockerd -H tcp://0.0.0.0', ['command(none): dockerd -H tcp://0.0.0.0']],
    ['command: "sh -c \'a && b\'"', ['command(none): sh -c a && b | a | b']],
    ['command: [a, "b c"]', ['command(none): a b c']],
    ['command:\n  - a\n  - $$HOME', ['command(none): a $HOME']],
    ['command: >-\n  a\n  b', ['command(none): a b']],
    ['entrypoint: [sh, -c]\ncommand: [a]', ['entrypoint(none): sh -c', 'command(none): a']],
    ['healthcheck: {test: curl -f x || exit 1}', ['health-check(posix): curl -f x | exit 1']],
    ['healthcheck: {test: [CMD-SHELL, "a && b"]}', ['health-check(posix): a | b']],
    ['healthcheck: {test: [CMD, a, b]}', ['health-check(none): a b']],
    ['post_start: [{command: [a]}]', ['hook(none): a']],
    ['pre_stop:\n  - command: a b', ['hook(none): a b']],
  ])('%j', (lines, expected) => {
    expect(startup(lines)).toEqual(expected);
  });

  it.each([
    'command:',
    'command: []',
    'command: ""',
    'healthcheck: {test: [NONE]}',
    'healthcheck: {test: [CMD-SHELL]}',
    'healthcheck: {disable: true}',
  ])('nothing by %j', (lines) => {
    expect(startup(lines)).toEqual([]);
  });

  it('stands where its words do', () => {
    const text = serviceText('command: "dockerd \\"-H\\" tcp://0.0.0.0"');
    const [command] = lastService(text).startup;
    expect(at(text, command?.span)).toBe('"dockerd \\"-H\\" tcp://0.0.0.0"');
    const words = command?.script.pipelines[0]?.commands[0]?.words.map(({ span }) =>
      at(text, span),
    );
    expect(words).toEqual(['dockerd', '-H', 'tcp://0.0.0.0']);
  });
});

describe('words of a command without a shell', () => {
  it.each([
    ['a  b\tc', ['a', 'b', 'c']],
    ['a "b c" \'d "e\'', ['a', 'b c', 'd "e']],
    ['a\\ b c\\"d', ['a b', 'c"d']],
    ['a"b"\'c\'', ['abc']],
    ['"" x', ['', 'x']],
    ['"a', ['a']],
    ['a\\', ['a\\']],
    ['  ', []],
  ])('%s', (line, expected) => {
    const words = splitWords(verbatim(line, { start: 0, end: line.length }));
    expect(words.map(({ text }) => text)).toEqual(expected);
  });

  it('know their places', () => {
    const line = 'sh -c "a b"';
    const words = splitWords(verbatim(line, { start: 0, end: line.length }));
    const places = words.map((word) => sourceSpan(word, { start: 0, end: word.text.length }));
    expect(places.map((place) => at(line, place))).toEqual(['sh', '-c', 'a b']);
  });
});
