import { registryOfHost } from '../reference/docker-hub.ts';
import { isHost } from '../text/host.ts';

/**
 * What client and server say to each other beyond LSP. A client that knows none of this gets everything
 * but the status item and the workspace's trust.
 */

/** `initializationOptions`; all optional. */
export interface InitializationOptions {
  /** Settings for clients without `workspace/configuration`: what they would hold under `seaworthy`. */
  readonly settings?: unknown;
  /** False while the person has not trusted the workspace: then no registry is asked. */
  readonly isTrusted?: boolean;
  /** Whether the client wants `seaworthy/status`. */
  readonly wantsStatus?: boolean;
  /** Whether another extension shows what BuildKit's own checks find. */
  readonly hasDockerChecks?: boolean;
  /** Whether the client answers `seaworthy/credentials`. */
  readonly keepsCredentials?: boolean;
  /** Whether the client answers `seaworthy/choose`, `seaworthy/review` and `seaworthy/copy`. */
  readonly asksPeople?: boolean;
  /** Whether the client answers `seaworthy/findFiles` and `seaworthy/open`. */
  readonly opensFiles?: boolean;
  /** Whether the client shows pages of HTML, by the command `seaworthy.openImageReport`, and follows links to commands. */
  readonly showsReports?: boolean;
}

/** Server to client: whether registries can be asked, as far as the last request told. */
export const statusNotification = 'seaworthy/status';

export interface StatusParams {
  readonly state: 'ready' | 'offline' | 'rate-limited' | 'disabled' | 'untrusted';
  /** What a person should know about it, as a sentence. */
  readonly detail: string;
}

/** Client to server: the person now trusts the workspace. */
export const trustGrantedNotification = 'seaworthy/trustGranted';

/** Client to server: another extension now shows, or no longer shows, what BuildKit's own checks find. */
export const dockerChecksNotification = 'seaworthy/dockerChecks';

export interface DockerChecksParams {
  readonly areShown: boolean;
}

/** Server to client: what the person gave the editor for a registry that wants to know who asks. */
export const credentialsRequest = 'seaworthy/credentials';

export interface CredentialsParams {
  /** As references name it: `docker.io`, `registry.example.com:5000`. */
  readonly registry: string;
}

/**
 * Under which name the client keeps what it was given for a registry, however that was written; undefined
 * when it is no host alone.
 */
export function credentialsName(registry: string): string | undefined {
  const written = registry.trim().toLowerCase();
  return isHost(written) ? registryOfHost(written.replace(/:443$/, '')) : undefined;
}

export type CredentialsAnswer = { readonly username: string; readonly password: string } | null;

/** What goes with a failure beside its sentence. */
export interface FailureData {
  /** A registry where signing in may help. */
  readonly signInTo?: string;
}

/** Client to server: the person has signed in or out, so what was known of registries no longer holds. */
export const credentialsChangedNotification = 'seaworthy/credentialsChanged';

/** Server to client: which of several things does the person want? */
export const chooseRequest = 'seaworthy/choose';

export interface ChooseParams {
  readonly title: string;
  readonly placeholder: string;
  readonly items: readonly Choice[];
}

export interface Choice {
  /** What is answered when the person chooses this one. */
  readonly id: string;
  readonly label: string;
  /** Shown beside the label. */
  readonly description?: string;
  /** Shown below it. */
  readonly detail?: string;
}

/** The `id` of the choice; null when the person wants none. */
export type ChooseAnswer = string | null;

/** Server to client: does the person accept a change, having seen both texts side by side? */
export const reviewRequest = 'seaworthy/review';

export interface ReviewParams {
  readonly title: string;
  /** What matters most of the change, in a sentence or two. */
  readonly summary: string;
  readonly before: ReviewedText;
  readonly after: ReviewedText;
  /** The words on the button that accepts. */
  readonly accept: string;
}

export interface ReviewedText {
  /** A name for the text, not a path. */
  readonly title: string;
  readonly text: string;
}

