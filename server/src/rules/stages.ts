import type { Container, DocumentModel } from '../model/document-model.ts';

/** The stages of a Dockerfile, in their order. */
export function stages(document: DocumentModel): readonly Container[] {
  return document.containers.filter(({ kind }) => kind === 'stage');
}

/** The stages whose file system and settings are those of an image that is shipped. */
export function shippedStages(document: DocumentModel): readonly Container[] {
  return stages(document).filter(({ reach }) => reach !== 'builder');
}
