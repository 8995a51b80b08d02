import * as vscode from 'vscode';
import { LSPErrorCodes, ResponseError } from 'vscode-languageclient/node';
import {
  imageReportRequest,
  openImageReportCommand,
  renewImageReportCommand,
  reportWishes,
  type ImageReportAnswer,
  type ImageReportParams,
  type ReportSubject,
  type ReportWish,
} from '../../server/src/lsp/protocol.ts';
import { isOurs, type SeaworthyClient } from './server-process.ts';

/** A page that is open, and what was asked for it. */
interface OpenReport {
  readonly panel: vscode.WebviewPanel;
  subject: ReportSubject;
  scans: boolean;
  looksAtEngine: boolean;
  /** Ends the work on what is shown next; of no more use when nothing is on its way. */
  work: vscode.CancellationTokenSource;
}

/**
 * The reports on images: one panel for each image, whose page the server makes. Nothing in it runs: no scripts, no files, and of all
 * commands the one that renews the page.
 */
export class ImageReports implements vscode.Disposable {
  readonly #client: SeaworthyClient;
  readonly #open = new Map<string, OpenReport>();
  readonly #registrations: vscode.Disposable;

  constructor(client: SeaworthyClient) {
    this.#client = client;
    this.#registrations = vscode.Disposable.from(
      vscode.commands.registerCommand(openImageReportCommand, (subject?: unknown) =>
        this.#show(asSubject(subject) ?? this.#subjectAtCursor()),
      ),
      vscode.commands.registerCommand(renewImageReportCommand, (id?: unknown, wish?: unknown) =>
        this.#renew(id, wish),
      ),
    );
  }

  dispose(): void {
    this.#registrations.dispose();
    for (const { panel } of [...this.#open.values()]) panel.dispose();
  }

  /** Shows what is known at once, and the whole when it is there. */
  async #show(subject: ReportSubject | undefined): Promise<void> {
    if (subject === undefined) {
      const sentence = 'Open a Dockerfile or a Compose file, and put the cursor on an image.';
      void vscode.window.showInformationMessage(sentence);
      return;
    }
    await this.#client.start();
    const work = new vscode.CancellationTokenSource();
    const params = { subject, stage: 'known', scans: false, looksAtEngine: false } as const;
    const known = await this.#ask(params, work.token);
    if (known === undefined) return;
    const report = this.#reportOf(known, subject, work);
    report.panel.reveal();
    report.panel.webview.html = known.html;
    if (!known.isFinal) await this.#complete(report);
  }

  /** Follows a link of a page; what is shown stays until the answer is there, and the person can stop waiting for it. */
  async #renew(id: unknown, wish: unknown): Promise<void> {
    const report = typeof id === 'string' ? this.#open.get(id) : undefined;
    const known = reportWishes.find((each) => each === wish);
    if (report === undefined || known === undefined) return;
    report.scans ||= known === 'scan';
    report.looksAtEngine ||= known === 'engine';
    const work = startOver(report);
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: progressTitles[known],
      cancellable: true,
    };
    await vscode.window.withProgress(options, (_, token) => {
      token.onCancellationRequested(() => {
        work.cancel();
      });
      return this.#complete(report);
    });
  }

  async #complete(report: OpenReport): Promise<void> {
    const { subject, scans, looksAtEngine, work } = report;
    const params = { subject, stage: 'asked', scans, looksAtEngine } as const;
    const answer = await this.#ask(params, work.token);
    // Somebody else may have begun anew meanwhile, or closed the panel.
    if (answer !== undefined && !work.token.isCancellationRequested && report.work === work)
      report.panel.webview.html = answer.html;
  }

  /** The answer; undefined when the person has cancelled it, or has been told why there is none. */
  async #ask(
    params: ImageReportParams,
    token: vscode.CancellationToken,
  ): Promise<ImageReportAnswer | undefined> {
    try {
      return await this.#client.sendRequest<ImageReportAnswer>(imageReportRequest, params, token);
    } catch (error) {
      const isCancelled =
        error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled;
      if (!isCancelled && !token.isCancellationRequested)
        void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  #reportOf(
    { id, title }: ImageReportAnswer,
    subject: ReportSubject,
    work: vscode.CancellationTokenSource,
  ): OpenReport {
    const known = this.#open.get(id);
    if (known !== undefined) {
      known.work.cancel();
      return Object.assign(known, { subject, work });
    }
    const report: OpenReport = {
      panel: createPanel(title),
      subject,
      scans: false,
      looksAtEngine: false,
      work,
    };
    this.#open.set(id, report);
    report.panel.onDidDispose(() => {
      this.#open.delete(id);
      report.work.cancel();
    });
    return report;
  }

  #subjectAtCursor(): ReportSubject | undefined {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined || !isOurs(editor.document)) return undefined;
    const { document, selection } = editor;
    const uri = this.#client.code2ProtocolConverter.asUri(document.uri);
    return { uri, offset: document.offsetAt(selection.active) };
  }
}

const progressTitles: Readonly<Record<ReportWish, string>> = {
  ask: 'Asking about the image again',
  scan: 'Scanning the image',
  engine: 'Looking at the container engine',
};

function createPanel(title: string): vscode.WebviewPanel {
  const column = vscode.window.activeTextEditor?.viewColumn;
  return vscode.window.createWebviewPanel(
    'seaworthy.imageReport',
    `Image: ${title}`,
    column === undefined ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside,
    {
      enableScripts: false,
      enableForms: false,
      enableFindWidget: true,
      enableCommandUris: [renewImageReportCommand],
      localResourceRoots: [],
    },
  );
}

/** Cancels what is on its way for a page. */
function startOver(report: OpenReport): vscode.CancellationTokenSource {
  report.work.cancel();
  report.work = new vscode.CancellationTokenSource();
  return report.work;
}

/** What links and lenses give; the server checks it again. */
function asSubject(value: unknown): ReportSubject | undefined {
  return typeof value === 'object' && value !== null && !(value instanceof vscode.Uri)
    ? value
    : undefined;
}
