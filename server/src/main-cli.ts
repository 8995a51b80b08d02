import type { SpokenPorts } from './cli/ports.ts';
import { run } from './cli/run.ts';
import { steadyColumns, terminalOf } from './cli/terminal.ts';

const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    controller.abort();
  });

for (const stream of [process.stdout, process.stderr]) {
  steadyColumns(stream);
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Who has read enough, as `head` has, closes the pipe; the command still ends with its own exit code.
    if (error.code === 'EPIPE') return;
    if (stream === process.stdout)
      process.stderr.write(`Standard output could not be written: ${error.message}.\n`);
    process.exit(2);
  });
}

const spoken: SpokenPorts = {
  terminal: terminalOf(process, process.env),
  write: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
};

// A process that ends while the command still waits for something has not done what it was asked for.
process.exitCode = 2;

run(process.argv.slice(2), spoken, async () => {
  const { portsOfProcess } = await import('./process-ports.ts');
  return portsOfProcess(spoken, controller.signal);
}).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`Seaworthy hit an internal error: ${String(error)}\n`);
    process.exitCode = 2;
  },
);
