import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createInspectionTools } from '../../server/src/inspection-tools.ts';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import { defaultInspectionSettings } from '../../server/src/settings/inspection-settings.ts';
import { client, never } from '../registry/setup.ts';
import { makeFolder } from '../support/command-line.ts';
import {
  payloadFor,
  signatureTag,
  signedBy,
  signingKey,
  simpleSignatures,
} from '../support/cosign-signatures.ts';
import { image, imageAt, onlyBy, registryWith } from './signed-images.ts';

it('a key that a repository names is read from a small file alone, and holds up nobody else', async () => {
  const { path } = await makeFolder({});
  const pipe = join(path, 'key.pub');
  execFileSync('mkfifo', [pipe]);
  const signature = simpleSignatures([signedBy(signingKey(), payloadFor(image.digest))]);
  const { host } = await registryWith({
    tags: { [signatureTag(image)]: signature.manifest },
    manifests: [signature],
  });
  const log: string[] = [];
  // Signatures are looked for by what the client has of the port.
  const registry = client() as Partial<ImageRegistry> as ImageRegistry;
  const { trust } = await createInspectionTools(registry, defaultInspectionSettings, (line) =>
    log.push(line),
  );
  const policy = onlyBy({ kind: 'key', name: 'key.pub', file: pipe });
  const report = await trust.signatures(
    { reference: imageAt(host), digests: [image.digest], policy },
    never,
  );
  expect(report.level).toBe('present');
  expect(log).toEqual([
    `Signatures by the key in ${pipe} cannot be checked: the file cannot be read.`,
  ]);
});
