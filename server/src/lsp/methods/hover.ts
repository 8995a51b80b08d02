import { MarkupKind, type Hover, type HoverParams } from 'vscode-languageserver';
import { cardLines, serviceCard } from '../../analysis/service-card.ts';
import type { ImageOccurrence } from '../../model/document-model.ts';
import { codeSpan, inertMarkdown } from '../../pages/markdown-text.ts';
import { ruleUrl, type Rule } from '../../rules/rule.ts';
import { cover, touches, type Span } from '../../text/span.ts';
import { imageLines } from '../image-hover.ts';
import type { Session, Snapshot } from '../session.ts';

/** A piece of a hover, and the place that it is about. */
interface Piece {
  readonly span: Span;
  readonly markdown: string;
}

/**
 * `textDocument/hover`: what is known of the image or service that stands here, and what the rules that find something here
 * are about, with their pages. No registry is asked.
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
  const image = report.model.images.find(({ span }) => touches(span, place));
  const pieces = [
    ...(image === undefined ? [] : await imagePieces(session, snapshot, image)),
    ...servicePieces(snapshot, place),
    ...rulePieces(session, snapshot, place),
  ];
  return hoverOf(snapshot, pieces);
}

/** What is known of one image, and nothing else. */
export async function hoverOn(
  session: Session,
  snapshot: Snapshot,
  image: ImageOccurrence,
): Promise<Hover | null> {
  return hoverOf(snapshot, await imagePieces(session, snapshot, image));
}

function hoverOf({ lines }: Snapshot, pieces: readonly Piece[]): Hover | null {
  const [first, ...others] = pieces.map(({ span }) => span);
  if (first === undefined) return null;
  const value = pieces.map(({ markdown }) => markdown).join('\n\n---\n\n');
  return {
    range: lines.rangeOf(others.reduce(cover, first)),
    contents: { kind: MarkupKind.Markdown, value },
  };
}

async function imagePieces(
  session: Session,
  snapshot: Snapshot,
  image: ImageOccurrence,
): Promise<readonly Piece[]> {
  const markdown = await imageLines(session, snapshot, image);
  return markdown === undefined ? [] : [{ span: image.span, markdown }];
}

/** The card of the service whose name stands here. */
function servicePieces({ report }: Snapshot, place: Span): readonly Piece[] {
  const { model, source } = report;
  const service = model.containers.find(
    ({ kind, nameSpan }) =>
      kind === 'service' && nameSpan.end <= source.text.length && touches(nameSpan, place),
  );
  const card = service?.name === undefined ? undefined : serviceCard(model, service.name);
  if (service === undefined || card === undefined) return [];
  const title = `**What ${codeSpan(card.service)} runs on**`;
  const lines = cardLines(card).map((line) => `- ${inertMarkdown(line)}`);
  return [{ span: service.nameSpan, markdown: [title, '', ...lines].join('\n') }];
}

function rulePieces(session: Session, { report }: Snapshot, place: Span): readonly Piece[] {
  const told = new Set<string>();
  return report.findings
    .filter(({ span }) => touches(span, place))
    .flatMap(({ rule: id, span }) => {
      const rule = session.rule(id);
      if (rule === undefined || told.has(id)) return [];
      told.add(id);
      return [{ span, markdown: describe(rule) }];
    });
}

/** Only the rule's own words: nothing of the document reaches the Markdown. */
function describe({ id, meta }: Rule): string {
  return [
    `**${meta.title}** ([\`${id}\`](${ruleUrl(id)}))`,
    meta.why,
    `*What to do:* ${meta.remedy}`,
  ].join('\n\n');
}
