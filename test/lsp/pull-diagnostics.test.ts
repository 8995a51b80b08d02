import { describe, expect, it } from 'vitest';
import { DiagnosticSeverity, type DocumentDiagnosticReport } from 'vscode-languageserver';
import { withMarks } from '../support/markers.ts';
import { createLineIndex } from '../../server/src/text/line-index.ts';
import { connect, modernClient } from '../support/language-client.ts';
import { matching } from '../support/matching.ts';

const uri = 'file:///project/Dockerfile';
const never = 'an id that was never given';

/** The report's diagnostics as marks in the text. */
function marked(text: string, report: DocumentDiagnosticReport): string {
  if (report.kind !== 'full') throw new Error('not a full report');
  const lines = createLineIndex(text);
  return withMarks(
    text,
    report.items.map(({ range }) => ({
      start: lines.offsetAt(range.start),
      end: lines.offsetAt(range.end),
    })),
  );
}

describe('a client that pulls', () => {
  it('gets everything that an editor can show of a finding', async () => {
    const client = await connect({ capabilities: modernClient });
    const text = 'FROM --platform=linux/amd64 redis AS cache\nUSER root\n';
    client.open(uri, text);
    const report = await client.pull(uri);
    expect(report).toMatchObject({
      kind: 'full',
      items: [
        {
          severity: DiagnosticSeverity.Warning,
          code: 'image-no-tag',
          codeDescription: { href: matching(/\/docs\/rules\/image-no-tag\.md$/) },
          source: 'seaworthy',
          message: matching(/^`redis` has no tag, so .+\. Write .+\.$/),
        },
        { code: 'user-root' },
      ],
    });
    expect(marked(text, report)).toBe(
      'FROM --platform=linux/amd64 «redis» AS cache\nUSER «root»\n',
    );
  });

  it('is announced the provider, and nothing is pushed to it', async () => {
    const client = await connect({ capabilities: modernClient });
    expect(client.server.capabilities.diagnosticProvider).toMatchObject({
      identifier: 'seaworthy',
      interFileDependencies: true,
    });
    client.open(uri, 'FROM redis\n');
    await client.pull(uri);
    client.close(uri);
    await client.pull(uri);
    expect(client.inbox.all('textDocument/publishDiagnostics')).toEqual([]);
  });

  it('hears `unchanged` as long as neither the text nor the settings changed', async () => {
    const client = await connect({ capabilities: modernClient });
    client.open(uri, 'FROM redis\n');
    const { resultId } = await client.pull(uri, never);
    expect(await client.pull(uri, resultId)).toEqual({ kind: 'unchanged', resultId });
    client.change(uri, 2, { text: 'FROM redis:7\n' });
    const changed = await client.pull(uri, resultId);
    expect(changed).toMatchObject({ kind: 'full', items: [] });
    expect(changed.resultId).not.toBe(resultId);
  });

  it('is never told `unchanged` for another text under the same name and version', async () => {
    const client = await connect({ capabilities: modernClient });
    client.open(uri, 'FROM redis\n');
    const { resultId } = await client.pull(uri);
    client.close(uri);
    client.open(uri, 'FROM redis:7\n');
    expect(await client.pull(uri, resultId)).toMatchObject({ kind: 'full', items: [] });
  });

  it('gets an empty report for what is not open and for what is not ours', async () => {
    const client = await connect({ capabilities: modernClient });
    client.open('file:///notes.md', 'FROM redis\n', 'markdown');
    const nothing = { kind: 'full', items: [] };
    expect(await client.pull('file:///notes.md')).toEqual(nothing);
    expect(await client.pull('file:///closed/Dockerfile')).toEqual(nothing);
    expect(client.inbox.all('workspace/configuration')).toHaveLength(0);
  });
});

describe('places that belong to a finding', () => {
  const text = 'ARG BASE=redis\nFROM scratch\nFROM $BASE\n';

  it('are told to a client that shows them', async () => {
    const client = await connect({ capabilities: modernClient });
    client.open(uri, text);
    expect(await client.pull(uri)).toMatchObject({
      items: [
        {
          range: { start: { line: 0, character: 9 } },
          relatedInformation: [
            {
              location: { uri, range: { start: { line: 2, character: 5 } } },
              message: matching(/\S/),
            },
          ],
        },
      ],
    });
  });

  it.each([
    ['says so for pushed diagnostics', { publishDiagnostics: { relatedInformation: true } }, 1],
    ['does not say so', {}, 0],
  ])('depend on what the client can: %s', async (_, textDocument, count) => {
    const client = await connect({
      capabilities: { textDocument: { diagnostic: {}, ...textDocument } },
    });
    client.open(uri, text);
    const report = await client.pull(uri);
    const items = report.kind === 'full' ? report.items : [];
    expect(items).toHaveLength(1);
    expect(items.flatMap(({ relatedInformation = [] }) => relatedInformation)).toHaveLength(count);
  });
});
