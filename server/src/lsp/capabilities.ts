import type { ClientCapabilities } from 'vscode-languageserver';
import type { InitializationOptions } from './protocol.ts';

/** What this client can do, asked once and never again. */
export interface Capabilities {
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly refreshesHints: boolean;
  readonly refreshesLenses: boolean;
  readonly hasConfiguration: boolean;
  readonly registersConfiguration: boolean;
  /** Whether a code action may come without its edit and be completed when it is chosen. */
  readonly resolvesEdits: boolean;
  readonly hasProgress: boolean;
  readonly hasRelatedInformation: boolean;
  readonly hasVersionedEdits: boolean;
  /** Whether an edit may leave a place for the person to write in. */
  readonly hasSnippetEdits: boolean;
  /** Whether an edit may make a new file. */
  readonly createsFiles: boolean;
  /** Whether an edit may say what each change is about, and want it confirmed. */
  readonly hasAnnotatedEdits: boolean;
  /** Whether an edit may be marked as a refactoring, whose files editors save by themselves. */
  readonly marksRefactorings: boolean;
  readonly watchesFiles: boolean;
  readonly hasWorkspaceFolders: boolean;
  /** Whether the client has choices, reviews and a clipboard, beyond LSP. */
  readonly asksPeople: boolean;
  /** Whether the client finds and opens files for us, beyond LSP. */
  readonly opensFiles: boolean;
  /** Whether the client shows pages of HTML and follows links to commands, beyond LSP. */
  readonly showsReports: boolean;
}

export function readCapabilities(
  { textDocument, window, workspace }: ClientCapabilities,
  { asksPeople, opensFiles, showsReports }: InitializationOptions = {},
): Capabilities {
  const codeAction = textDocument?.codeAction;
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    refreshesHints: workspace?.inlayHint?.refreshSupport === true,
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
    hasConfiguration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    resolvesEdits:
      codeAction?.dataSupport === true &&
      codeAction.resolveSupport?.properties.includes('edit') === true,
    hasProgress: window?.workDoneProgress === true,
    hasRelatedInformation: [textDocument?.publishDiagnostics, textDocument?.diagnostic].some(
      (diagnostics) => diagnostics?.relatedInformation === true,
    ),
    hasVersionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    hasSnippetEdits: workspace?.workspaceEdit?.snippetEditSupport === true,
    createsFiles: workspace?.workspaceEdit?.resourceOperations?.includes('create') === true,
    hasAnnotatedEdits: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    marksRefactorings: workspace?.workspaceEdit?.metadataSupport === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    hasWorkspaceFolders: workspace?.workspaceFolders === true,
    asksPeople: asksPeople === true,
    opensFiles: opensFiles === true,
    showsReports: showsReports === true,
  };
}
