/**
 * Who may import whom in server/src: folders and files there, and packages (`node:*` for all of Node's).
 * ESLint, the architecture test and the map in docs/architecture.md are made from this.
 */
export const floors = {
  text: [],
  reference: ['text'],
  model: ['text', 'reference'],
  dockerfile: ['text', 'reference', 'model', 'dockerfile-ast'],
  compose: ['text', 'reference', 'model', 'yaml'],
  rules: ['text', 'reference', 'model'],
  registry: ['text', 'reference', 'node:*', 'node-fetch'],
  settings: ['text', 'model'],
  analysis: [
    'text',
    'reference',
    'model',
    'dockerfile',
    'compose',
    'rules',
    'registry',
    'settings',
  ],
  lsp: [
    'text',
    'model',
    'rules',
    'registry',
    'settings',
    'analysis',
    'version',
    'vscode-languageserver',
    'vscode-languageserver-textdocument',
  ],
  cli: ['text', 'model', 'rules', 'registry', 'settings', 'analysis', 'version', 'node:*'],
};

/** All that analysis, lsp and cli may know of the registry: its port and its errors. */
export const registryPorts = ['registry/digest-resolver.ts', 'registry/errors.ts'];
