import {
  CancellationTokenSource,
  MessageType,
  type MessageActionItem,
  type ShowMessageRequestParams,
} from 'vscode-languageserver';
import { inertLine } from '../text/plain-line.ts';
import { showMessage } from './message.ts';
import {
  chooseRequest,
  copyRequest,
  reviewRequest,
  type Choice,
  type ChooseAnswer,
  type ChooseParams,
  type CopyParams,
  type ReviewAnswer,
  type ReviewParams,
} from './protocol.ts';
import type { Session } from './session.ts';

/** Whom a person is asked through. */
export type Client = Pick<Session, 'connection' | 'capabilities'>;

/** As many buttons as a message can have before it is a list, which messages are not. */
const maximalButtons = 5;

/**
 * Lets the person choose, and gives the `id` of the choice; undefined when they want none, the editor cannot
 * ask, or `signal` is aborted first. An editor without lists shows a message with the first five as buttons.
 */
export async function choose(
  client: Client,
  params: ChooseParams,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { title, placeholder, items } = params;
  if (client.capabilities.asksPeople) {
    const answer = await askClient<ChooseAnswer>(client, chooseRequest, params, signal);
    return items.find(({ id }) => id === answer)?.id;
  }
  const shown = items.slice(0, maximalButtons);
  const rest =
    shown.length < items.length ? [`${items.length - shown.length} more are not shown.`] : [];
  const buttons = shown.map((item, index) => buttonTitle(item, index, shown));
  const details = shown.flatMap(({ label, description }) =>
    description === undefined ? [] : [`${label}: ${description}`],
  );
  const lines = [title, placeholder, ...details, ...rest];
  const answer = await askByMessage(client, lines, buttons, signal);
  return answer === undefined ? undefined : shown[buttons.indexOf(answer)]?.id;
}

/** The label; with what stands beside it, or a number, where another one has the same. */
function buttonTitle(item: Choice, index: number, all: readonly Choice[]): string {
  const isAmbiguous = (text: (choice: Choice) => string): boolean =>
    all.some((other) => other !== item && text(other) === text(item));
  if (!isAmbiguous(({ label }) => label)) return item.label;
  const full = ({ label, description = '' }: Choice): string => `${label} ${description}`.trim();
  return isAmbiguous(full) ? `${String(index + 1)}. ${full(item)}` : full(item);
}

const keep = 'Keep';

/**
 * Shows a change before it is made, and whether the person accepts it. No answer is no, and so is an aborted
 * `signal`. An editor without reviews shows the summary in a message with two buttons.
 */
export async function review(
  client: Client,
  params: ReviewParams,
  signal: AbortSignal,
): Promise<boolean> {
  const { title, summary, accept } = params;
  if (client.capabilities.asksPeople) {
    const inert = { ...params, title: inertLine(title), summary: inertLine(summary) };
    return (await askClient<ReviewAnswer>(client, reviewRequest, inert, signal)) === true;
  }
  return (await askByMessage(client, [title, summary], [accept, keep], signal)) === accept;
}

/** Puts a text on the person's clipboard; an editor that cannot shows it in a message to copy it from. */
export async function copy(client: Client, text: string, signal: AbortSignal): Promise<void> {
  const params: CopyParams = { text };
  if (client.capabilities.asksPeople) await askClient<null>(client, copyRequest, params, signal);
  else showMessage(client.connection, MessageType.Info, text);
}

async function askByMessage(
  client: Client,
  lines: readonly string[],
  buttons: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const params: ShowMessageRequestParams = {
    type: MessageType.Info,
    message: lines
      .filter((line) => line !== '')
      .map(inertLine)
      .join('\n'),
    actions: buttons.map((title) => ({ title })),
  };
  const method = 'window/showMessageRequest';
  return (await askClient<MessageActionItem | null>(client, method, params, signal))?.title;
}

/**
 * Sends a request of ours and gives the client's answer; undefined when the client refuses, which is logged, or
 * `signal` is aborted first: then the client is told to stop asking, and not waited for.
 */
export async function askClient<T>(
  { connection }: Client,
  method: string,
  params: object,
  signal: AbortSignal,
): Promise<T | undefined> {
  if (signal.aborted) return undefined;
  const source = new CancellationTokenSource();
  let cancel: () => void = () => undefined;
  const cancelled = new Promise<undefined>((resolve) => {
    cancel = () => {
      source.cancel();
      resolve(undefined);
    };
  });
  signal.addEventListener('abort', cancel, { once: true });
  const answered = connection
    .sendRequest<T>(method, params, source.token)
    .catch((error: unknown) => {
      if (!signal.aborted)
        connection.console.warn(`The editor did not answer \`${method}\`: ${String(error)}`);
      return undefined;
    });
  try {
    return await Promise.race([answered, cancelled]);
  } finally {
    signal.removeEventListener('abort', cancel);
    source.dispose();
  }
}
