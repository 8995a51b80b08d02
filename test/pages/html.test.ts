import { describe, expect, it } from 'vitest';
import { reportPage } from '../../server/src/pages/html.ts';
import { standalone } from '../../server/src/pages/report-document.ts';
import { readStrictHtml, type HtmlElement } from '../support/strict-html.ts';
import { report } from './report.ts';

const page = reportPage(report, standalone);

function elements(name: string, html = page): readonly HtmlElement[] {
  return readStrictHtml(html).filter((element) => element.name === name);
}

function values(name: string, attribute: string): readonly (string | undefined)[] {
  return elements(name).map(({ attributes }) => attributes.get(attribute));
}

describe('the page of a report', () => {
  it('says its language, what it is about and when it was asked', () => {
    expect(values('html', 'lang')).toEqual(['en']);
    expect(page).toContain('<title>Image report: team/app:1</title>');
    expect(page).toContain('Asked 2026-11-23 08:05 UTC.');
    expect(reportPage({ ...report, askedAt: undefined }, standalone)).toContain('Nobody was asked');
  });

  it('has landmarks, and a link that skips to the answers', () => {
    for (const landmark of ['header', 'nav', 'main']) expect(elements(landmark)).toHaveLength(1);
    expect(page).toContain('<a class="skip" href="#answers">');
    expect(values('main', 'id')).toEqual(['answers']);
  });

  it('has headings in their order, and a section for each question', () => {
    const levels = readStrictHtml(page).flatMap(({ name }) => /^h(\d)$/.exec(name)?.[1] ?? []);
    expect(levels).toEqual(['1', '2', '3', '3']);
    expect(values('section', 'aria-labelledby')).toEqual(['who-made-it-title']);
    expect(page).toContain('<a href="#who-made-it">Who made this?</a>');
  });

  it('says in words what colours say', () => {
    expect(page).toContain('<span class="verdict bad">Needs attention</span>');
    expect(page).toContain('</a> <span class="mark">(needs attention)</span>');
  });

  it('has tables whose cells belong to a heading', () => {
    expect(new Set(values('th', 'scope'))).toEqual(new Set(['col', 'row']));
    expect(values('table', 'aria-label')).toEqual(['Publisher', 'Layers']);
  });

  it('says of each fact how it is known', () => {
    expect(page).toContain(
      '<td role="cell">no</td><td role="cell" data-label="How it is known">the list, 2026-08-21</td>',
    );
    expect(page).toContain('How it is known: registry.example.com.');
  });

  it('tells what a cell is where a narrow page has no place for headings', () => {
    expect(page).toContain('<td role="cell" data-label="Made by">RUN 1 &lt; 1 | 2</td>');
    expect(page).toMatch(/@media \(max-width:40rem\)\{[^@]*content:attr\(data-label\)/);
  });

  it('keeps the meaning of tables whose cells stand below each other', () => {
    const roles = { table: 'table', tr: 'row', td: 'cell', tbody: 'rowgroup' };
    for (const [name, role] of Object.entries(roles))
      expect(new Set(values(name, 'role')), name).toEqual(new Set([role]));
    for (const { attributes } of elements('th'))
      expect(attributes.get('role')).toBe(
        attributes.get('scope') === 'row' ? 'rowheader' : 'columnheader',
      );
  });

  it('shows the names in its sentences as code', () => {
    const [answer] = report.answers;
    if (answer === undefined) throw new Error('no answer');
    const named = { ...answer, summary: 'Signed by `<b>`, as expected.' };
    expect(reportPage({ ...report, answers: [named] }, standalone)).toContain(
      'Signed by <code>&lt;b&gt;</code>, as expected.',
    );
  });

  it('folds long tables, and says what is left out', () => {
    expect(page).toContain('<summary>Show 20 rows</summary>');
    expect(page).toContain('3 more are not shown.');
  });

  it('draws amounts, with the same in words', () => {
    expect(values('svg', 'role')).toEqual(['img']);
    expect(values('svg', 'aria-label')).toEqual(['Layers: RUN make 20 MB, COPY . . 1 MB']);
    expect(values('rect', 'width')).toEqual(['300', '15']);
  });

  it('leads to addresses outside in a window of their own, which learns nothing of this one', () => {
    const link = elements('a').find(({ attributes }) => attributes.has('target'))?.attributes;
    expect(link?.get('href')).toBe('https://example.com/a?b=1&amp;c=2');
    expect(link?.get('rel')).toBe('noopener noreferrer');
  });

  it('in an editor has its commands, and says what is going on', () => {
    const html = reportPage(report, {
      colours: 'editor',
      actions: [{ title: 'Ask again', command: 'command:seaworthy.x?%5B%5D' }],
      status: 'Asking registry.example.com.',
    });
    expect(html).toContain('<a href="command:seaworthy.x?%5B%5D">Ask again</a>');
    expect(html).toContain('<p class="status" role="status">Asking registry.example.com.</p>');
    expect(html).toContain('var(--vscode-foreground)');
    expect(page).not.toContain('--vscode');
  });
});
