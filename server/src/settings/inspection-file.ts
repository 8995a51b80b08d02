import { readInspectionLayer, type InspectionLayer } from './inspection-reader.ts';
import { readOwnTable } from './own-table.ts';
import { ValueReader } from './value-reader.ts';

export interface ReadInspection {
  readonly layer: InspectionLayer;
  /** One sentence for each thing that was left out. */
  readonly problems: readonly string[];
}

/**
 * Reads a person's own `inspection.yaml`, which has the keys of `seaworthy.inspection` in an editor. Never throws; of a text
 * that is not YAML nothing counts.
 */
export function readInspectionFile(text: string, path: string): ReadInspection {
  const table = readOwnTable(text);
  if (!table.ok)
    return {
      layer: {},
      problems: [`${path} is not valid YAML, so nothing of it counts: ${table.error}`],
    };
  const values = new ValueReader();
  const layer = readInspectionLayer(table.value, [], values);
  return { layer, problems: values.problems.map(({ message }) => `In ${path}: ${message}`) };
}
