import { foreignFolders, isOwnDocument, type FoundFiles } from '../workspace/discovery.ts';
import { isWithin, pathOf, relativeTo, uriKey } from '../workspace/uri.ts';
import { askClient } from './asking.ts';
import {
  findFilesRequest,
  openRequest,
  type FindFilesAnswer,
  type FindFilesParams,
  type OpenAnswer,
  type OpenedText,
  type OpenParams,
} from './protocol.ts';
import type { FileText, Session } from './session.ts';

/** Files of a workspace that are looked at; those beyond are told. */
export const maximalFiles = 5000;

/** Fewer than VS Code keeps open of documents that it does not show, which are 50. */
const openedAtOnce = 40;

/**
 * Dockerfiles and Compose files of the workspace, in the order of their paths: found by the editor, which knows
 * what the person wants excluded, or else by our own walk through its folders.
 */
export async function findWorkspaceFiles(
  session: Session,
  signal: AbortSignal,
): Promise<FoundFiles> {
  const found = await findByClient(session, signal);
  // An editor whose search program is missing finds nothing and says nothing of it.
  if (found === undefined || found.uris.length === 0)
    return sorted(await session.findDocuments(maximalFiles));
  const own = found.uris.filter((uri) => isOwnDocument(pathInWorkspace(session, uri)));
  const isPartial = found.isPartial || own.length > maximalFiles;
  return sorted({ uris: own.slice(0, maximalFiles), isPartial });
}

async function findByClient(
  session: Session,
  signal: AbortSignal,
): Promise<FindFilesAnswer | undefined> {
  if (!session.capabilities.opensFiles) return undefined;
  const params: FindFilesParams = { limit: maximalFiles, skippedFolders: foreignFolders };
  return askClient<FindFilesAnswer>(session, findFilesRequest, params, signal);
}

function sorted({ uris, isPartial }: FoundFiles): FoundFiles {
  return { uris: [...uris].sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1)), isPartial };
}

/** The path of a file below the folder of the workspace that it is in, as people are told of it. */
export function pathInWorkspace({ roots }: Session, uri: string): string {
  const root = roots.find((folder) => isWithin(uri, folder));
  return root === undefined ? (pathOf(uri).split('/').at(-1) ?? uri) : relativeTo(uri, root);
}

/**
 * Files as the person has them now, some at a time: as the editor shows them, as the editor opens them where it
 * does that for us, or from disk. Those that cannot be read are left out.
 */
export async function* readFiles(
  session: Session,
  uris: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<readonly FileText[]> {
  for (let from = 0; from < uris.length && !signal.aborted; from += openedAtOnce)
    yield await readSome(session, uris.slice(from, from + openedAtOnce), signal);
}

async function readSome(
  session: Session,
  uris: readonly string[],
  signal: AbortSignal,
): Promise<readonly FileText[]> {
  const unopened = uris.filter((uri) => session.openText(uri) === undefined);
  const answered = await openByClient(session, unopened, signal);
  const opened = new Map(answered.map((text) => [uriKey(text.uri), text]));
  const texts = await Promise.all(
    uris.map(async (uri) => {
      // The document may have been opened meanwhile, and what the editor told last counts.
      const known = session.openText(uri) ?? opened.get(uriKey(uri));
      return known ?? (await readFromDisk(session, uri));
    }),
  );
  return texts.filter((text) => text !== undefined);
}

async function openByClient(
  session: Session,
  uris: readonly string[],
  signal: AbortSignal,
): Promise<readonly OpenedText[]> {
  if (!session.capabilities.opensFiles || uris.length === 0) return [];
  const params: OpenParams = { uris };
  return (await askClient<OpenAnswer>(session, openRequest, params, signal)) ?? [];
}

async function readFromDisk(session: Session, uri: string): Promise<FileText | undefined> {
  const text = await session.readFile(uri);
  return text === undefined ? undefined : { uri, languageId: '', version: null, text };
}
