import { on } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import type { CheckThread } from '../ports.ts';
import type { DocumentToCheck } from './checked-file.ts';

/**
 * What a thread does: answers each batch that comes through the port, in their order, until the thread is ended. Whatever
 * is thrown ends the thread, which the other side notices.
 */
export async function serveChecks(port: MessagePort, thread: CheckThread): Promise<void> {
  for await (const [documents] of on(port, 'message') as AsyncIterable<
    [readonly DocumentToCheck[]]
  >)
    port.postMessage(await thread.check(documents));
}
