import type {
  AnnotatedTextEdit,
  ChangeAnnotation,
  TextEdit as ProtocolTextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { distinctEdits, fileEditsOf } from '../analysis/places.ts';
import { createLineIndex } from '../text/line-index.ts';
import { applyEdits, type TextEdit } from '../text/text-edit.ts';
import { siblingUri, uriKey } from '../workspace/uri.ts';
import type { Capabilities } from './capabilities.ts';
import { cancelled } from './failures.ts';
import type { FileText, Inspection, Session } from './session.ts';
import { readFiles } from './workspace-files.ts';

/** An edit with what a person is told of it before it is made. */
export interface NotedEdit extends TextEdit {
  /** What it is about; edits with the same one belong together. */
  readonly label: string;
  readonly description: string;
}

/** A document with edits of its model's text, which has the files behind it that it is read together with. */
export interface DocumentChanges {
  readonly inspection: Pick<Inspection, 'uri' | 'report'>;
  readonly edits: readonly NotedEdit[];
}

/** A file as it is now, with edits of it. */
export interface FileChanges {
  readonly file: FileText;
  readonly edits: readonly NotedEdit[];
}

/** A file as it was read, with edits of that text. */
interface WantedChanges {
  readonly uri: string;
  readonly text: string;
  readonly edits: readonly NotedEdit[];
}

export interface CheckedChanges {
  readonly files: readonly FileChanges[];
  /** The files, by URI, that are no longer what they were when the edits were made: they are left alone. */
  readonly changed: readonly string[];
}

/**
 * Splits the edits by the files that they are of, each edit once, and reads every file again: what has changed
 * since is left out. Between this and the edit nothing else may wait. Rejects with `RequestCancelled` alone.
 */
export async function checkChanges(
  session: Session,
  documents: readonly DocumentChanges[],
  signal: AbortSignal,
): Promise<CheckedChanges> {
  const wanted = changesByFile(documents);
  const uris = wanted.map(({ uri }) => uri);
  const now = await readAll(session, uris, signal);
  if (signal.aborted) throw cancelled();

  const files: FileChanges[] = [];
  const changed: string[] = [];
  for (const { uri, text, edits } of wanted) {
    const file = now.get(uriKey(uri));
    if (file?.text === text) files.push({ file, edits });
    else changed.push(uri);
  }
  // What is remembered of them is read anew by whoever tries again.
  session.filesChanged(changed);
  return { files, changed };
}

/** The files as they are now, by the keys of their URIs. */
async function readAll(
  session: Session,
  uris: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, FileText>> {
  const files = new Map<string, FileText>();
  for await (const some of readFiles(session, uris, signal))
    for (const file of some) files.set(uriKey(file.uri), file);
  return files;
}

function changesByFile(documents: readonly DocumentChanges[]): readonly WantedChanges[] {
  const files = new Map<string, WantedChanges>();
  for (const { inspection, edits } of documents) {
    for (const noted of edits) {
      const place = placeOf(inspection, noted);
      if (place === undefined) continue;
      // Two documents may have read a file at different times: then one of the two texts is not that of now.
      const key = `${uriKey(place.uri)}\n${place.text}`;
      const known = files.get(key)?.edits ?? [];
      files.set(key, { ...place, edits: distinctEdits([...known, ...place.edits]) });
    }
  }
  return [...files.values()];
}

/** The file that an edit is of; undefined when the model does not say. */
function placeOf(
  { uri, report: { source, model } }: DocumentChanges['inspection'],
  { label, description, ...edit }: NotedEdit,
): WantedChanges | undefined {
  const [own] = fileEditsOf(model, [edit]);
  const [moved] = own?.edits ?? [];
  if (own === undefined || moved === undefined) return undefined;
  const edits = [{ ...moved, label, description }];
  if (own.path === undefined) return { uri, text: source.text, edits };
  const part = model.parts.find(({ path }) => path === own.path);
  const partUri = siblingUri(uri, own.path);
  if (part === undefined || partUri === undefined) return undefined;
  return { uri: partUri, text: model.text.slice(part.start, part.end), edits };
}

/** The URI of the file that an edit of a document's model is of; undefined when the model does not say. */
export function fileOf(
  inspection: DocumentChanges['inspection'],
  edit: TextEdit,
): string | undefined {
  return placeOf(inspection, { ...edit, label: '', description: '' })?.uri;
}

/** How a person is asked about an edit: not at all, or with what each change is about. */
export type Confirmation = 'none' | 'preview';

/** The edits of several files as one; versioned and annotated where the client can. */
export function toFilesEdit(
  files: readonly FileChanges[],
  confirmation: Confirmation,
  { hasVersionedEdits, hasAnnotatedEdits }: Capabilities,
): WorkspaceEdit {
  if (!hasVersionedEdits) {
    const entries = files.map((changes) => [changes.file.uri, toTextEdits(changes)] as const);
    return { changes: Object.fromEntries(entries) };
  }
  const isAnnotated = confirmation === 'preview' && hasAnnotatedEdits;
  const annotations: Record<string, ChangeAnnotation> = {};
  const documentChanges = files.map((changes) => ({
    textDocument: { uri: changes.file.uri, version: changes.file.version },
    edits: isAnnotated ? toAnnotatedEdits(changes, annotations) : toTextEdits(changes),
  }));
  return { documentChanges, ...(isAnnotated && { changeAnnotations: annotations }) };
}

function toTextEdits({ file, edits }: FileChanges): ProtocolTextEdit[] {
  const lines = createLineIndex(file.text);
  return edits.map(({ span, newText }) => ({ range: lines.rangeOf(span), newText }));
}

/** The edits with what they are about, which is added to `annotations` once. */
function toAnnotatedEdits(
  changes: FileChanges,
  annotations: Record<string, ChangeAnnotation>,
): AnnotatedTextEdit[] {
  return toTextEdits(changes).map((edit, index) => {
    const { label = '', description = '' } = changes.edits[index] ?? {};
    const annotationId = `${label}: ${description}`;
    annotations[annotationId] = { label, description, needsConfirmation: true };
    return { ...edit, annotationId };
  });
}

/** Whether the edits are in the texts that the files have now: a person may have left some out. */
export async function areMade(
  session: Session,
  files: readonly FileChanges[],
  signal: AbortSignal,
): Promise<boolean> {
  const uris = files.map(({ file }) => file.uri);
  const now = await readAll(session, uris, signal);
  return files.every(({ file, edits }) => {
    const text = now.get(uriKey(file.uri))?.text ?? '';
    const wanted = applyEdits(file.text, edits);
    return edits.every(({ newText }) => countOf(newText, text) >= countOf(newText, wanted));
  });
}

/** The files, by URI, whose texts are no longer those that the edits were made for. */
export async function changedSince(
  session: Session,
  files: readonly FileChanges[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const uris = files.map(({ file }) => file.uri);
  const now = await readAll(session, uris, signal);
  return files
    .filter(({ file }) => now.get(uriKey(file.uri))?.text !== file.text)
    .map(({ file }) => file.uri);
}

function countOf(part: string, text: string): number {
  return text.split(part).length - 1;
}
