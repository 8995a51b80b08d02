import { CodeActionKind, type CancellationToken, type CodeAction } from 'vscode-languageserver';
import { hardeningBlock, type HardeningBlock } from '../analysis/hardening-block.ts';
import { serviceHolding } from '../analysis/services.ts';
import { plainLine } from '../text/plain-line.ts';
import type { Span } from '../text/span.ts';
import { applyEdits as textWith } from '../text/text-edit.ts';
import { listed } from '../text/words.ts';
import type { ServiceData } from './action-data.ts';
import { applyChange } from './applying.ts';
import { review } from './asking.ts';
import { withSignal } from './cancellation.ts';
import { failed, stale, tellFailure } from './failures.ts';
import { checkChanges, toFilesEdit } from './file-changes.ts';
import { applyEdits } from './image-edits.ts';
import { shortened } from './offering.ts';
import { serviceCommand, type ReviewParams } from './protocol.ts';
import type { Session, Snapshot } from './session.ts';

/** What can be done for the service at a place; never preferred, as it changes what runs. */
export function hardeningActions(
  { report, uri, version }: Snapshot,
  span: Span,
): readonly CodeAction[] {
  const service = serviceHolding(report.model, span);
  if (service?.name === undefined) return [];
  if (hardeningBlock(report.model, service.name) === undefined) return [];
  const title = `Add the recommended hardening to \`${shownName(service.name)}\` (review)`;
  const { start } = service.nameSpan;
  const data: ServiceData = { kind: 'harden', uri, version, start };
  const command = { title, command: serviceCommand, arguments: [data] };
  return [{ title, kind: CodeActionKind.RefactorRewrite, command }];
}

/** Adds the hardening to a service once the person has seen what it changes; tells them what went wrong. */
export async function performServiceCommand(
  session: Session,
  data: ServiceData,
  token: CancellationToken,
): Promise<void> {
  try {
    await withSignal(token, (signal) => harden(session, data, signal));
  } catch (error) {
    tellFailure(session, error, 'Nothing was changed because the file has changed. Try again.');
  }
}

async function harden(
  session: Session,
  { uri, version, start }: ServiceData,
  signal: AbortSignal,
): Promise<void> {
  const snapshot = await session.snapshot(uri);
  if (snapshot?.version !== version) throw stale();
  const { model } = snapshot.report;
  const service = model.containers.find(
    ({ kind, nameSpan }) => kind === 'service' && nameSpan.start === start,
  );
  const block = service?.name === undefined ? undefined : hardeningBlock(model, service.name);
  if (service?.name === undefined || block === undefined) throw stale();
  const name = shownName(service.name);
  const { asksPeople, hasVersionedEdits, hasAnnotatedEdits } = session.capabilities;
  // Such an editor shows each change by itself, and a message could not.
  if (!asksPeople && hasVersionedEdits && hasAnnotatedEdits)
    return preview(session, snapshot, block, name, signal);
  if (await review(session, reviewOf(snapshot, block, name), signal))
    await applyEdits(session, snapshot, block.edits, labelOf(name), signal);
}

function reviewOf(
  { report: { source } }: Snapshot,
  block: HardeningBlock,
  name: string,
): ReviewParams {
  return {
    title: `Add the recommended hardening to \`${name}\`?`,
    summary: summaryOf(block),
    before: { title: `${name} as it is`, text: source.text },
    after: { title: `${name} hardened`, text: textWith(source.text, block.edits) },
    accept: 'Add Hardening',
  };
}

function summaryOf({ changes, left }: HardeningBlock): string {
  const rest =
    left.length === 0
      ? ''
      : ` It leaves to you what stands elsewhere or is decided by a variable: ${listed(left)}.`;
  return `This would ${listed(changes)}.${rest} A program that needs what is taken away fails, so try it before you rely on it.`;
}

/** Lets the editor ask about the changes in its own preview; leaving that is no failure. */
async function preview(
  session: Session,
  snapshot: Snapshot,
  { edits, changes }: HardeningBlock,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const label = labelOf(name);
  const noted = edits.map((edit) => ({ ...edit, label, description: listed(changes) }));
  const documents = [{ inspection: snapshot, edits: noted }];
  const { files, changed } = await checkChanges(session, documents, signal);
  if (changed.length > 0 || !session.isCurrent(snapshot)) throw stale();
  const edit = toFilesEdit(files, 'preview', session.capabilities);
  const application = await applyChange(session, { label, edit, isRefactoring: false });
  if (application.kind === 'refused' && application.reason !== undefined)
    throw failed(
      `Nothing was changed: the editor did not make the change (${application.reason}).`,
    );
}

function labelOf(name: string): string {
  return `Harden ${name}`;
}

function shownName(name: string): string {
  return shortened(plainLine(name));
}
