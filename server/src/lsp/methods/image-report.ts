import { ErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver';
import { withSignal } from '../cancellation.ts';
import { tellFailure } from '../failures.ts';
import { withProgress } from '../progress.ts';
import {
  imageReportRequest,
  type ImageReportAnswer,
  type ImageReportParams,
  type ReportSubject,
} from '../protocol.ts';
import { readReportSubject } from '../report-subject.ts';
import { imageReport, imageReportText } from '../reporting.ts';
import type { Session } from '../session.ts';

/** `seaworthy/imageReport`: a page on an image; cancelling it closes the sockets. */
export async function answerReport(
  session: Session,
  data: unknown,
  token: CancellationToken,
): Promise<ImageReportAnswer> {
  const params = readParams(data);
  if (params === undefined)
    throw new ResponseError(
      ErrorCodes.InvalidParams,
      `\`${imageReportRequest}\` needs a subject and a stage.`,
    );
  return withSignal(token, (signal) => imageReport(session, params, signal));
}

/** The command of clients that show no pages: the report as Markdown; undefined when the person has been told why there is none. */
export async function reportAsText(
  session: Session,
  subject: ReportSubject,
  token: CancellationToken,
): Promise<string | undefined> {
  try {
    return await withProgress(session, 'Looking into the image', token, (signal) =>
      imageReportText(session, subject, signal),
    );
  } catch (error) {
    tellFailure(session, error, 'The file has changed meanwhile. Try again.');
    return undefined;
  }
}

function readParams(data: unknown): ImageReportParams | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { subject, stage, scans, looksAtEngine } = data as Readonly<Record<string, unknown>>;
  const read = readReportSubject(subject);
  if (read === undefined || (stage !== 'known' && stage !== 'asked')) return undefined;
  return { subject: read, stage, scans: scans === true, looksAtEngine: looksAtEngine === true };
}
