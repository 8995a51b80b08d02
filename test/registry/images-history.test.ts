import { describe, expect, it } from 'vitest';
import { readHistory, withLayers } from '../../server/src/registry/images/history.ts';
import type { HistoryStep, ImageLayer } from '../../server/src/registry/image-source.ts';
import { sha256 } from '../support/fake-registry.ts';

const now = Date.UTC(2026, 10, 23);

function layersNamed(...names: readonly string[]): readonly ImageLayer[] {
  return names.map((name) => ({ digest: sha256(name), size: 1, mediaType: 'layer' }));
}

function stepsOf(history: unknown, layers: readonly ImageLayer[] = []): readonly HistoryStep[] {
  return withLayers(readHistory({ history }, now), layers);
}

const run = { created_by: 'RUN apt-get update' };
const env = { created_by: 'ENV A=b', empty_layer: true };

describe('the history of an image', () => {
  it('has the command of each step, when it ran, and the layer that it made', () => {
    const history = [
      { created: '2026-11-20T12:00:00Z', created_by: '/bin/sh -c #(nop) ADD file:1 in / ' },
      { created: '2026-11-20T12:00:01Z', created_by: 'ENV A=b', empty_layer: true },
      {
        created: '2026-11-21T00:00:00Z',
        created_by: 'COPY . /',
        comment: 'buildkit.dockerfile.v0',
      },
    ];
    expect(stepsOf(history, layersNamed('base', 'app'))).toEqual([
      {
        createdBy: '/bin/sh -c #(nop) ADD file:1 in / ',
        created: Date.UTC(2026, 10, 20, 12),
        comment: '',
        layer: sha256('base'),
      },
      {
        createdBy: 'ENV A=b',
        created: Date.UTC(2026, 10, 20, 12, 0, 1),
        comment: '',
        layer: undefined,
      },
      {
        createdBy: 'COPY . /',
        created: Date.UTC(2026, 10, 21),
        comment: 'buildkit.dockerfile.v0',
        layer: sha256('app'),
      },
    ]);
  });

  it.each([
    ['more layers than steps, as squashed images have', [run, env], ['a', 'b']],
    ['more steps than layers', [run, run], ['a']],
    ['a step that is none', [run, 'x', run], ['a', 'b', 'c']],
    ['more steps than are read', Array(2000).fill(run), Array<string>(1000).fill('a')],
  ])('names no layers where there are %s', (_, history, layers) => {
    const named = stepsOf(history, layersNamed(...layers)).map(({ layer }) => layer);
    expect(new Set(named)).toEqual(new Set([undefined]));
  });

  it('is read to its thousandth step, and each command to a length that nobody shows', () => {
    const steps = stepsOf(Array(100_000).fill({ created_by: 'x'.repeat(20_000), comment: 'y' }));
    expect(steps).toHaveLength(1000);
    expect(steps[0]?.createdBy).toHaveLength(8192);
  });

  it.each([
    ['missing', undefined],
    ['a text', 'RUN x'],
    ['an object', { 0: run }],
    ['without steps', [null, 7, 'x', []]],
  ])('is empty when it is %s', (_, history) => {
    expect(stepsOf(history)).toEqual([]);
  });

  it('keeps the step whose members are of other types, and says nothing of it', () => {
    const odd = { created: 1e300, created_by: {}, comment: 7, empty_layer: 'true' };
    expect(stepsOf([odd], layersNamed('a'))).toEqual([
      { createdBy: '', created: undefined, comment: '', layer: sha256('a') },
    ]);
  });
});
