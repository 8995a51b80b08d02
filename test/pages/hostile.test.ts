import { beforeAll, describe, expect, it } from 'vitest';
import { standalone, type ReportDocument } from '../../server/src/pages/report-document.ts';
import { reportOf } from '../../server/src/pages/examined-report.ts';
import { reportPage } from '../../server/src/pages/html.ts';
import { reportMarkdown } from '../../server/src/pages/markdown.ts';
import { plainLook, reportText } from '../../server/src/pages/text.ts';
import {
  hostileRegistry,
  hostileSecrets,
  hostileText,
  hostileTools,
} from '../support/hostile-image.ts';
import { examined } from '../support/reports.ts';
import { readStrictHtml } from '../support/strict-html.ts';

/** Those that the pages are made of. */
const ownElements =
  'html head meta title style body a header h1 p code nav ul ol li span main section h2 h3 table thead tbody tr th td details summary svg g text rect'.split(
    ' ',
  );
const ownAttributes =
  'lang charset http-equiv content name class href id tabindex role aria-label aria-labelledby data-label scope target rel viewBox focusable x y width height'.split(
    ' ',
  );

describe('a report on an image that says all that strangers can think of', () => {
  let report: ReportDocument;

  beforeAll(async () => {
    const signers = {
      signers: [{ kind: 'identity', identity: hostileText, issuer: hostileText }],
      from: 'settings',
    } as const;
    report = reportOf(
      await examined('registry.example.com/evil', {
        registry: hostileRegistry(),
        tools: hostileTools,
        wishes: { scan: 'first', asksEngine: true, signers },
      }),
    );
  });

  it('tells no secret in any form', () => {
    const whole = { ...plainLook, isWhole: true };
    const written = [
      JSON.stringify(report),
      reportText(report, whole),
      reportMarkdown(report),
      reportPage(report, standalone),
    ].join('');
    for (const secret of hostileSecrets) expect(written).not.toContain(secret);
    expect(written).toContain('DB_PASSWORD');
    expect(written).toContain('server --api-token (hidden)');
  });

  it('is lines of plain characters in a terminal', () => {
    for (const isWhole of [false, true]) {
      const text = reportText(report, { ...plainLook, isWhole });
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }
  });

  it('has texts of bearable length', () => {
    const longest = Math.max(
      ...reportText(report, { ...plainLook, isWhole: true })
        .split('\n')
        .map((line) => line.length),
    );
    expect(longest).toBeLessThan(5000);
    expect(reportPage(report, standalone).length).toBeLessThan(500_000);
  });

  it.each(['standalone', 'editor'] as const)(
    'has no element or attribute of theirs: %s',
    (colours) => {
      const elements = readStrictHtml(reportPage(report, { ...standalone, colours }));
      expect(new Set(ownElements)).toEqual(
        new Set([...ownElements, ...elements.map(({ name }) => name)]),
      );
      expect(new Set(ownAttributes)).toEqual(
        new Set([
          ...ownAttributes,
          ...elements.flatMap(({ attributes }) => [...attributes.keys()]),
        ]),
      );
    },
  );

  it('leads nowhere but to http and https, or to its own sections', () => {
    const elements = readStrictHtml(reportPage(report, standalone));
    const targets = elements.flatMap(({ attributes }) => attributes.get('href') ?? []);
    expect(targets.length).toBeGreaterThan(5);
    for (const target of targets) expect(target).toMatch(/^(?:#[a-z-]+$|https?:\/\/)/);
    expect(targets).toContain('https://evil.example/%22%3E%3Cscript%3Ealert%281%29%3C/script%3E');
  });

  it('has a policy that lets in its own style sheet alone, and no scripts', () => {
    const elements = readStrictHtml(reportPage(report, standalone));
    const policy = elements.find(({ attributes }) => attributes.has('http-equiv'))?.attributes;
    expect(policy?.get('content')).toMatch(
      /^default-src &#39;none&#39;; style-src &#39;sha256-[\w+/=]+&#39;; /,
    );
    expect(elements.map(({ name }) => name)).not.toContain('script');
  });

  it('is Markdown with the lines that it would have of anybody', () => {
    const markdown = reportMarkdown(report);
    expect(markdown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    for (const line of markdown.split('\n'))
      expect(line).toMatch(
        /^(?:$|# Image report: |## |### |\| |\*\*|Image: |Asked |How it is known: |\d+ more are not shown\.$)/,
      );
  });

  it('is Markdown in which every bar that is not escaped ends a cell', () => {
    const rows = reportMarkdown(report)
      .split('\n')
      .filter((line) => line.startsWith('|'));
    const headings = rows.flatMap((row, index) =>
      /^\|(?: --- \|)+$/.test(row) ? [index - 1] : [],
    );
    expect(headings.length).toBeGreaterThan(8);
    for (const [number, start] of headings.entries()) {
      const table = rows.slice(start, headings[number + 1]);
      expect(new Set(table.map((row) => row.match(/(?<!\\)\|/g)?.length))).toHaveLength(1);
    }
  });
});
