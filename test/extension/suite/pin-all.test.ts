import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  startSampleRegistry,
  type SampleRegistry,
} from '../../../scripts/start/sample-registry.ts';
import { closeEditors, openNewFile, untilDiagnostics, untilText } from './editor.ts';

const images = ['library/golang:1.23', 'library/alpine:3.20', 'library/busybox:latest'] as const;

describe('Pin all images in this file', () => {
  let registry: SampleRegistry;

  before(async () => {
    registry = await startSampleRegistry(images);
  });
  after(() => registry.close());
  afterEach(closeEditors);

  it('pins them in one undoable edit, with one request for each image', async () => {
    const { host } = new URL(registry.url);
    const [golang, alpine, busybox] = images;
    const text = [
      `FROM ${host}/${golang} AS build`,
      `COPY --from=${host}/${busybox} /bin/sh /bin/sh`,
      `FROM ${host}/${alpine}`,
      'COPY --from=build /app /app',
      `COPY --from=${host}/${busybox} /bin/sh /bin/sh`,
      'USER app',
      '',
    ].join('\n');
    const pinned = images.reduce(
      (result, image) => result.replaceAll(image, `${image}@${registry.digestOf(image)}`),
      text,
    );

    const document = await openNewFile('several.dockerfile', text);
    await untilDiagnostics(document);
    assert.deepEqual(registry.requests, [], 'opening a file asks no registry');

    await vscode.commands.executeCommand('seaworthy.pinAllImages');
    await untilText(document, pinned);
    assert.equal(registry.requests.length, images.length, registry.requests.join('\n'));

    await vscode.commands.executeCommand('undo');
    await untilText(document, text);
  });
});
