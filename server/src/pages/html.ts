import type { Answer, AnswerPart, Verdict } from '../analysis/questions/answer.ts';
import { documentOf, element, styleElement, type Child, type Markup } from './markup.ts';
import {
  momentInWords,
  namesApart,
  verdictWords,
  type PageAction,
  type PageLook,
  type ReportDocument,
} from './report-document.ts';
import { editorStyle, standaloneStyle, type PageStyle } from './style.ts';
import { dataTable, factTable } from './tables.ts';

/**
 * A report as one page of HTML without scripts, whose content security policy lets in nothing but its own style sheet. Every
 * text is escaped, and links lead to http and https alone, but for the commands of the look's own actions.
 */
export function reportPage(report: ReportDocument, look: PageLook): string {
  const style = look.colours === 'editor' ? editorStyle : standaloneStyle;
  return documentOf(element('html', { lang: 'en' }, head(report, style), body(report, look)));
}

function head({ title }: ReportDocument, { text, hash }: PageStyle): Markup {
  const policy = `default-src 'none'; style-src '${hash}'; base-uri 'none'; form-action 'none'`;
  return element(
    'head',
    {},
    element('meta', { charset: 'utf-8' }),
    element('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    element('meta', { name: 'referrer', content: 'no-referrer' }),
    element('title', {}, `Image report: ${title}`),
    styleElement(text),
  );
}

function body({ title, reference, askedAt, answers }: ReportDocument, look: PageLook): Markup {
  const asked =
    askedAt === undefined
      ? 'Nobody was asked: this is what is known on this machine.'
      : `Asked ${momentInWords(askedAt)}.`;
  return element(
    'body',
    {},
    element('a', { class: 'skip', href: '#answers' }, 'Skip to the answers'),
    element(
      'header',
      {},
      element('h1', {}, `Image report: ${title}`),
      element('p', {}, element('code', {}, reference)),
      element('p', { class: 'quiet' }, asked),
      look.status === undefined
        ? undefined
        : element('p', { class: 'status', role: 'status' }, look.status),
      actions(look.actions),
      contents(answers),
    ),
    element('main', { id: 'answers', tabindex: -1 }, answers.map(section)),
  );
}

function actions(all: readonly PageAction[]): Child {
  if (all.length === 0) return undefined;
  const links = all.map(({ title, command }) =>
    element('li', {}, element('a', { href: command }, title)),
  );
  return element('nav', { class: 'actions', 'aria-label': 'Actions' }, element('ul', {}, links));
}

function contents(answers: readonly Answer[]): Markup {
  const links = answers.map(({ question, title, verdict }) =>
    element('li', {}, verdictMark(verdict), element('a', { href: `#${question}` }, title)),
  );
  return element(
    'nav',
    { class: 'questions', 'aria-label': 'Questions' },
    element('ol', {}, links),
  );
}

function section({ question, title, verdict, summary, parts }: Answer): Markup {
  const heading = `${question}-title`;
  return element(
    'section',
    { id: question, 'aria-labelledby': heading },
    element('h2', { id: heading }, title),
    element('p', {}, verdictMark(verdict), sentence(summary)),
    parts.map(part),
  );
}

/** Names in a sentence are shown as code. */
function sentence(summary: string): readonly Child[] {
  return namesApart(summary).map(({ text, isName }) => (isName ? element('code', {}, text) : text));
}

function verdictMark(verdict: Verdict): Markup {
  return element('span', { class: `verdict ${verdict}` }, verdictWords[verdict]);
}

function part(each: AnswerPart): Child {
  const heading = element('h3', {}, each.title);
  return each.kind === 'facts'
    ? [heading, factTable(each.title, each.facts)]
    : [heading, ...dataTable(each)];
}
