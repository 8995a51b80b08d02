import { homedir } from 'node:os';
import { createConnections } from '../../server/src/registry/network/connections.ts';
import { createProxyChooser } from '../../server/src/registry/network/proxy.ts';
import { createTransport } from '../../server/src/registry/network/transport.ts';
import { createTrust } from '../../server/src/registry/network/trust.ts';

// A program that gets the URL in its first argument as its environment says, and has nothing else to do.
const { env: environment, platform } = process;
const connections = createConnections({
  chooseProxy: createProxyChooser({ environment }),
  trust: createTrust({ environment, homeDirectory: homedir(), platform }),
});
const settings = { timeout: 10_000, userAgent: 'test/1', now: Date.now, log: () => undefined };
const transport = createTransport({ connections, ...settings });
const url = new URL(process.argv[2] ?? '');
const answer = await transport(
  { method: 'GET', url, headers: {}, maximalBody: 1_000 },
  new AbortController().signal,
);
console.log(JSON.stringify({ ok: answer.ok, at: Date.now() }));
