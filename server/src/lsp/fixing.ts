import {
  CodeActionKind,
  type CodeAction,
  type Diagnostic,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { safeFixes } from '../analysis/fixes.ts';
import { grouped, type FindingGroup } from '../analysis/grouping.ts';
import type { Fix } from '../rules/rule.ts';
import { touches, type Span } from '../text/span.ts';
import type { IgnoreData } from './action-data.ts';
import { ignoreEditIn } from './ignoring.ts';
import type { Session, Snapshot } from './session.ts';
import { diagnosticSource, toWorkspaceEdit } from './to-protocol.ts';
import { siblingUri } from '../workspace/uri.ts';

/** Makes every safe fix of the file; editors can do it on saving. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.seaworthy`;

/** What can be done about the findings at `span`: their fixes, then the comments that silence them. */
export function fixActions(
  session: Session,
  snapshot: Snapshot,
  span: Span,
  diagnostics: readonly Diagnostic[],
): readonly CodeAction[] {
  const groups = grouped(snapshot.report.findings).filter(({ finding }) =>
    touches(finding.span, span),
  );
  return [
    ...groups.flatMap((group) => groupFixes(session, snapshot, group, diagnostics)),
    ...groups.flatMap((group) => ignoreActions(session, snapshot, group, diagnostics)),
  ];
}

function groupFixes(
  session: Session,
  snapshot: Snapshot,
  group: FindingGroup,
  diagnostics: readonly Diagnostic[],
): readonly CodeAction[] {
  return group.members.flatMap(({ fixes }) =>
    fixes.flatMap((fix) => {
      const edit = fixEdit(session, snapshot, [fix]);
      if (edit === undefined) return [];
      return [
        {
          title: fix.title,
          kind: CodeActionKind.QuickFix,
          diagnostics: diagnosticsOf(group, snapshot, diagnostics),
          ...(fix.isSafe ? { isPreferred: true } : {}),
          edit,
        },
      ];
    }),
  );
}

/** `source.fixAll.seaworthy`, when there is anything safe to do. */
export function fixAllActions(session: Session, snapshot: Snapshot): readonly CodeAction[] {
  const { edits, appends, count } = safeFixes(snapshot.report);
  if (count === 0) return [];
  const fixes = [{ edits }, ...appends.map((append) => ({ edits: [], append }))];
  const edit = fixEdit(session, snapshot, fixes);
  return edit === undefined
    ? []
    : [{ title: 'Make all safe fixes of Seaworthy', kind: fixAllKind, edit }];
}

type FixEdits = Pick<Fix, 'edits' | 'append'>;

/** The edits of fixes, those of other files too; undefined when the client cannot make them. */
function fixEdit(
  { capabilities }: Session,
  snapshot: Snapshot,
  fixes: readonly FixEdits[],
): WorkspaceEdit | undefined {
  const edits = fixes.flatMap((fix) => fix.edits);
  const appends = fixes.flatMap(({ append }) => append ?? []);
  const own = toWorkspaceEdit(snapshot, edits, capabilities);
  if (appends.length === 0) return own;
  if (!capabilities.hasVersionedEdits || !capabilities.createsFiles) return undefined;
  const ownChanges = edits.length === 0 ? [] : (own.documentChanges ?? []);
  return { documentChanges: [...ownChanges, ...appendChanges(snapshot, appends)] };
}

/** Lines for the end of other files, which are made when they are not there. */
function appendChanges(
  { uri, options }: Snapshot,
  appends: readonly NonNullable<Fix['append']>[],
): NonNullable<WorkspaceEdit['documentChanges']> {
  const files = new Set(appends.map(({ file }) => file));
  return [...files].flatMap((file) => {
    const lines = appends.filter((append) => append.file === file);
    const target = siblingUri(uri, file);
    if (target === undefined) return [];
    const text = options.surroundings.read(file) ?? '';
    const rows = text.split(/\r\n|\r|\n/);
    const end = { line: rows.length - 1, character: rows.at(-1)?.length ?? 0 };
    const before = text === '' || end.character === 0 ? '' : '\n';
    const newText = `${before}${lines.map(({ line }) => line).join('\n')}\n`;
    return [
      { kind: 'create' as const, uri: target, options: { ignoreIfExists: true } },
      {
        textDocument: { uri: target, version: null },
        edits: [{ range: { start: end, end }, newText }],
      },
    ];
  });
}

function ignoreActions(
  session: Session,
  snapshot: Snapshot,
  group: FindingGroup,
  diagnostics: readonly Diagnostic[],
): readonly CodeAction[] {
  const rules = group.members.map(({ rule }) => rule);
  const names = rules.map((rule) => `\`${rule}\``).join(', ');
  const { uri, version } = snapshot;
  const { start } = group.finding.span;
  const make = (title: string, kind: IgnoreData['kind']): readonly CodeAction[] => {
    const action: CodeAction = {
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: diagnosticsOf(group, snapshot, diagnostics),
    };
    const data: IgnoreData = { kind, uri, version, rules, start };
    if (session.capabilities.resolvesEdits) return [{ ...action, data }];
    const edit = ignoreEditIn(session, snapshot, data);
    return edit === undefined ? [] : [{ ...action, edit }];
  };
  return [
    ...make(`Ignore ${names} here, with a reason`, 'ignore-here'),
    ...make(`Ignore ${names} in this file`, 'ignore-in-file'),
  ];
}

function diagnosticsOf(
  { finding }: FindingGroup,
  { lines }: Snapshot,
  diagnostics: readonly Diagnostic[],
): Diagnostic[] {
  return diagnostics.filter(
    ({ source, code, range }) =>
      source === diagnosticSource &&
      code === finding.rule &&
      lines.offsetAt(range.start) === finding.span.start,
  );
}
