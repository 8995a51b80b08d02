import { ShowMessageNotification, type Connection, type MessageType } from 'vscode-languageserver';
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
