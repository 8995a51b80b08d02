import type {
  ApplyWorkspaceEditParams,
  ApplyWorkspaceEditResult,
  ClientCapabilities,
  TextDocumentEdit,
  TextEdit,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import type { FindFilesParams, OpenParams } from '../../server/src/lsp/protocol.ts';
import type { Answers } from './inbox.ts';
import { recordingRegistry } from './digests.ts';
import {
  connect,
  modernClient,
  type ClientOptions,
  type LanguageClient,
  type TestPorts,
} from './language-client.ts';
import { sampleDigest } from './pinning.ts';

/** An editor that finds and opens files for the server, and makes the edits that fit what it has. */
export interface SampleEditor {
  readonly answers: Answers;
  /** The files as the person has them, by URI; a test changes them as it goes. */
  readonly texts: Map<string, string>;
  /** How many files were opened with each request. */
  readonly opened: number[];
}

/** What VS Code can do with edits, beside what every client of today can. */
export const annotatingClient: ClientCapabilities = {
  ...modernClient,
  workspace: {
    ...modernClient.workspace,
    workspaceEdit: {
      documentChanges: true,
      changeAnnotationSupport: { groupsOnLabel: true },
      metadataSupport: true,
    },
  },
};

export const opensFiles = { opensFiles: true } as const;

/** The version of every document that this editor opens for the server. */
export const openedVersion = 7;

/** An editor with these files; those whose names end in `unreadable` cannot be opened. */
export function sampleEditor(files: Readonly<Record<string, string>>): SampleEditor {
  const texts = new Map(Object.entries(files));
  const opened: number[] = [];
  return {
    texts,
    opened,
    answers: {
      'seaworthy/findFiles': (params) => {
        const { limit } = params as FindFilesParams;
        const uris = [...texts.keys()];
        return { uris: uris.slice(0, limit), isPartial: uris.length > limit };
      },
      'seaworthy/open': (params) => {
        const { uris } = params as OpenParams;
        opened.push(uris.length);
        return uris.flatMap((uri) => {
          const text = texts.get(uri);
          const isReadable = text !== undefined && !uri.endsWith('unreadable');
          return isReadable ? [{ uri, languageId: '', version: openedVersion, text }] : [];
        });
      },
      'workspace/applyEdit': (params) => apply(texts, params as ApplyWorkspaceEditParams),
    },
  };
}

/** Makes an edit, after which the texts are the new ones. */
export function apply(
  texts: Map<string, string>,
  { edit: { changes = {}, documentChanges } }: ApplyWorkspaceEditParams,
): ApplyWorkspaceEditResult {
  const edits =
    documentChanges === undefined
      ? Object.entries(changes)
      : (documentChanges as TextDocumentEdit[]).map(
          (change) => [change.textDocument.uri, change.edits as TextEdit[]] as const,
        );
  for (const [uri, own] of edits) {
    const document = TextDocument.create(uri, '', 1, texts.get(uri) ?? '');
    texts.set(uri, TextDocument.applyEdits(document, own));
  }
  return { applied: true };
}

const root = 'file:///project';

/** A client whose editor has these files, by their paths in the workspace. */
export async function openWorkspace(
  files: Readonly<Record<string, string>>,
  registry: ImageRegistry = recordingRegistry(),
  options: ClientOptions = {},
  ports: TestPorts = {},
): Promise<{ readonly client: LanguageClient; readonly editor: SampleEditor }> {
  const entries = Object.entries(files).map(([path, text]) => [`${root}/${path}`, text] as const);
  const editor = sampleEditor(Object.fromEntries(entries));
  const read = (uri: string): Promise<string | undefined> => Promise.resolve(editor.texts.get(uri));
  const client = await connect(
    {
      capabilities: annotatingClient,
      initializationOptions: opensFiles,
      folders: [root],
      ...options,
      answers: { ...editor.answers, ...options.answers },
    },
    {
      createRegistry: () => registry,
      files: {
        read,
        secretFiles: () => Promise.resolve([]),
        findDocuments: () => Promise.resolve({ uris: [], isPartial: false }),
      },
      ...ports,
    },
  );
  return { client, editor };
}

/** The file as it is now, digests shortened to `@…`. */
export function textOf({ texts }: SampleEditor, path: string): string | undefined {
  return texts.get(`${root}/${path}`)?.replaceAll(`@${sampleDigest}`, '@…');
}
