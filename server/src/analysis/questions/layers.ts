import type { ImageDetails } from '../../registry/image-source.ts';
import { dayOf } from '../../text/day.ts';
import { sizeInWords } from '../../text/words.ts';
import { shownStep } from './shown-step.ts';
import type { FactTable, Source } from './answer.ts';
import { tableOf, untold } from './facts.ts';
import { publishersClaim } from './sources.ts';

/** The layers with the commands that made them, as far as the history says, and all commands in their order. */
export function layerTables(details: ImageDetails, source: Source): readonly FactTable[] {
  const { manifest, history } = details;
  const commands = new Map(history.map(({ layer, createdBy }) => [layer, shownStep(createdBy)]));
  const layers = manifest.layers.map(({ digest, size }) => ({
    digest,
    size,
    command: commands.get(digest) ?? '',
  }));
  const sizes = new Map(manifest.layers.map(({ digest, size }) => [digest, size]));
  return [
    ...tableOf({
      id: 'layers',
      title: 'Layers',
      columns: ['Compressed size', 'Digest', 'Made by'],
      source,
      rows: layers.map(({ digest, size, command }) => [
        sizeInWords(size),
        digest,
        command === '' ? untold : command,
      ]),
      picture: {
        kind: 'layer-sizes',
        bars: layers.map(({ digest, size, command }) => ({
          label: command === '' ? digest.slice(0, 19) : command,
          amount: size,
          words: sizeInWords(size),
        })),
      },
    }),
    ...tableOf({
      id: 'history',
      title: 'History',
      columns: ['Day', 'Compressed size', 'Command'],
      source: publishersClaim,
      rows: history.map(({ createdBy, created, layer }) => [
        created === undefined ? untold : dayOf(created),
        layer === undefined ? 'no layer' : sizeInWords(sizes.get(layer) ?? 0),
        shownStep(createdBy) || untold,
      ]),
    }),
  ];
}
