import { MessageType, ShowMessageNotification, type Connection } from 'vscode-languageserver';
import { inBackground } from './background.ts';

/**
 * Shows a sentence to the person: `window/showMessage`, which every client knows. The helpers of the
 * connection send a request, whose failure would be one more thing to handle.
 */
export function showMessage(connection: Connection, type: MessageType, message: string): void {
  inBackground(
    connection,
    connection.sendNotification(ShowMessageNotification.type, { type, message }),
  );
}

/** Lines of a message that people still read; editors cut longer ones off. */
const maximalLines = 12;

/** Tells what was done and what was left; of a long story the beginning, and all of it in the log. */
export function showSummary(
  connection: Connection,
  isComplete: boolean,
  paragraphs: readonly string[],
): void {
  const lines = paragraphs.flatMap((paragraph) => paragraph.split('\n'));
  const rest = lines.length - maximalLines;
  if (rest > 0) connection.console.info(lines.join('\n'));
  const shown =
    rest > 0
      ? [...lines.slice(0, maximalLines), `… and ${rest} more lines, which are in the log.`]
      : lines;
  showMessage(connection, isComplete ? MessageType.Info : MessageType.Warning, shown.join('\n'));
}
