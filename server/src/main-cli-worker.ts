import { parentPort, workerData } from 'node:worker_threads';
import type { CheckSettings } from './cli/check/checked-file.ts';
import { thisThread } from './cli/check/this-thread.ts';
import { serveChecks } from './cli/check/thread-worker.ts';
import { promptNodeFiles } from './files/node-files.ts';
import { rules } from './rules/index.ts';

if (parentPort === null) throw new Error('this program is started as a thread by the command line');
// What it rejects with ends the thread, and the command line checks the files itself.
void serveChecks(
  parentPort,
  thisThread(workerData as CheckSettings, { rules, files: promptNodeFiles }),
);
