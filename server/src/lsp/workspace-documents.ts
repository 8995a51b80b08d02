import type { CancellationToken } from 'vscode-languageserver';
import type { PinProgress } from '../analysis/distinct-images.ts';
import { counted, listed } from '../text/words.ts';
import { isExcluded } from '../settings/policy.ts';
import { uriKey } from '../workspace/uri.ts';
import { cancelled } from './failures.ts';
import { withProgress } from './progress.ts';
import type { Inspection, Session } from './session.ts';
import { findWorkspaceFiles, maximalFiles, pathInWorkspace, readFiles } from './workspace-files.ts';

/** The Dockerfiles and Compose files of a workspace that name images. */
export interface WorkspaceDocuments {
  readonly inspections: readonly Inspection[];
  /** What a person should know of files that were not looked at, as sentences. */
  readonly notes: readonly string[];
}

/** Reads all of them, with progress; rejects with `RequestCancelled` when the person does not want to wait. */
export async function readWorkspace(
  session: Session,
  token: CancellationToken,
): Promise<WorkspaceDocuments> {
  const title = 'Reading Dockerfiles and Compose files';
  return withProgress(session, title, token, (signal, onProgress) =>
    readDocuments(session, signal, onProgress),
  );
}

async function readDocuments(
  session: Session,
  signal: AbortSignal,
  onProgress: PinProgress,
): Promise<WorkspaceDocuments> {
  const { uris, isPartial } = await findWorkspaceFiles(session, signal);
  const inspections: Inspection[] = [];
  const unread = new Map(uris.map((uri) => [uriKey(uri), uri]));
  for await (const files of readFiles(session, uris, signal)) {
    for (const file of files) {
      onProgress(uris.length - unread.size, uris.length, pathInWorkspace(session, file.uri));
      unread.delete(uriKey(file.uri));
      const inspection = await session.inspect(file);
      // Of the others nothing is kept: there may be thousands.
      if (inspection !== undefined && isConcerned(inspection)) inspections.push(inspection);
    }
  }
  if (signal.aborted) throw cancelled();
  return { inspections, notes: notesOf(session, [...unread.values()], isPartial) };
}

/** Whether it names images and is none of the files that the configuration leaves out. */
function isConcerned({ report: { model, source }, options }: Inspection): boolean {
  return model.images.length > 0 && !isExcluded(options.policy, source.path ?? '');
}

function notesOf(
  session: Session,
  unread: readonly string[],
  isPartial: boolean,
): readonly string[] {
  const paths = unread.map((uri) => `\`${pathInWorkspace(session, uri)}\``);
  return [
    ...(isPartial
      ? [
          `The workspace has more than could be looked at: ${maximalFiles} files are the limit. Open a folder of it to go on with the rest.`,
        ]
      : []),
    ...(paths.length === 0
      ? []
      : [`${counted(paths.length, 'file')} could not be read: ${listed(paths)}.`]),
  ];
}
