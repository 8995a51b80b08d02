import { expect, it } from 'vitest';
import type { Hover } from 'vscode-languageserver';
import { policyText, signerPolicyFor } from '../../server/src/analysis/questions/signers.ts';
import { signature } from '../../server/src/rules/fact-samples.ts';
import { readConfig } from '../../server/src/settings/config-file.ts';
import { memoryImageKnowledge } from '../support/examining.ts';
import { sampleFiles } from '../support/files.ts';
import { connect, modernClient, type LanguageClient } from '../support/language-client.ts';
import { referenceTo } from '../support/references.ts';
import { digestOf } from '../support/sample-images.ts';

const now = Date.UTC(2026, 10, 23);
const image = referenceTo('registry.example.com/app:1');
const dockerfile = `FROM ${image.written}\nUSER app\n`;

/** A configuration that requires a signature by this identity. */
function expecting(identity: string): string {
  const signer = `{ identity: '${identity}', issuer: https://issuer.example.com }`;
  return `require: [{ images: ['**'], measures: [signature], signers: [${signer}] }]\n`;
}

const strict = expecting('release@example.com');
const lenient = expecting('mallory@*');

/** An editor with two workspaces; the image was examined in the one that expects anybody called mallory. */
async function twoWorkspaces(): Promise<LanguageClient> {
  const { require = [] } = readConfig(lenient, []).layer ?? {};
  const policy = policyText(signerPolicyFor(image, require, { signers: [] }));
  const signers = ['mallory@evil.example (https://issuer.example.com)'];
  const knowledge = memoryImageKnowledge(() => now);
  await knowledge.note(image, {
    digest: digestOf('new'),
    origin: undefined,
    publisher: undefined,
    signature: { ...signature('verified', { signers, isExpected: true, policy }), at: now },
    attestation: undefined,
    scan: undefined,
  });
  const files = sampleFiles({
    'file:///strict/seaworthy.yaml': strict,
    'file:///lenient/seaworthy.yaml': lenient,
  });
  const folders = ['file:///strict', 'file:///lenient'];
  return connect(
    { capabilities: modernClient, folders },
    { files, openImageKnowledge: () => knowledge, now: () => now },
  );
}

async function toldOf(client: LanguageClient, uri: string): Promise<readonly string[]> {
  client.open(uri, dockerfile);
  const report = await client.pull(uri);
  if (report.kind !== 'full') throw new Error('no report');
  return report.items
    .filter(({ code }) => code === 'required-signature-missing')
    .map(({ message }) => (typeof message === 'string' ? message : message.value));
}

it('a signature that one workspace expects is not verified for another', async () => {
  const client = await twoWorkspaces();
  expect(await toldOf(client, 'file:///lenient/Dockerfile')).toEqual([]);
  expect(await toldOf(client, 'file:///strict/Dockerfile')).toEqual([
    expect.stringContaining('Nobody has checked the signature'),
  ]);
});

it('and a hover there does not say that it holds', async () => {
  const client = await twoWorkspaces();
  const linesAt = async (uri: string): Promise<unknown> => {
    client.open(uri, dockerfile);
    const position = { line: 0, character: 8 };
    const params = { textDocument: { uri }, position };
    return (await client.connection.sendRequest<Hover>('textDocument/hover', params)).contents;
  };
  expect(await linesAt('file:///lenient/Dockerfile')).toMatchObject({
    value: expect.stringContaining('**Signature:** verified, by') as string,
  });
  expect(await linesAt('file:///strict/Dockerfile')).toMatchObject({
    value: expect.stringContaining('**Signature:** not looked for') as string,
  });
});
