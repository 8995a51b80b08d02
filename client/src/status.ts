import * as vscode from 'vscode';
import { statusNotification, type StatusParams } from '../../server/src/lsp/protocol.ts';
import { documentSelector, type SeaworthyClient } from './server-process.ts';

const labels: Readonly<Record<StatusParams['state'], string>> = {
  ready: 'Seaworthy: ready',
  offline: 'Seaworthy: offline',
  'rate-limited': 'Seaworthy: rate limited',
  disabled: 'Seaworthy: registries off',
  untrusted: 'Seaworthy: restricted mode',
};

/** The language status item: whether images can be pinned now, and why not. */
export function createStatus(client: SeaworthyClient): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('seaworthy.status', documentSelector);
  item.name = 'Seaworthy';
  item.text = 'Seaworthy: starting';
  item.command = { title: 'Show log', command: 'seaworthy.showLog' };
  const subscription = client.onNotification(statusNotification, (params: StatusParams) => {
    item.text = labels[params.state];
    item.detail = params.detail;
    item.severity =
      params.state === 'ready'
        ? vscode.LanguageStatusSeverity.Information
        : vscode.LanguageStatusSeverity.Warning;
  });
  return vscode.Disposable.from(item, subscription);
}
