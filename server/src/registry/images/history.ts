import type { HistoryStep, ImageLayer } from '../image-source.ts';
import { isObject, textIn, type JsonObject } from '../json.ts';
import { readTime } from '../time.ts';

/** A step as a configuration has it, which does not name its layer. */
export interface ConfigStep extends Omit<HistoryStep, 'layer'> {
  readonly makesLayer: boolean;
}

const maximalSteps = 1_000;
/** Commands with whole scripts in them are long; what is shown of them is not. */
const longestCommand = 8_192;
const longestComment = 1_024;

/** Reads the first 1,001 steps (OCI image specification, "Image Configuration", `history`). `now` in milliseconds since 1970-01-01 UTC. */
export function readHistory(configuration: JsonObject, now: number): readonly ConfigStep[] {
  const { history } = configuration;
  const written: readonly unknown[] = Array.isArray(history) ? history : [];
  return written
    .slice(0, maximalSteps + 1)
    .filter(isObject)
    .map((step) => ({
      createdBy: textIn(step, 'created_by').slice(0, longestCommand),
      created: readTime(textIn(step, 'created'), now),
      comment: textIn(step, 'comment').slice(0, longestComment),
      makesLayer: step['empty_layer'] !== true,
    }));
}

/** At most 1,000 steps with their layers; without any where not every layer has its step, as nobody knows then whose it is. */
export function withLayers(
  steps: readonly ConfigStep[],
  layers: readonly ImageLayer[],
): readonly HistoryStep[] {
  const isWhole = steps.length <= maximalSteps;
  const isMatched =
    isWhole && steps.filter(({ makesLayer }) => makesLayer).length === layers.length;
  const rest = (isMatched ? layers : []).values();
  return steps.slice(0, maximalSteps).map(({ makesLayer, ...step }) => ({
    ...step,
    layer: makesLayer ? rest.next().value?.digest : undefined,
  }));
}
