import type {
  Container,
  ContainerId,
  DocumentModel,
  EmbeddedDocument,
  ImageExpression,
  ImageOccurrence,
  Language,
} from '../model/document-model.ts';
import { sourceEnd, sourceSpan, type MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import { lowerings } from './languages.ts';

/** The model of a document with that of every document inside it, all in the positions of the outer one. */
export function modelOf(text: string, language: Language): DocumentModel {
  const outer = lowerings[language](text);
  const containers = [...outer.containers];
  const images = [...outer.images];
  for (const embedded of outer.embedded) {
    const inner = embeddedModel(embedded, containers.length);
    for (const container of inner.containers) containers.push(container);
    for (const image of inner.images) images.push(image);
  }
  return { ...outer, containers, images };
}

/** Lowers the inner text and moves it to its place: spans by the map, container numbers by `offset`. */
function embeddedModel(
  { language, text, contexts }: EmbeddedDocument,
  offset: number,
): DocumentModel {
  const model = lowerings[language](text.text);
  const move = (span: Span): Span => sourceSpan(text, span);
  const moveId = (id: ContainerId | undefined): ContainerId | undefined =>
    id === undefined ? undefined : id + offset;
  return {
    ...model,
    containers: model.containers.map((container): Container => ({
      ...container,
      nameSpan: move(container.nameSpan),
      base: moveId(container.base),
      privileges: container.privileges.map((setting) => ({ ...setting, span: move(setting.span) })),
    })),
    images: model.images
      .filter(({ image }) => image.kind !== 'reference' || !contexts.has(image.reference.written))
      .map((image): ImageOccurrence => ({
        ...image,
        container: moveId(image.container),
        span: move(image.span),
        uses: image.uses.map(move),
        image: moveExpression(image.image, text, offset),
      })),
  };
}

function moveExpression(image: ImageExpression, text: MappedText, offset: number): ImageExpression {
  switch (image.kind) {
    case 'reference':
      return image.site.kind === 'blocked'
        ? image
        : { ...image, site: { kind: 'insert', offset: sourceEnd(text, image.site.offset) } };
    case 'stage':
      return { ...image, stage: image.stage + offset };
    case 'malformed':
      return { ...image, error: { ...image.error, span: sourceSpan(text, image.error.span) } };
    default:
      return image;
  }
}
