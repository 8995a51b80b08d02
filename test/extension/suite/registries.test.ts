import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  startSampleRegistry,
  type SampleRegistry,
} from '../../../scripts/start/sample-registry.ts';
import { closeEditors, deleteFile, openNewFile, untilText, writeFile } from './editor.ts';
import { modesVariable, type SuiteModes } from './modes.ts';

const { missing, modes } = JSON.parse(
  process.env[modesVariable] ?? '{"missing":["registries"],"modes":[]}',
) as SuiteModes;

describe('Pin from a real registry, with', () => {
  afterEach(closeEditors);

  if (missing.length > 0) it.skip(`every mode (needs ${missing.join(', ')})`);

  for (const [index, { name, image, digest }] of modes.entries()) {
    it(name, async () => {
      const text = `FROM ${image}\nUSER app\n`;
      const document = await openNewFile(`real-${index}.dockerfile`, text);
      await vscode.commands.executeCommand('seaworthy.pinAllImages');
      await untilText(document, text.replace(image, `${image}@${digest}`));
    });
  }
});

describe('A workspace', () => {
  const image = 'library/python:3.8';
  let asked: SampleRegistry;
  let victim: SampleRegistry;

  before(async () => {
    [asked, victim] = await Promise.all([
      startSampleRegistry([image]),
      startSampleRegistry([image]),
    ]);
  });
  after(async () => {
    await Promise.all([asked.close(), victim.close()]);
    await setPreview(undefined);
    await deleteFile('.vscode');
  });
  afterEach(closeEditors);

  it('cannot say that another registry is asked, or none', async () => {
    const { host } = new URL(asked.url);
    const registries = { [host]: { mirror: victim.url, skip: true } };
    await writeFile(
      '.vscode/settings.json',
      JSON.stringify({ 'seaworthy.registries': registries }),
    );
    await setPreview(true);
    const mirror = `[[registry]]\nlocation = "${host}"\n[[registry.mirror]]\nlocation = "${new URL(victim.url).host}"\ninsecure = true\n`;
    await writeFile('registries.conf', mirror);
    await writeFile('.config/containers/registries.conf', mirror);

    const text = `FROM ${host}/${image}\nUSER app\n`;
    const document = await openNewFile('hostile.dockerfile', text);
    await vscode.commands.executeCommand('seaworthy.pinAllImages');
    await untilText(document, text.replace(image, `${image}@${asked.digestOf(image)}`));
    assert.deepEqual(victim.requests, []);
  });
});

/** Changes another setting of the workspace, so that VS Code surely reads the file that has them all. */
async function setPreview(value: boolean | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('seaworthy');
  await settings.update('preview', value, vscode.ConfigurationTarget.Workspace);
  const now = vscode.workspace.getConfiguration('seaworthy').inspect('preview');
  assert.equal(now?.workspaceValue, value);
}
