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

/** What a build from the document's folder sends to the builder that looks secret, and where to keep it out. */
export interface BuildContext {
  /** Undefined when it is not known. */
  readonly contextSecrets: readonly string[] | undefined;
  readonly ignoreFile: string;
}

const folderIgnoreFile = '.dockerignore';

/**
 * Asked for only where something is copied from the context. A Dockerfile's own ignore file stands in for the
 * folder's (Docker docs, "Build context: filename and location").
 */
export function buildContextOf(
  model: DocumentModel,
  name: string,
  surroundings: Surroundings,
): BuildContext {
  const nothing = { contextSecrets: undefined, ignoreFile: folderIgnoreFile };
  if (model.language !== 'dockerfile' || !copiesFromContext(model)) return nothing;
  const files = surroundings.secretFiles();
  if (files === undefined || files.length === 0) return { ...nothing, contextSecrets: files };
  const ownIgnoreFile = `${name}.dockerignore`;
  const own = name === '' ? undefined : surroundings.read(ownIgnoreFile);
  const ignoreFile = own === undefined ? folderIgnoreFile : ownIgnoreFile;
  const text = own ?? surroundings.read(folderIgnoreFile);
  if (text === undefined) return { contextSecrets: files, ignoreFile };
  const isIgnored = readDockerIgnore(text);
  return { contextSecrets: files.filter((file) => !isIgnored(file)), ignoreFile };
}

function copiesFromContext({ containers }: DocumentModel): boolean {
  return containers.some(({ transfers }) => transfers.some(({ isFromImage }) => !isFromImage));
}
