import type { CancellationToken, CompletionItem } from 'vscode-languageserver';
import { sizeOf } from '../../analysis/image-comparison.ts';
import { describeTag } from '../../analysis/tag-details.ts';
import { parseReference, type ImageReference } from '../../reference/reference.ts';
import type { ImageDetails, ImageEntry } from '../../registry/image-source.ts';
import type { ListedTag } from '../../registry/tag-source.ts';
import { withSignal } from '../cancellation.ts';
import { readCompletionData } from '../completion-data.ts';
import type { Session } from '../session.ts';
import { mayAskForTags } from '../tag-asking.ts';

/**
 * `completionItem/resolve`: what the registry's list did not tell of a tag that a person looks at now: its digest,
 * platforms, size and date. Where the registry may not be asked or does not tell that either, the item stays as it is.
 */
export async function resolveCompletion(
  session: Session,
  item: CompletionItem,
  token: CancellationToken,
): Promise<CompletionItem> {
  const data = readCompletionData(item.data);
  const reference = data && parseReference(`${data.name}:${data.tag}`);
  if (data === undefined || reference?.ok !== true) return item;
  const snapshot = await session.snapshot(data.uri);
  if (snapshot === undefined) return item;
  if (!(await mayAskForTags(session, snapshot, reference.value))) return item;
  const documentation = await withSignal(token, (signal) =>
    describe(session, reference.value, data.tag, signal),
  );
  return documentation === undefined ? item : { ...item, documentation };
}

async function describe(
  session: Session,
  reference: ImageReference,
  tag: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const registry = await session.registries.registry();
  const entry = await registry.entry(reference, tag, signal);
  if (!entry.ok) return undefined;
  const { digest } = entry.value;
  const details = await registry.details(reference, digest, undefined, signal);
  const seen = details.ok ? details.value : undefined;
  const known: ListedTag = { tag, digest, ...(seen && sizesOf(seen)) };
  return describeTag(known, { created: seen?.created, platforms: platformsOf(entry.value, seen) });
}

function sizesOf(details: ImageDetails): Pick<ListedTag, 'size' | 'sizes'> {
  const { platform } = details;
  const size = sizeOf(details);
  return platform === undefined ? { size } : { sizes: [{ platform, size }] };
}

function platformsOf(
  entry: ImageEntry,
  details: ImageDetails | undefined,
): readonly NonNullable<ImageDetails['platform']>[] {
  const platforms =
    entry.kind === 'index' ? entry.images.map(({ platform }) => platform) : [details?.platform];
  return platforms.filter((platform) => platform !== undefined);
}
