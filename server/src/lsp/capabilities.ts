import type { ClientCapabilities } from 'vscode-languageserver';

/** What this client can do, asked once and never again. */
export interface Capabilities {
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
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
  readonly watchesFiles: boolean;
  readonly hasWorkspaceFolders: boolean;
}

export function readCapabilities({
  textDocument,
  window,
  workspace,
}: ClientCapabilities): Capabilities {
  const codeAction = textDocument?.codeAction;
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
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
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    hasWorkspaceFolders: workspace?.workspaceFolders === true,
  };
}
