import {
  inspectImage,
  type ImageInspection,
  type InspectionFailure,
} from '../analysis/image-inspection.ts';
import { explainReferenceError } from '../analysis/reference-sentences.ts';
import { explainRegistryError } from '../analysis/registry-sentences.ts';
import { shownText } from '../analysis/shown-values.ts';
import { parsePlatform } from '../reference/platform-match.ts';
import { platformName } from '../reference/platform.ts';
import { canonicalName, parseReference, type ImageReference } from '../reference/reference.ts';
import { listed } from '../text/words.ts';
import type { InspectCommand } from './command.ts';
import { inspectReport } from './inspect/inspect-report.ts';
import { inspectText } from './inspect/inspect-text.ts';
import { machinePlatform } from './inspect/machine-platform.ts';
import type { CliPorts, ExitCode } from './ports.ts';
import { registryFor } from './registry.ts';
import { tell } from './sources.ts';

/**
 * `seaworthy inspect IMAGE`: what an image's own registry says of it. 0 when it is told; 1 when there is no such image,
 * or none for the platform; 2 when the reference is wrong or the registry gave no answer, or only a part of one.
 */
export async function inspect(command: InspectCommand, ports: CliPorts): Promise<ExitCode> {
  const parsed = parseReference(command.image);
  if (!parsed.ok) return refuse(ports, explainReferenceError(command.image, parsed.error));
  const wanted = command.platform === undefined ? undefined : parsePlatform(command.platform);
  if (command.platform !== undefined && wanted === undefined)
    return refuse(
      ports,
      `\`${shownText(command.platform, 80)}\` is no platform. Write a system and an architecture, such as \`linux/arm64\`.`,
    );

  const registry = await registryFor(ports, command.isVerbose);
  const preferred = machinePlatform(process.arch);
  const choice = { wanted, preferred };
  const inspected = await inspectImage(parsed.value, choice, registry, ports.signal);
  if (ports.signal.aborted) return refuse(ports, 'Stopped.');
  if (!inspected.ok) {
    tell(ports, explainFailure(parsed.value, command, inspected.error));
    return isAbsence(inspected.error) ? 1 : 2;
  }
  ports.write(written(inspected.value, command, ports));
  return inspected.value.details.ok ? 0 : 2;
}

function written(
  inspection: ImageInspection,
  { format }: InspectCommand,
  { now, terminal }: CliPorts,
): string {
  return format === 'json'
    ? `${JSON.stringify(inspectReport(inspection, now()), undefined, 2)}\n`
    : inspectText(inspection, terminal.hasColours);
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
