import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import {
  startSampleRegistry,
  type SampleRegistry,
} from '../../../scripts/start/sample-registry.ts';
import { closeEditors, deleteFile, readFile, writeFile } from './editor.ts';

const images = ['library/golang:1.23', 'library/alpine:3.20'] as const;
const [golang, alpine] = images;

describe('Pin all images in the workspace', () => {
  let registry: SampleRegistry;
  let host: string;

  before(async () => {
    registry = await startSampleRegistry(images);
    host = new URL(registry.url).host;
    await exclude({ '*ockerfile*': true, '*.yaml': true, 'fleet/excluded': true });
  });
  after(async () => {
    await exclude(undefined);
    await deleteFile('fleet');
    await registry.close();
  });
  afterEach(closeEditors);

  it('shows what it would do, and does it in files that nobody has opened', async () => {
    const files = new Map([
      ['fleet/excluded/Dockerfile', `FROM ${host}/${golang}\n`],
      ['fleet/node_modules/x/Dockerfile', `FROM ${host}/${golang}\n`],
      ['fleet/compose.yaml', 'services:\n  api:\n    image: ${IMAGE}\n'],
      ['fleet/.env', `IMAGE=${host}/${alpine}\n`],
    ]);
    // VS Code closes what it does not show beyond 50 documents.
    for (let index = 0; index < 70; index++)
      files.set(`fleet/${index}/Dockerfile`, `FROM ${host}/${golang}\nFROM ${host}/${alpine}\n`);
    for (const [name, text] of files) await writeFile(name, text);

    const running = vscode.commands.executeCommand('seaworthy.pinWorkspace');
    await applyPreview(running);
    await running;

    const pinnedFiles = [
      'fleet/.env',
      ...Array.from({ length: 70 }, (_, at) => `fleet/${at}/Dockerfile`),
    ];
    for (const [name, text] of files)
      assert.equal(await readFile(name), pinnedFiles.includes(name) ? pinned(text) : text);
    assert.equal(registry.requests.length, images.length, registry.requests.join('\n'));
  });

  function pinned(text: string): string {
    return images.reduce(
      (result, image) => result.replaceAll(image, `${image}@${registry.digestOf(image)}`),
      text,
    );
  }
});

/** Chooses Apply in VS Code's preview until the command has ended: nobody is told when the preview is there. */
async function applyPreview(running: Thenable<unknown>): Promise<void> {
  const over = running.then(() => true);
  for (let tries = 0; tries < 200; tries++) {
    if (await Promise.race([over, setTimeout(100, false)])) return;
    await vscode.commands.executeCommand('refactorPreview.apply');
  }
  throw new Error('The preview did not end');
}

async function exclude(patterns: Readonly<Record<string, boolean>> | undefined): Promise<void> {
  await vscode.workspace
    .getConfiguration('files')
    .update('exclude', patterns, vscode.ConfigurationTarget.Workspace);
}
