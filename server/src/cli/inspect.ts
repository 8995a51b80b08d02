import { createColors } from 'picocolors';
import type { InspectionFailure } from '../analysis/image-inspection.ts';
import { examineImage } from '../analysis/questions/examine.ts';
import type { Examination, ExaminationWishes } from '../analysis/questions/examination.ts';
import { reportOf } from '../pages/examined-report.ts';
import { explainReferenceError } from '../analysis/reference-sentences.ts';
import { explainRegistryError } from '../analysis/registry-sentences.ts';
import { shownText } from '../analysis/shown-values.ts';
import { reportPage } from '../pages/html.ts';
import { reportMarkdown } from '../pages/markdown.ts';
import { standalone } from '../pages/report-document.ts';
import { reportText } from '../pages/text.ts';
import { parsePlatform } from '../reference/platform-match.ts';
import { platformName } from '../reference/platform.ts';
import { canonicalName, parseReference, type ImageReference } from '../reference/reference.ts';
import type { InspectionSettings } from '../settings/inspection-settings.ts';
import { fail, ok, type Result } from '../text/result.ts';
import { listed } from '../text/words.ts';
import { openOutput } from './check/output.ts';
import type { InspectCommand } from './command.ts';
import { inspectReport } from './inspect/inspect-report.ts';
import { machinePlatform } from './machine-platform.ts';
import { findService } from './inspect/service-file.ts';
import { signersFor } from './inspect/signers.ts';
import { isAnswered, unknownsOf } from './inspect/unknowns.ts';
import type { CliPorts, ExitCode } from './ports.ts';
import { withProgress } from './progress.ts';
import { registryFor } from './registry.ts';
import { tell } from './sources.ts';

const emptyImage = 'docker.io/library/scratch';

/** The options by which somebody is asked for a fact. */
const howToAsk = {
  scan: '--scan',
  engine: '--engine',
  expectedSigners: '--key, or --identity with --issuer',
} as const;

/** What is looked at, and what of it. */
interface Question {
  readonly reference: ImageReference;
  readonly wishes: ExaminationWishes;
}

/**
 * `seaworthy inspect IMAGE`: the five questions about an image. 0 when they are told; 1 when there is no such image, or none
 * for the platform; 2 when the reference is wrong, or the image of the platform or what an option asks for could not be had.
 */
export async function inspect(command: InspectCommand, ports: CliPorts): Promise<ExitCode> {
  const settings = await ports.readInspection();
  const question = await questionOf(command, settings, ports);
  if (!question.ok) return refuse(ports, question.error);
  const { reference, wishes } = question.value;

  const log = (line: string): void => {
    if (command.isVerbose) tell(ports, line);
  };
  const registry = await registryFor(ports, command.isVerbose);
  const tools = await ports.createTools(registry, settings, log);
  const knowledge = await ports.openImageKnowledge(log);
  const asked = { ...tools, registry, knowledge, now: ports.now };
  const examined = await withProgress('Looking at', command.isVerbose, ports, (onProgress) => {
    onProgress(0, 1, reference.written);
    return examineImage(reference, wishes, asked, ports.signal);
  });
  if (ports.signal.aborted) return refuse(ports, 'Stopped.');
  if (!examined.ok) {
    tell(ports, explainFailure(reference, command, examined.error));
    return isAbsence(examined.error) ? 1 : 2;
  }

  const output = openOutput(command.output, ports);
  output.write(written(examined.value, command, ports));
  const problem = await output.close();
  if (problem !== undefined) return refuse(ports, problem.sentence);
  return isAnswered(examined.value) ? 0 : 2;
}

/** An error is a sentence for the person. */
async function questionOf(
  command: InspectCommand,
  settings: InspectionSettings,
  ports: CliPorts,
): Promise<Result<Question, string>> {
  const found =
    command.service === undefined ? undefined : await findService(command.service, ports);
  if (found?.ok === false) return found;
  const image = command.image ?? found?.value.image;
  if (image === undefined)
    return fail('The image of that service is built here or not known. Name an image as well.');
  const parsed = parseReference(image);
  if (!parsed.ok) return fail(explainReferenceError(image, parsed.error));
  if (canonicalName(parsed.value) === emptyImage)
    return fail(
      '`scratch` is the empty image that builds begin with. No registry has it, so there is nothing to look at.',
    );
  const wanted = command.platform === undefined ? undefined : parsePlatform(command.platform);
  if (command.platform !== undefined && wanted === undefined)
    return fail(
      `\`${shownText(command.platform, 80)}\` is no platform. Write a system and an architecture, such as \`linux/arm64\`.`,
    );
  const signers = await signersFor(parsed.value, command.signer, settings.trust, ports);
  if (!signers.ok) return signers;
  return ok({
    reference: parsed.value,
    wishes: {
      platform: { wanted, preferred: machinePlatform(process.arch) },
      listsTags: true,
      asksPublisher: true,
      asksAttestations: true,
      asksSignatures: true,
      signers: signers.value,
      asksContentTrust: true,
      scan: command.scan,
      asksEngine: command.asksEngine,
      service: found?.value.card,
    },
  });
}

function written(
  examination: Examination,
  { format, isWhole, output }: InspectCommand,
  { terminal }: CliPorts,
): string {
  const report = reportOf(examination);
  switch (format) {
    case 'json':
      return `${JSON.stringify(inspectReport(examination), undefined, 2)}\n`;
    case 'html':
      return reportPage(report, standalone);
    case 'markdown':
      return reportMarkdown(report);
    case 'text': {
      const { bold, dim, green, yellow, red } = createColors(
        terminal.hasColours && output === undefined,
      );
      const verdicts = { good: green, note: yellow, bad: red, unknown: dim };
      const columns = terminal.isOutput ? terminal.columns : undefined;
      const text = reportText(report, { bold, dim, verdicts, columns, isWhole, howToAsk });
      const unknowns = unknownsOf(examination)
        .filter((sentence) => !report.answers.some(({ summary }) => summary.includes(sentence)))
        .map((sentence) => `  ${sentence}\n`);
      return unknowns.length === 0 ? text : `${text}\n${bold('Not known')}\n${unknowns.join('')}`;
    }
  }
}

function explainFailure(
  reference: ImageReference,
  { platform = '' }: InspectCommand,
  failure: InspectionFailure,
): string {
  if (failure.kind === 'registry') {
    const { error } = failure;
    return error.code === 'not-found' && reference.digest !== undefined
      ? `Could not look at \`${canonicalName(reference)}\`: ${error.host} has nothing with the digest \`${reference.digest}\` there. Check the name and the digest.`
      : explainRegistryError(reference, error, 'look at');
  }
  const names = [...new Set(failure.platforms.map((each) => shownText(platformName(each), 60)))];
  const there = names.length === 0 ? 'none that says for which' : listed(names);
  return `\`${reference.written}\` has no image for \`${shownText(platform, 80)}\`. It has: ${there}. Ask for one of these with \`--platform\`.`;
}

/** Whether the registry has answered, and that there is no such image. */
function isAbsence(failure: InspectionFailure): boolean {
  return failure.kind === 'no-platform' || failure.error.code === 'not-found';
}

function refuse(ports: CliPorts, sentence: string): ExitCode {
  tell(ports, sentence);
  return 2;
}