/** False when the person wants to keep what is there, or does not answer. */
export type ReviewAnswer = boolean;

/** Server to client: put this text where the person can paste it from. */
export const copyRequest = 'seaworthy/copy';

export interface CopyParams {
  readonly text: string;
}

/** Server to client: which files of the workspace may be Dockerfiles or Compose files? */
export const findFilesRequest = 'seaworthy/findFiles';

export interface FindFilesParams {
  /** How many are enough. */
  readonly limit: number;
  /** The names of folders that are not searched. */
  readonly skippedFolders: readonly string[];
}

export interface FindFilesAnswer {
  readonly uris: readonly string[];
  /** Whether there may be more. */
  readonly isPartial: boolean;
}

/**
 * Server to client: open these documents without showing them. They need not stay open once this is answered,
 * so the answer has what the server must know of them.
 */
export const openRequest = 'seaworthy/open';

export interface OpenParams {
  readonly uris: readonly string[];
}

/** Those of the documents that could be opened, as the editor has them now. */
export type OpenAnswer = readonly OpenedText[];

export interface OpenedText {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly text: string;
}

/** Pins every image of a document as one edit; argument: the document's URI. */
export const pinAllCommand = 'seaworthy.pinAllInDocument';

/** Pins every image of the workspace as one edit; no argument. */
export const pinWorkspaceCommand = 'seaworthy.pinAllInWorkspace';

/** Updates every pin of a document as one edit; argument: the document's URI. */
export const updatePinsCommand = 'seaworthy.updatePinsInDocument';

/** Updates every pin of the workspace as one edit; no argument. */
export const updateWorkspacePinsCommand = 'seaworthy.updatePinsInWorkspace';

/** Asks the registries what has become of a document's pins; argument: the document's URI. */
export const checkPinsCommand = 'seaworthy.checkPinsInDocument';

/** Does with one image what asks the person on its way; argument: the action's data. */
export const imageCommand = 'seaworthy.changeImage';

/** Does for one service what the person reviews first; argument: the action's data. */
export const serviceCommand = 'seaworthy.changeService';

/** Applies a code action for clients that cannot resolve its edit; argument: the action's data. */
export const applyPinCommand = 'seaworthy.applyPin';

/** Tells what there is to know of one image, as Markdown; argument: a `ReportSubject`. */
export const imageReportCommand = 'seaworthy.imageReport';

/** A command of clients that show pages: opens the report of an image; argument: a `ReportSubject`. */
export const openImageReportCommand = 'seaworthy.openImageReport';

/** A command of these clients, in the pages themselves; arguments: the report's `id` and a `ReportWish`. */
export const renewImageReportCommand = 'seaworthy.renewImageReport';

/** What a reader of a page can wish: all asked for anew, a scan, a look at the container engine of this machine. */
export const reportWishes = ['ask', 'scan', 'engine'] as const;
export type ReportWish = (typeof reportWishes)[number];

/** Which image is meant: that at a place of an open document, or the one of a name where there is none or it is another by now. */
export interface ReportSubject {
  readonly uri?: string;
  /** UTF-16 code units from the beginning of the document. */
  readonly offset?: number;
  readonly image?: string;
}

/** Client to server: what is there to know of an image? */
export const imageReportRequest = 'seaworthy/imageReport';

export interface ImageReportParams {
  readonly subject: ReportSubject;
  /** `known`: what this machine knows, at once; `asked`: what registries and others answer. */
  readonly stage: 'known' | 'asked';
  readonly scans: boolean;
  readonly looksAtEngine: boolean;
}

export interface ImageReportAnswer {
  /** The same for the same image, platform and service. */
  readonly id: string;
  readonly title: string;
  /** A page that runs no scripts and loads nothing. */
  readonly html: string;
  /** Whether it is all that can be told: nobody may be asked, or everybody was. */
  readonly isFinal: boolean;
}

/** Client to server: what is there to know of the image at a place, where the person lets hovers ask? */
export const hoverAnswersRequest = 'seaworthy/hoverAnswers';
