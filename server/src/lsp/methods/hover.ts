import { MarkupKind, type Hover, type HoverParams } from 'vscode-languageserver';
import { explainMemory } from '../../analysis/registry-sentences.ts';
import type { ImageOccurrence } from '../../model/document-model.ts';
import { ruleUrl, type Rule } from '../../rules/rule.ts';
import { cover, touches } from '../../text/span.ts';
import type { Session } from '../session.ts';

/**
 * `textDocument/hover`: what the rules that find something here are about, with their pages, and what is
 * remembered of the image that stands here. No registry is asked.
 */
export async function hover(
  session: Session,
  { textDocument, position }: HoverParams,
): Promise<Hover | null> {
  const snapshot = await session.snapshot(textDocument.uri);
  if (snapshot === undefined) return null;
  const { report, lines } = snapshot;
  const offset = lines.offsetAt(position);
  const place = { start: offset, end: offset };
  const findings = report.findings.filter(({ span }) => touches(span, place));
  const rules = [...new Set(findings.map(({ rule }) => rule))].flatMap(
    (id) => session.rule(id) ?? [],
  );
  const image = report.model.images.find(({ span }) => touches(span, place));
  const memory = image === undefined ? undefined : await memoryOf(session, image);
  const [first, ...others] = [
    ...findings.map(({ span }) => span),
    ...(image !== undefined && memory !== undefined ? [image.span] : []),
  ];
  if (first === undefined) return null;
  return {
    range: lines.rangeOf(others.reduce(cover, first)),
    contents: {
      kind: MarkupKind.Markdown,
      value: [...rules.map(describe), ...(memory === undefined ? [] : [memory])].join(
        '\n\n---\n\n',
      ),
    },
  };
}

/** A sentence on what the image's tag stood for when it was last asked for; undefined when that is not known. */
async function memoryOf(session: Session, { image }: ImageOccurrence): Promise<string | undefined> {
  if (image.kind !== 'reference') return undefined;
  const { reference } = image;
  const known = await session.recall(reference);
  return known && explainMemory(reference, known, session.now());
}

/** Only the rule's own words: nothing of the document reaches the Markdown. */
function describe({ id, meta }: Rule): string {
  return [
    `**${meta.title}** ([\`${id}\`](${ruleUrl(id)}))`,
    meta.why,
    `*What to do:* ${meta.remedy}`,
  ].join('\n\n');
}
