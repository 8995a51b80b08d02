/** Where screenshots go, relative to the repository: into the documentation only when they are to be renewed. */
export const pictureFolder =
  process.env['SEAWORTHY_UPDATE_SCREENSHOTS'] === '1' ? 'docs/images' : 'test-results/screenshots';

/** Leaves in the pictures what they are about. */
export const calmWindow = {
  'breadcrumbs.enabled': false,
  'editor.fontSize': 13,
  'editor.minimap.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'editor.scrollbar.horizontal': 'hidden',
  'editor.scrollbar.vertical': 'hidden',
  'window.commandCenter': false,
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
  'workbench.navigationControl.enabled': false,
} as const;
