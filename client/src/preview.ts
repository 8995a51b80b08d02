import {
  TextDocumentEdit,
  type ApplyWorkspaceEditParams,
  type WorkspaceEdit,
} from 'vscode-languageclient/node';

const previewId = 'preview';

/**
 * Has VS Code show its preview of an edit that wants to be confirmed, with every change ticked. VS Code leaves
 * unticked what needs confirmation and shows no preview without such a change, so an empty one takes that part
 * and says what the preview is for.
 */
export function withPreview(params: ApplyWorkspaceEditParams): ApplyWorkspaceEditParams {
  const { documentChanges = [], changeAnnotations = {} } = params.edit;
  const wantsPreview = Object.values(changeAnnotations).some(
    ({ needsConfirmation }) => needsConfirmation === true,
  );
  const [first, ...others] = documentChanges;
  if (!wantsPreview || first === undefined || !TextDocumentEdit.is(first)) return params;
  const start = { line: 0, character: 0 };
  const nothing = { range: { start, end: start }, newText: '', annotationId: previewId };
  const edit: WorkspaceEdit = {
    documentChanges: [{ ...first, edits: [nothing, ...first.edits] }, ...others],
    changeAnnotations: {
      ...Object.fromEntries(
        Object.entries(changeAnnotations).map(([id, annotation]) => [
          id,
          { ...annotation, needsConfirmation: false },
        ]),
      ),
      [previewId]: {
        label: 'Untick below what should stay as it is',
        description: 'then choose Apply',
        needsConfirmation: true,
      },
    },
  };
  return { ...params, edit };
}
