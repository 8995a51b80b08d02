import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allCommands, commandLayers, commandName } from '../../server/src/shell/commands.ts';
import { argumentsOf } from '../../server/src/shell/options.ts';
import { readScript } from '../../server/src/shell/read-script.ts';
import type { Command, Dialect, Script } from '../../server/src/shell/script.ts';
import { verbatim } from '../../server/src/text/mapped-text.ts';
import type { Span } from '../../server/src/text/span.ts';

const dialects: readonly Dialect[] = ['posix', 'powershell', 'cmd'];

/** What means something in one of the shells, mixed with noise. */
const words = fc.constantFrom(
  ..."a b sudo curl sh -c bash -lc eval env -S find -exec xargs su powershell -Command cmd /c rem if then else fi for in do done while case esac function { } ( ) [[ ]] ! && || ; ;; & | |& > 2>&1 << <<- <<< EOF \\ ' \" ` $ $( $(( )) ${ $A <( # <# #> @' '@ ^ % %A% = A= += () @( :: : , 1 é 🐳 \0".split(
    ' ',
  ),
  ' ',
  '\n',
  '\t',
  '\r\n',
  '\\\n',
  '<<EOF\n',
  '\nEOF\n',
  '\u00a0',
);
const scripts = fc
  .array(fc.oneof({ weight: 9, arbitrary: words }, fc.string({ maxLength: 3 })), { maxLength: 60 })
  .chain((parts) => fc.constantFrom(parts.join(' '), parts.join('')));

const before = 'RUN ';

function read(text: string, dialect: Dialect): Script {
  const document = before + text;
  return readScript(verbatim(document, { start: before.length, end: document.length }), dialect);
}

function spansOf({ span, assignments, words: own, redirections }: Command): readonly Span[] {
  return [
    span,
    ...[...assignments, ...own, ...redirections.map(({ target }) => target)].map(
      (word) => word.span,
    ),
  ];
}

function isOrdered(spans: readonly Span[]): boolean {
  return spans.every(({ start }, index) => index === 0 || start >= (spans[index - 1]?.end ?? 0));
}

describe.each(dialects)('any text as %s', (dialect) => {
  it('gives commands whose spans lie in the text, and words in order', () => {
    fc.assert(
      fc.property(scripts, (text) => {
        const end = before.length + text.length;
        for (const { command } of allCommands(read(text, dialect))) {
          for (const span of spansOf(command)) {
            expect(span.start).toBeGreaterThanOrEqual(before.length);
            expect(span.end).toBeGreaterThanOrEqual(span.start);
            expect(span.end).toBeLessThanOrEqual(end);
          }
          expect(isOrdered(command.words.map(({ span }) => span))).toBe(true);
          for (const layer of commandLayers(command)) {
            commandName(layer);
            expect(argumentsOf(layer).operands.length).toBeLessThanOrEqual(layer.words.length);
          }
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('has each pipeline behind the command that holds it', () => {
    fc.assert(
      fc.property(scripts, (text) => {
        const seen = new Set<Command>();
        for (const { holder, commands } of read(text, dialect).pipelines) {
          expect(holder === undefined || seen.has(holder.command)).toBe(true);
          expect(commands.length).toBeGreaterThan(0);
          for (const command of commands) seen.add(command);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('words without a meaning to the shell', () => {
  it('are the words of one command, as they are written', () => {
    const plain = fc
      .stringMatching(/^[a-z0-9_./:@%+,-]+$/)
      .filter((word) => /^[.\/@+,]/.test(word));
    fc.assert(
      fc.property(fc.array(plain, { minLength: 1 }), (list) => {
        const text = list.join(' ');
        const commands = [...allCommands(read(text, 'posix'))];
        expect(commands.map(({ command }) => command.words.map((word) => word.text))).toEqual([
          list,
        ]);
      }),
    );
  });

  it('are the same when they are quoted', () => {
    const value = fc.string({ minLength: 1 }).filter((word) => !word.includes('\0'));
    fc.assert(
      fc.property(value, (word) => {
        const single = `a '${word.replaceAll("'", `'\\''`)}'`;
        const double = `a "${word.replaceAll(/[\\"$`]/g, '\\$&')}"`;
        for (const text of [single, double])
          expect([...allCommands(read(text, 'posix'))][0]?.command.words[1]?.text).toBe(word);
      }),
    );
  });
});

describe('what repeats itself', () => {
  it.each<[string, string]>([
    ['substitutions', '$('],
    ['substitutions in quotes', 'a "$('],
    ['defaults', '${A:-'],
    ['arithmetic', '$(('],
    ['backquotes', '`\\`'],
    ['subshells', '('],
    ['groups', '{ '],
    ['if', 'if '],
    ['case', 'case a in b) '],
    ['functions', 'f() '],
    ['here-documents', 'cat <<A\n'],
    ['here-documents of one line', '<<A '],
    ['here-documents for shells', 'sh <<A\n$(b)\nA\n'],
    ['scripts', 'sh -c "'],
    ['eval', 'eval '],
    ['eval in quotes', 'eval "$(eval "'],
    ['env -S', 'env -S '],
    ['find', 'find -exec eval '],
    ['sudo', 'sudo '],
    ['cmd', 'cmd /c '],
    ['PowerShell', 'powershell -c { '],
    ['blanks', ' '],
    ['line ends', '\\\n'],
    ['brackets', 'a['],
    ['quotes', "$'"],
  ])('%s: 60,000 characters give a script', (_, part) => {
    const text = part.repeat(Math.ceil(60_000 / part.length));
    for (const dialect of dialects) {
      const script = read(text, dialect);
      for (const { command } of allCommands(script))
        for (const layer of commandLayers(command)) commandName(layer);
      expect(script.dialect).toBe(dialect);
    }
  });
});
