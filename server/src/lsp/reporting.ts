import { catalogueFacts } from '../analysis/catalogue.ts';
import { knownAnswers } from '../analysis/known-answers.ts';
import { examineImage } from '../analysis/questions/examine.ts';
import type { ExaminationWishes } from '../analysis/questions/examination.ts';
import { factsFor, signerPolicyFor } from '../analysis/questions/signers.ts';
import type { InspectionFailure } from '../analysis/image-inspection.ts';
import { explainBar, explainRegistryError } from '../analysis/registry-sentences.ts';
import { shownText } from '../analysis/shown-values.ts';
import { reportOf } from '../pages/examined-report.ts';
import { reportPage } from '../pages/html.ts';
import { reportMarkdown } from '../pages/markdown.ts';
import type { PageAction, ReportDocument } from '../pages/report-document.ts';
import type { ImageFacts } from '../reference/image-facts.ts';
import { platformName } from '../reference/platform.ts';
import { canonicalName, effectiveTag, type ImageReference } from '../reference/reference.ts';
import type { InspectionSettings } from '../settings/inspection-settings.ts';
import type { Requirement } from '../settings/policy.ts';
import { listed } from '../text/words.ts';
import { cancelled, failed } from './failures.ts';
import {
  renewImageReportCommand,
  type ImageReportAnswer,
  type ImageReportParams,
  type ReportSubject,
  type ReportWish,
} from './protocol.ts';
import { findSubject, type ReportedImage } from './report-subject.ts';
import type { Session } from './session.ts';

/** What is told of an image, and what more there is to say about how it came to be known. */
interface ToldImage {
  readonly report: ReportDocument;
  readonly status: string | undefined;
  readonly isFinal: boolean;
}

type Looks = Pick<ImageReportParams, 'scans' | 'looksAtEngine'>;

/**
 * A page on an image: first what this machine knows, then what all that may be asked answer. Rejects with a `ResponseError`:
 * `RequestFailed` when no image is meant, `RequestCancelled`.
 */
export async function imageReport(
  session: Session,
  { subject, stage, ...looks }: ImageReportParams,
  signal: AbortSignal,
): Promise<ImageReportAnswer> {
  const image = await imageOf(session, subject);
  const { report, status, isFinal } =
    stage === 'known'
      ? await knownImage(session, image, looks)
      : await askedImage(session, image, looks, signal);
  const actions = (await session.registries.bar()) === undefined ? actionsFor(image.id) : [];
  return {
    id: image.id,
    title: report.title,
    html: reportPage(report, { colours: 'editor', actions, status }),
    isFinal,
  };
}

/** The same as Markdown, for clients that show no pages: all at once. */
export async function imageReportText(
  session: Session,
  subject: ReportSubject,
  signal: AbortSignal,
): Promise<string> {
  const image = await imageOf(session, subject);
  const looks = { scans: false, looksAtEngine: false };
  const { report, status } = await askedImage(session, image, looks, signal);
  const markdown = reportMarkdown(report);
  return status === undefined ? markdown : `${markdown}\n${status}\n`;
}

/** What this machine has found out of an image before, judged by what is required of it here. */
export async function recordOf(
  session: Session,
  reference: ImageReference,
  requirements: readonly Requirement[],
): Promise<ImageFacts | undefined> {
  const { trust } = await session.inspections.settings();
  const facts = await session.images.record(reference);
  return facts && factsFor(signerPolicyFor(reference, requirements, trust), facts);
}

/** What this machine knows of an image, its lists and what it has found out before. */
export async function knownOf(
  session: Session,
  reference: ImageReference,
  requirements: readonly Requirement[],
): Promise<Parameters<typeof knownAnswers>[0]> {
  const tag = reference.digest === undefined ? effectiveTag(reference) : reference.tag;
  const facts = await recordOf(session, reference, requirements);
  return { reference, catalogue: catalogueFacts(reference, tag, session.officialTags), facts };
}

/** All that is asked of an image beside its registry's own word, but for scanners and engine, which somebody must want. */
export function wishesFor(
  { reference, platform, service, requirements }: ReportedImage,
  { trust }: Pick<InspectionSettings, 'trust'>,
  { scans, looksAtEngine }: Looks,
): ExaminationWishes {
  return {
    platform: { wanted: platform, preferred: undefined },
    listsTags: true,
    asksPublisher: true,
    asksAttestations: true,
    asksSignatures: true,
    asksContentTrust: true,
    signers: signerPolicyFor(reference, requirements, trust),
    scan: scans ? 'first' : 'none',
    asksEngine: looksAtEngine,
    service,
  };
}

async function imageOf(session: Session, subject: ReportSubject): Promise<ReportedImage> {
  const found = await findSubject(session, subject);
  if (!found.ok) throw failed(found.error);
  return found.value;
}

async function knownImage(
  session: Session,
  image: ReportedImage,
  { scans, looksAtEngine }: Looks,
): Promise<ToldImage> {
  const bar = await session.registries.bar();
  const host = shownText(image.reference.registry, 80);
  const others = [
    ...(scans ? ['the scanner'] : []),
    ...(looksAtEngine ? ['the container engine'] : []),
  ];
  const asking = `Asking ${listed([host, ...others])} for the rest…`;
  return {
    report: await knownReport(session, image),
    status: bar === undefined ? asking : explainBar(bar, purpose),
    isFinal: bar !== undefined,
  };
}

async function askedImage(
  session: Session,
  image: ReportedImage,
  looks: Looks,
  signal: AbortSignal,
): Promise<ToldImage> {
  if ((await session.registries.bar()) !== undefined) return knownImage(session, image, looks);
  const { reference } = image;
  session.inspections.reset();
  const [settings, ports] = await Promise.all([
    session.inspections.settings(),
    session.inspections.ports(),
  ]);
  const wishes = wishesFor(image, settings, looks);
  const examined = await examineImage(reference, wishes, ports, signal);
  if (signal.aborted) throw cancelled();
  if (!examined.ok) {
    const status = explainFailure(image, examined.error);
    return { report: await knownReport(session, image), status, isFinal: true };
  }
  return { report: reportOf(examined.value), status: undefined, isFinal: true };
}

async function knownReport(
  session: Session,
  { reference, service, requirements }: ReportedImage,
): Promise<ReportDocument> {
  const known = await knownOf(session, reference, requirements);
  const version =
    reference.digest === undefined ? `:${effectiveTag(reference)}` : `@${reference.digest}`;
  return {
    title: shownText(reference.written, 200),
    reference: shownText(`${canonicalName(reference)}${version}`),
    askedAt: undefined,
    answers: knownAnswers(known, service, session.now()),
  };
}

const purpose = 'have the whole report';

function explainFailure({ reference, platform }: ReportedImage, error: InspectionFailure): string {
  if (error.kind === 'registry') return explainRegistryError(reference, error.error, 'look at');
  const names = error.platforms.map((each) => shownText(platformName(each), 60));
  const wanted = platform === undefined ? 'that platform' : platformName(platform);
  const there = names.length === 0 ? 'none that says for which' : listed([...new Set(names)]);
  return `\`${reference.written}\` has no image for \`${shownText(wanted, 80)}\`. It has: ${there}. Change what the file asks for.`;
}

function actionsFor(id: string): readonly PageAction[] {
  const action = (title: string, wish: ReportWish): PageAction => ({
    title,
    command: `command:${renewImageReportCommand}?${encodeURIComponent(JSON.stringify([id, wish]))}`,
  });
  return [
    action('Ask again', 'ask'),
    action('Scan for vulnerabilities', 'scan'),
    action('Look at the local engine', 'engine'),
  ];
}
