import {
  CompletionItemKind,
  CompletionTriggerKind,
  MessageType,
  type CancellationToken,
  type CompletionItem,
  type CompletionList,
  type CompletionParams,
} from 'vscode-languageserver';
import { explainRegistryError } from '../../analysis/registry-sentences.ts';
import { tagChoices, type TagChoice } from '../../analysis/tag-choices.ts';
import { describeTag, summarizeTag } from '../../analysis/tag-details.ts';
import { tagSiteAt, type TagSite } from '../../analysis/tag-site.ts';
import type { ImageReference } from '../../reference/reference.ts';
import type { RegistryError } from '../../registry/errors.ts';
import type { ListedTags } from '../../registry/tag-source.ts';
import { OfficialTags } from '../../rules/official-tags.ts';
import { withSignal } from '../cancellation.ts';
import type { CompletionData } from '../completion-data.ts';
import { showMessage } from '../message.ts';
import type { Session, Snapshot } from '../session.ts';
import { mayAskForTags } from '../tag-asking.ts';

/**
 * `textDocument/completion`: the tags of the image that stands here, the best first. Where the person invokes it, the
 * registry is asked now; what is known after its first page is shown, and the rest when the client asks again. What
 * an editor asks while somebody types is answered without a registry that has not been asked before.
 */
export async function complete(
  session: Session,
  { textDocument, position, context }: CompletionParams,
  token: CancellationToken,
): Promise<CompletionList | null> {
  const snapshot = await session.snapshot(textDocument.uri);
  if (snapshot === undefined) return null;
  const offset = snapshot.lines.offsetAt(position);
  const site = tagSiteAt(snapshot.report, offset);
  if (site === undefined) return null;
  const isInvoked = context?.triggerKind !== CompletionTriggerKind.TriggerForIncompleteCompletions;
  if (isInvoked) session.tagWishes.add(site.reference);
  const mayAsk = await mayAskForTags(session, snapshot, site.reference);
  const listed = mayAsk
    ? await withSignal(token, (signal) => listTags(session, site, signal))
    : undefined;
  // Ranges in a text that has changed meanwhile would be wrong.
  if (token.isCancellationRequested || !session.isCurrent(snapshot)) return null;
  const { choices, isPartial, officialListDate } = tagChoices(
    site.reference,
    listed,
    new OfficialTags(),
    site.tag,
    site.tag.slice(0, offset - site.span.start),
  );
  if (choices.length === 0) return null;
  return {
    // Without a registry there is nothing more to come.
    isIncomplete: listed !== undefined && isPartial,
    items: choices.map((choice, index) => toItem(choice, index, site, snapshot, officialListDate)),
  };
}

/** Undefined when the registry does not tell; why is in the log and the status. */
async function listTags(
  session: Session,
  { reference }: TagSite,
  signal: AbortSignal,
): Promise<ListedTags | undefined> {
  const registry = await session.registries.registry();
  const listed = await registry.firstTags(reference, signal);
  if (listed.ok) return listed.value;
  if (listed.error.code !== 'cancelled') tellFailure(session, reference, listed.error);
  return undefined;
}

/** An empty list says nothing, so a registry that wants to know who asks is told of, once for a repository. */
function tellFailure(
  { connection, tagWishes }: Session,
  reference: ImageReference,
  error: RegistryError,
): void {
  const sentence = explainRegistryError(reference, error, 'look at');
  const isRefusal = error.code === 'unauthorized' || error.code === 'denied';
  if (isRefusal && tagWishes.refuse(reference))
    showMessage(connection, MessageType.Warning, sentence);
  else connection.console.info(sentence);
}

function toItem(
  choice: TagChoice,
  index: number,
  site: TagSite,
  { uri, report, lines }: Snapshot,
  officialListDate: string | undefined,
): CompletionItem {
  const { tag, source } = choice;
  const isOld = source === 'official-list' && officialListDate !== undefined;
  const summary = isOld ? `official on ${officialListDate}` : summarizeTag(choice);
  const description = describeTag(choice);
  const data: CompletionData = { uri, name: site.reference.written, tag };
  return {
    label: tag,
    kind: CompletionItemKind.Value,
    sortText: String(index).padStart(4, '0'),
    filterText: tag,
    ...(summary === '' ? {} : { labelDetails: { description: summary } }),
    ...(description === '' ? { data } : { documentation: description }),
    textEdit: {
      range: lines.rangeOf(site.span),
      newText: writtenAs(choice, site, report.source.text),
    },
  };
}

/** A digest that stands behind another tag would be wrong there, so it makes room for that of the new one, if it is known. */
function writtenAs(
  { tag, digest }: TagChoice,
  { span, hasDigest, tag: written }: TagSite,
  text: string,
): string {
  if (!hasDigest) return tag;
  if (digest !== undefined) return `${tag}@${digest}`;
  return tag === written ? text.slice(span.start, span.end) : tag;
}
