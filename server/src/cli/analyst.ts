import { createHash } from 'node:crypto';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { knownRule } from '../analysis/levels.ts';
import { analyze, type AnalysisOptions, type Report } from '../analysis/report.ts';
import type { ImageFacts } from '../reference/image-facts.ts';
import type { ImageReference } from '../reference/reference.ts';
import type { Rule } from '../rules/rule.ts';
import { isBroken, readConfig } from '../settings/config-file.ts';
import { defaultPolicy, withLayer, type Policy } from '../settings/policy.ts';
import { createLineIndex, shownPosition } from '../text/line-index.ts';
import { filePathOf, folderOf, pathOf } from '../workspace/uri.ts';
import {
  pathInConfiguration,
  Workspace,
  type Configuration,
  type ConfigurationFile,
  type FileSystem,
  type Reads,
} from '../workspace/workspace.ts';
import type { CheckSettings, DocumentToCheck, Read } from './check/checked-file.ts';

/** A file that was analysed, with what that depends on beside its text. */
export interface AnalysedFile {
  readonly report: Report;
  /** What holds for the file, the command line's word included. */
  readonly policy: Policy;
  /** Sentences about what cannot be used of its configuration. */
  readonly configurationProblems: readonly string[];
  readonly isConfigurationBroken: boolean;
  readonly reads: readonly Read[];
}

/** Analyses one file after another, each with its configuration and the files around it. */
export interface Analyst {
  analyse(document: DocumentToCheck): Promise<AnalysedFile>;
  /** Lets go of the texts of the files around the documents, so that a long run needs no more memory than a short one. */
  forget(): void;
}

export interface AnalystPorts {
  readonly rules: readonly Rule[];
  readonly files: FileSystem;
  /** What is known of images with digests; nothing when it is left out. */
  readonly pinFacts?: AnalysisOptions['pinFacts'];
  /** What was found out of images for a file with this policy; nothing when it is left out. */
  readonly imageFacts?: (reference: ImageReference, policy: Policy) => ImageFacts | undefined;
}

export function createAnalyst(settings: CheckSettings, ports: AnalystPorts): Analyst {
  const { rules, files, pinFacts, imageFacts } = ports;
  const knownRules = rules.map(knownRule);
  const roots = [pathToFileURL(settings.root).href];
  const workspace = new Workspace(files, () => undefined, knownRules, roots);
  const named = namedConfiguration(settings, knownRules);

  return {
    async analyse({ path, text, language }) {
      const uri = pathToFileURL(resolve(settings.folder, path)).href;
      return workspace.settle(uri, ({ configuration: nearest, surroundings, reads }) => {
        const configuration = named ?? nearest;
        const { layer, file } = configuration;
        const policy = withLayer(withLayer(defaultPolicy, layer), chosen(settings));
        const report = analyze(
          { text, language, path: pathInConfiguration(uri, configuration), location: pathOf(uri) },
          {
            rules,
            policy,
            surroundings,
            today: settings.today,
            defersToBuildKit: false,
            pinFacts,
            imageFacts: imageFacts && ((reference) => imageFacts(reference, policy)),
          },
        );
        return {
          report,
          policy,
          configurationProblems: file === undefined ? [] : problemSentences(file),
          isConfigurationBroken: isBroken(file?.problems ?? []),
          reads: hashesOf(reads),
        };
      });
    },
    forget() {
      workspace.forgetAll();
    },
  };
}

function chosen({ profile }: CheckSettings): Partial<Policy> {
  return profile === undefined ? {} : { profile };
}

function namedConfiguration(
  { configuration }: CheckSettings,
  rules: Parameters<typeof readConfig>[1],
): Configuration | undefined {
  if (configuration === undefined) return undefined;
  const uri = pathToFileURL(configuration.path).href;
  const folder = filePathOf(folderOf(uri));
  const { layer = {}, problems } = readConfig(configuration.text, rules, folder);
  return { root: folderOf(uri), layer, file: { uri, text: configuration.text, problems } };
}

function problemSentences({ uri, text, problems }: ConfigurationFile): readonly string[] {
  const lines = createLineIndex(text);
  return problems.map(({ span, message }) => {
    const place = shownPosition(lines.positionAt(span.start));
    return `${fileURLToPath(uri)}:${place}: ${message}`;
  });
}

function hashesOf(reads: Reads): readonly Read[] {
  return [...reads].map(([key, value]) => [key, hashOfRead(value)]);
}

/** A hash of what was read: a text, a list of names, or nothing, which has none. */
export function hashOfRead(value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
