import { examineImage } from '../../server/src/analysis/questions/examine.ts';
import type {
  Examination,
  ExaminationWishes,
} from '../../server/src/analysis/questions/examination.ts';
import type { InspectionTools } from '../../server/src/analysis/questions/tools.ts';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import { memoryImageKnowledge, noTools } from './examining.ts';
import { referenceTo } from './references.ts';
import { today } from './rule-examples.ts';

/** Somebody who wants to know all that a registry knows, and asks nobody else. */
export const registryWishes: ExaminationWishes = {
  platform: { wanted: undefined, preferred: { os: 'linux', architecture: 'amd64' } },
  listsTags: true,
  asksPublisher: true,
  asksAttestations: true,
  asksSignatures: true,
  asksContentTrust: true,
  signers: { signers: [], from: undefined },
  scan: 'none',
  asksEngine: false,
  service: undefined,
};

export interface Examining {
  readonly registry: ImageRegistry;
  readonly wishes?: Partial<ExaminationWishes>;
  readonly tools?: Partial<InspectionTools>;
  readonly signal?: AbortSignal;
}

/** Examines an image on the day of the tests. */
export function examining(
  image: string,
  { registry, wishes = {}, tools = {}, signal = new AbortController().signal }: Examining,
): ReturnType<typeof examineImage> {
  const ports = {
    ...noTools,
    ...tools,
    registry,
    knowledge: memoryImageKnowledge(),
    now: () => Date.parse(today),
  };
  return examineImage(referenceTo(image), { ...registryWishes, ...wishes }, ports, signal);
}

/** The same of an image that is there. */
export async function examined(image: string, question: Examining): Promise<Examination> {
  const result = await examining(image, question);
  if (!result.ok) throw new Error(`${image} cannot be examined: ${JSON.stringify(result.error)}`);
  return result.value;
}
