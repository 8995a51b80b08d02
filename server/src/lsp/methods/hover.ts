import { MarkupKind, type Hover, type HoverParams } from 'vscode-languageserver';
import { ruleUrl, type Rule } from '../../rules/rule.ts';
import { cover, touches } from '../../text/span.ts';
import type { Session } from '../session.ts';

/** `textDocument/hover`: what the rules that find something here are about, with their pages. */
export async function hover(
  session: Session,
  { textDocument, position }: HoverParams,
): Promise<Hover | null> {
  const snapshot = await session.snapshot(textDocument.uri);
  if (snapshot === undefined) return null;
  const { report, lines } = snapshot;
  const offset = lines.offsetAt(position);
  const here = report.findings.filter(({ span }) => touches(span, { start: offset, end: offset }));
  const [first, ...others] = here;
  if (first === undefined) return null;
  const rules = [...new Set(here.map(({ rule }) => rule))].flatMap((id) => session.rule(id) ?? []);
  return {
    range: lines.rangeOf(others.reduce((span, other) => cover(span, other.span), first.span)),
    contents: {
      kind: MarkupKind.Markdown,
      value: rules.map(describe).join('\n\n---\n\n'),
    },
  };
}

/** Only the rule's own words: nothing of the document reaches the Markdown. */
function describe({ id, meta }: Rule): string {
  return [
    `**${meta.title}** ([\`${id}\`](${ruleUrl(id)}))`,
    meta.why,
    `*What to do:* ${meta.remedy}`,
  ].join('\n\n');
}
