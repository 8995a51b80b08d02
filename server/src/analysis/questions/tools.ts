import type { EngineSource } from '../../engine/engine-source.ts';
import type { ImageKnowledge } from '../../registry/image-knowledge.ts';
import type { ImageRegistry } from '../../registry/image-registry.ts';
import type { ScannerSource } from '../../scanners/scan.ts';
import type { InspectionSettings } from '../../settings/inspection-settings.ts';
import type { TrustSource } from '../../trust/trust-source.ts';

/** Whom an examination asks beside the registry. */
export interface InspectionTools {
  readonly trust: TrustSource;
  readonly scanners: ScannerSource;
  readonly engine: EngineSource;
}

/** Makes them when the first image is examined; the registry is that of the same client. */
export type CreateInspectionTools = (
  registry: ImageRegistry,
  settings: InspectionSettings,
  log: (line: string) => void,
) => InspectionTools | Promise<InspectionTools>;

/** All that `examineImage` needs from outside. */
export interface ExaminationPorts extends InspectionTools {
  readonly registry: ImageRegistry;
  readonly knowledge: ImageKnowledge;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
}
