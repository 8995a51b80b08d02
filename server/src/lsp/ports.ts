import type { CreateInspectionTools } from '../analysis/questions/tools.ts';
import type { DigestMemory } from '../registry/digest-resolver.ts';
import type { ImageKnowledge } from '../registry/image-knowledge.ts';
import type { PinKnowledge } from '../registry/pin-knowledge.ts';
import type { InspectionLayer } from '../settings/inspection-reader.ts';
import type { Rule } from '../rules/rule.ts';
import type { FileSystem } from '../workspace/workspace.ts';
import type { CreateRegistry } from './registries.ts';

/** What the server needs from outside; made in `main-lsp.ts`. */
export interface Ports {
  readonly rules: readonly Rule[];
  readonly files: FileSystem;
  /** The day, as YYYY-MM-DD. */
  today(): string;
  recall: DigestMemory['recall'];
  /** Called when a person first asks for a digest. */
  readonly createRegistry: CreateRegistry;
  /** Called when a document first has an image. */
  openPinKnowledge(log: (line: string) => void): PinKnowledge | Promise<PinKnowledge>;
  /** Called when a document first has an image. */
  openImageKnowledge(log: (line: string) => void): ImageKnowledge | Promise<ImageKnowledge>;
  /** Called when an image is first examined. */
  readonly createTools: CreateInspectionTools;
  /** What the person's own file says of how images are looked into; what is wrong with it is logged. */
  readOwnInspection(log: (line: string) => void): Promise<InspectionLayer>;
  /** Waits so many milliseconds; true at their end, false at once when the signal is aborted. */
  readonly wait: (duration: number, signal: AbortSignal) => Promise<boolean>;
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
  /** Milliseconds after which a person is told what takes so long. */
  readonly progressDelay: number;
}
