import { describe, expect, it } from 'vitest';
import { lowerDockerfile } from '../../server/src/dockerfile/lower.ts';
import { allCommands } from '../../server/src/shell/commands.ts';
import { readScript } from '../../server/src/shell/read-script.ts';
import type { Script } from '../../server/src/shell/script.ts';
import { verbatim } from '../../server/src/text/mapped-text.ts';
import type { Span } from '../../server/src/text/span.ts';
import { readMarks, withMarks } from '../support/markers.ts';

function spansOf(script: Script, wanted: string): readonly Span[] {
  return [...allCommands(script)]
    .flatMap(({ command: { assignments, words, redirections } }) => [
      ...assignments,
      ...words,
      ...redirections.map(({ target }) => target),
    ])
    .filter(({ text }) => text === wanted)
    .map(({ span }) => span);
}

describe('a word stands where it is written', () => {
  it.each([
    ['in the script', 'a «X» && b «X»'],
    ['with its quotes', 'a «"X"» «\'X\'» «X""»'],
    ['in a substitution', 'a $(b «X») "$(c «X»)" `d «X»`'],
    ['in single quotes', "sh -c 'a «X»; b'"],
    ['in double quotes', 'sh -c "a \\"\\$b\\" «X» \\"c\\""'],
    ['as an escaped word', 'sh -c "a «\\"X\\"» b"'],
    ['in two shells', `sh -c "sh -c 'a «X»'"`],
    ['in backquotes with escapes', 'a `b \\`c «X»\\` «X»`'],
    ['in words of eval', `eval a 'b; c' "d «X»"`],
    ['in a here-document', 'sh <<E\na «X»\n$(b «X»)\nE\nc «X»'],
    ['in a here-document without its tabs', 'sh <<-E\n\ta «X»\n\t\tb «X»\n\tE\n'],
    ['as a redirection', 'a >«X» 2> «"X"»'],
    ['behind a continued line', 'a \\\n«X» b'],
  ])('%s', (_, marked) => {
    const { text } = readMarks(marked);
    const script = readScript(verbatim(text, { start: 0, end: text.length }), 'posix');
    expect(withMarks(text, spansOf(script, 'X'))).toBe(marked);
  });

  it.each([
    ['on a continued line', 'FROM a\nRUN b \\\n  # why\n  «X» && \\\n  c «X»\n'],
    ['in the exec form', 'FROM a\nRUN ["sh", "-c", "b \\"c\\" «X» \\u0026\\u0026 d «X»"]\n'],
    ['in a here-document', 'FROM a\nRUN <<E\nb «X»\nE\n'],
    ['of another command', 'FROM a\nRUN bash <<E && b «X»\nc «X»\nE\n'],
    ['in PowerShell', 'FROM a\nSHELL ["powershell"]\nRUN b «"X"»; if (c «X») { d «X» }\n'],
    ['in cmd', '# escape=`\nFROM a\nRUN b «X» & `\n  powershell -c "c «X»"\n'],
  ])('of a Dockerfile %s', (_, marked) => {
    const { text } = readMarks(marked);
    const { containers } = lowerDockerfile(verbatim(text, { start: 0, end: text.length }));
    const scripts = containers.flatMap(({ runs }) => runs.map(({ script }) => script));
    expect(
      withMarks(
        text,
        scripts.flatMap((script) => spansOf(script, 'X')),
      ),
    ).toBe(marked);
  });
});

describe('a command reaches from its first to its last word', () => {
  it.each([
    ['with redirections', '«a b >c»; «<d e»'],
    ['with assignments', '«A=1 b» | «c»'],
    ['as a compound', '«(«a»; «b») >c» && «{ «d»; }»'],
    ['without comments and reserved words', '! «a» # b'],
  ])('%s', (_, marked) => {
    const { text } = readMarks(marked);
    const script = readScript(verbatim(text, { start: 0, end: text.length }), 'posix');
    const spans = [...allCommands(script)].map(({ command }) => command.span);
    expect(withMarks(text, spans)).toBe(marked);
  });
});
