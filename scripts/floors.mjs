/**
 * Who may import whom in server/src: folders and files there, and packages (`node:*` for all of Node's).
 * ESLint, the architecture test and the map in docs/architecture.md are made from this.
 */
export const floors = {
  text: [],
  reference: ['text'],
  shell: ['text'],
  data: [],
  model: ['text', 'reference', 'shell'],
  dockerfile: ['text', 'reference', 'shell', 'model', 'dockerfile-ast'],
  compose: ['text', 'reference', 'shell', 'model', 'yaml'],
  rules: ['text', 'reference', 'shell', 'data', 'model'],
  registry: [
    'text',
    'reference',
    'node:*',
    'node-fetch',
    'http-proxy-agent',
    'https-proxy-agent',
    'smol-toml',
  ],
  settings: ['text', 'model', 'yaml'],
  analysis: [
    'text',
    'reference',
    'shell',
    'model',
    'dockerfile',
    'compose',
    'rules',
    'registry',
    'settings',
  ],
  workspace: ['text', 'settings', 'analysis'],
  files: ['text', 'rules', 'settings', 'workspace', 'node:*'],
  lsp: [
    'text',
    'reference',
    'model',
    'rules',
    'registry',
    'settings',
    'analysis',
    'workspace',
    'version',
    'vscode-languageserver',
    'vscode-languageserver-textdocument',
  ],
  cli: [
    'text',
    'model',
    'rules',
    'registry',
    'settings',
    'analysis',
    'workspace',
    'version',
    'node:*',
  ],
};

/** All that analysis, lsp and cli may know of the registry: its ports and its errors. */
export const registryPorts = [
  'registry/digest-resolver.ts',
  'registry/errors.ts',
  'registry/notices.ts',
];
