import type { InlayHint, InlayHintParams } from 'vscode-languageserver';
import { hintFor } from '../../analysis/pin-hints.ts';
import type { ImageReference } from '../../reference/reference.ts';
import type { Session, Snapshot } from '../session.ts';

/** More hints than fit on any screen. */
const maximalHints = 200;

/**
 * `textDocument/inlayHint`: what a digest is and when a tag last moved, as far as this machine knows; no registry
 * is asked.
 */
export async function inlayHints(
  session: Session,
  { textDocument, range }: InlayHintParams,
): Promise<readonly InlayHint[]> {
  const snapshot = await session.snapshot(textDocument.uri);
  if (snapshot === undefined) return [];
  const { pins, tags } = snapshot.settings.inlayHints;
  const { lines } = snapshot;
  const hints = await Promise.all(
    shownImages(snapshot)
      .map(({ reference, end }) => ({ reference, line: lines.positionAt(end).line }))
      .filter(({ line }) => range.start.line <= line && line <= range.end.line)
      .filter(({ reference }) => (reference.digest === undefined ? tags : pins))
      .slice(0, maximalHints)
      .map(async ({ reference, line }) => {
        const hint = await hintOf(session, reference);
        if (hint === undefined) return [];
        // At the end of the line, so that no text moves when a hint comes, goes or is not there yet while somebody types.
        const position = lines.positionAt(lines.offsetAt({ line, character: lineEnd }));
        return [{ position, label: hint.label, tooltip: hint.tooltip, paddingLeft: true }];
      }),
  );
  return hints.flat();
}

/** LSP counts a character behind the end of a line as that end. */
const lineEnd = 2 ** 31 - 1;

interface ShownImage {
  readonly reference: ImageReference;
  readonly end: number;
}

/** The references that stand in the document itself. */
function shownImages({ report }: Snapshot): readonly ShownImage[] {
  return report.model.images.flatMap(({ image, span }) =>
    image.kind === 'reference' && span.end <= report.source.text.length
      ? [{ reference: image.reference, end: span.end }]
      : [],
  );
}

async function hintOf(
  session: Session,
  reference: ImageReference,
): Promise<ReturnType<typeof hintFor>> {
  const [record, sighting] = await Promise.all([
    reference.digest === undefined ? undefined : session.pins.record(reference),
    session.pins.sighting(reference),
  ]);
  return hintFor(reference, { facts: record?.facts, sighting }, session.now());
}
