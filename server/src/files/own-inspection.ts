import { readInspectionFile, type ReadInspection } from '../settings/inspection-file.ts';
import { inspectionSettings } from '../settings/inspection-reader.ts';
import type { InspectionSettings } from '../settings/inspection-settings.ts';
import { readOwnFile, type Environment, type OwnFile } from './own-files.ts';

const ownInspection: OwnFile = { name: 'inspection.yaml', variable: 'SEAWORTHY_INSPECTION' };

/** What the file says, and the settings that follow from it where nobody else says anything. */
export interface OwnInspection extends ReadInspection {
  readonly settings: InspectionSettings;
}

/**
 * Reads the file in which a person says how images are looked into, for the command line and every editor: the one that
 * `SEAWORTHY_INSPECTION` names, or `inspection.yaml` beside `registries.yaml`. Never rejects.
 */
export async function readOwnInspection(environment: Environment): Promise<OwnInspection> {
  const { path, text, problems } = await readOwnFile(ownInspection, environment);
  const read = text === undefined ? { layer: {}, problems: [] } : readInspectionFile(text, path);
  return {
    layer: read.layer,
    problems: [...problems, ...read.problems],
    settings: inspectionSettings(read.layer),
  };
}
