import { lowerCompose } from '../compose/lower.ts';
import { lowerDockerfile } from '../dockerfile/lower.ts';
import type { DocumentModel, EmbeddedDocument, Language } from '../model/document-model.ts';
import { noFiles, type Files } from '../text/files.ts';
import { verbatim, type MappedText } from '../text/mapped-text.ts';

/** The model of a document with that of every document inside it, all in the positions of the outer one. */
export function modelOf(
  text: string,
  language: Language,
  { path, files, targets }: Context = loneDocument,
): DocumentModel {
  const outer =
    language === 'compose'
      ? lowerCompose(text, path, files)
      : lowerDockerfile(wholeText(text), { targets });
  if (outer.embedded.length === 0) return outer;
  const containers = [...outer.containers];
  const images = [...outer.images];
  const notes = [...outer.notes];
  for (const embedded of outer.embedded) {
    const inner = embeddedModel(embedded, containers.length);
    for (const container of inner.containers) containers.push(container);
    for (const image of inner.images) images.push(image);
    // What stands at the top of the inner document does not stand at the top of the outer one.
    for (const note of inner.notes)
      if (note.span.start < text.length) notes.push({ ...note, isAtTop: false });
  }
  return { ...outer, containers, images, notes };
}

/** What a document is read with. */
export interface Context {
  readonly path: string;
  readonly files: Files;
  /** The stages that count beside the last one, as builds name them. */
  readonly targets: readonly string[];
}

const loneDocument: Context = { path: '', files: noFiles, targets: [] };

/** The inner model in the outer document, without the images that this one calls by names of its own. */
function embeddedModel(
  { text, contexts, target }: EmbeddedDocument,
  firstContainer: number,
): DocumentModel {
  const targets = target === undefined ? [] : [target];
  const model = lowerDockerfile(text, { firstContainer, targets });
  const images = model.images.filter(
    ({ image }) => image.kind !== 'reference' || !contexts.has(image.reference.written),
  );
  return { ...model, images };
}

function wholeText(text: string): MappedText {
  return verbatim(text, { start: 0, end: text.length });
}
