import { isAbsolute } from 'node:path';
import type { RunProgram } from '../programs/program.ts';
import type { SignatureLevel } from '../reference/image-facts.ts';
import type { ArtifactSource } from '../registry/artifact-source.ts';
import { parseJsonObject } from '../registry/json.ts';
import type { TrustSettings } from '../settings/inspection-settings.ts';
import { fail } from '../text/result.ts';
import { readKeys, type ReadTextFile } from './public-keys.ts';
import {
  checkNotation,
  checkSignature,
  type Checked,
  type CheckTools,
  type VerifyKeyless,
} from './signature-check.ts';
import { readSmallFile } from './small-file.ts';
import { joined, searchSignatures, type Candidate } from './signature-search.ts';
import type {
  FoundSignature,
  SignatureQuestion,
  SignatureReport,
  TrustSource,
} from './trust-source.ts';

export interface TrustOptions {
  readonly registry: ArtifactSource;
  readonly settings: TrustSettings;
  /** Reads what a Notary server says of a tag. */
  readonly contentTrust: TrustSource['contentTrust'];
  readonly run: RunProgram;
  /** `notation` or the absolute path at which it is; `notation` when it is left out. */
  readonly notation?: string | undefined;
  /** Reads keys and trust roots; from small regular files of this machine alone when it is left out. */
  readonly readFile?: ReadTextFile;
  /** Gets a sentence for each key or trust root that cannot be used. */
  readonly log: (line: string) => void;
}

/** Answers "is this what I think it is?" by signatures of cosign, Sigstore and Notation, and by Docker Content Trust. */
export function createTrustSource(options: TrustOptions): TrustSource {
  const tools = { readFile: readSmallFile, ...options };
  return {
    signatures: (question, signal) => reportSignatures(tools, question, signal),
    contentTrust: options.contentTrust,
  };
}

async function reportSignatures(
  options: Required<Pick<TrustOptions, 'readFile'>> & TrustOptions,
  { reference, digests, policy }: SignatureQuestion,
  signal: AbortSignal,
): Promise<SignatureReport> {
  const { registry, readFile, log } = options;
  const subjects = [...new Set(digests)];
  const searches = subjects.map((digest) => searchSignatures(registry, reference, digest, signal));
  const { candidates, unseen } = joined(await Promise.all(searches));
  const tools: CheckTools = {
    registry,
    reference,
    policy,
    keys: candidates.length === 0 ? [] : await readKeys(policy.signers, readFile, log),
    verifyKeyless: keylessVerifier(options),
    notation: { run: options.run, program: options.notation ?? 'notation', log },
  };
  const checked = await checkAll(tools, candidates, signal);
  const signatures = checked.flatMap((one) =>
    one.ok && one.value !== undefined ? [one.value] : [],
  );
  const failures = checked.flatMap((one) => (one.ok ? [] : [one.error]));
  return { level: levelOf(signatures), signatures, policy, unseen: [...unseen, ...failures] };
}

function checkAll(
  tools: CheckTools,
  candidates: readonly Candidate[],
  signal: AbortSignal,
): Promise<readonly Checked[]> {
  const isNotation = ({ kind }: Candidate): boolean => kind === 'notation';
  const notations = candidates.filter(isNotation);
  const firsts = notations.filter(
    ({ subject }, index) => notations.findIndex((one) => one.subject === subject) === index,
  );
  return Promise.all([
    ...candidates
      .filter((candidate) => !isNotation(candidate))
      .map((candidate) => checkSignature(tools, candidate, signal)),
    ...firsts.map((first) => {
      const others = notations.filter((one) => one !== first && one.subject === first.subject);
      return checkNotation(tools, first, others, signal);
    }),
  ]);
}

function levelOf(signatures: readonly FoundSignature[]): SignatureLevel {
  const kinds = new Set(signatures.map(({ outcome }) => outcome.kind));
  if (kinds.has('verified')) return 'verified';
  if (kinds.has('failed')) return 'failed';
  return signatures.length > 0 ? 'present' : 'none';
}

/** A verifier that is loaded, with its trust root, when the first certificate is met. */
function keylessVerifier({
  settings,
  readFile,
  log,
}: Required<Pick<TrustOptions, 'settings' | 'readFile' | 'log'>>): VerifyKeyless {
  let loaded: ReturnType<typeof load> | undefined;
  const load = async () => {
    const { readTrustedRoot, verifyKeyless } = await import('./sigstore/keyless.ts');
    const root = readTrustedRoot(await trustedRootOf(settings, readFile));
    if (root === undefined)
      log(
        `The trust root ${settings.trustedRoot ?? ''} cannot be used: signatures with certificates are not checked.`,
      );
    return { root, verifyKeyless };
  };
  return async (json, artifact) => {
    const { root, verifyKeyless } = await (loaded ??= load());
    return root === undefined ? fail('no-trust-root') : verifyKeyless(root, json, artifact);
  };
}

/** Undefined when the person's own cannot be read. */
async function trustedRootOf(
  { trustedRoot }: TrustSettings,
  readFile: ReadTextFile,
): Promise<unknown> {
  if (trustedRoot === undefined) return (await import('../data/sigstore-root.ts')).sigstoreRoot;
  if (!isAbsolute(trustedRoot)) return undefined;
  try {
    return parseJsonObject(await readFile(trustedRoot));
  } catch {
    return undefined;
  }
}
