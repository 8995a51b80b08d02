import type { ExposedPort } from '../model/document-model.ts';
import { slice, sourceSpan, type MappedText } from '../text/mapped-text.ts';
import { knownText } from '../model/template.ts';
import type { Instruction } from './instructions.ts';
import { wordRemoval } from './removal.ts';
import type { Scope } from './scope.ts';
import { wordsOf } from './words.ts';

const portPattern = /^(?:.*:)?(\d{1,5})(?:-(\d{1,5}))?(?:\/([a-z]+))?$/i;

/** The ports of an EXPOSE: `22`, `53/udp`, `8000-8010`, `$PORT`; those that depend on a variable without a default are left out. */
export function exposedPorts(
  source: MappedText,
  instruction: Instruction,
  scope: Scope,
): readonly ExposedPort[] {
  const { rest } = instruction;
  const words = wordsOf(rest.text);
  return words.flatMap((word, index) => {
    const known = knownText(scope.expandWord(slice(rest, word))) ?? '';
    // A variable may hold several ports, which only together can be removed.
    const ports = known.split(/\s+/).flatMap((text) => portsOf(text) ?? []);
    return ports.map((port): ExposedPort => ({
      ...port,
      span: sourceSpan(rest, word),
      removal: ports.length === 1 ? wordRemoval(source, instruction, words, index) : undefined,
    }));
  });
}

function portsOf(text: string): Pick<ExposedPort, 'first' | 'last' | 'protocol'> | undefined {
  const [, first, last = first, protocol = 'tcp'] = portPattern.exec(text) ?? [];
  if (first === undefined) return undefined;
  return { first: Number(first), last: Number(last), protocol: protocol.toLowerCase() };
}
