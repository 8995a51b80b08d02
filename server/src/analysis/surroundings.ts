import type { DocumentModel } from '../model/document-model.ts';
import type { Files } from '../text/files.ts';
import { readDockerIgnore } from './docker-ignore.ts';

/**
 * What the edge knows of the files around a document. A question that it cannot answer yet is answered with
 * undefined and remembered; when the answer is there, the document is analysed again.
 */
export interface Surroundings extends Files {
  /** Files in the document's folder and below whose names look like those of secrets, by relative path. */
  secretFiles(): readonly string[] | undefined;
}

/** For a text of which nothing else is known. */
export const noSurroundings: Surroundings = {
  read: () => undefined,
  secretFiles: () => undefined,
};

/** The secret-like files that a build from the document's folder would send to the builder; asked for only where something copies folders. */
export function contextSecrets(
  model: DocumentModel,
  name: string,
  surroundings: Surroundings,
): readonly string[] | undefined {
  if (model.language !== 'dockerfile' || !copiesFromContext(model)) return undefined;
  const files = surroundings.secretFiles();
  if (files === undefined || files.length === 0) return files;
  const ignoreFile =
    (name === '' ? undefined : surroundings.read(`${name}.dockerignore`)) ??
    surroundings.read('.dockerignore');
  if (ignoreFile === undefined) return files;
  const isIgnored = readDockerIgnore(ignoreFile);
  return files.filter((file) => !isIgnored(file));
}

function copiesFromContext({ containers }: DocumentModel): boolean {
  return containers.some(({ transfers }) => transfers.some(({ isFromImage }) => !isFromImage));
}
