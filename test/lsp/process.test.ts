import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startSampleRegistry, type SampleRegistry } from '../../scripts/start/sample-registry.ts';
import { bundle, type Bundle } from '../support/bundle.ts';
import { connectTo, modernClient } from '../support/language-client.ts';

const uri = 'file:///project/Dockerfile';

let server: Bundle;
let registry: SampleRegistry;

beforeAll(async () => {
  [server, registry] = await Promise.all([
    bundle('main-lsp.ts'),
    startSampleRegistry(['python:3.8']),
  ]);
});

afterAll(async () => {
  await Promise.all([server.remove(), registry.close()]);
});

function start(...args: readonly string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [server.path, ...args], { stdio: 'pipe' });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

async function exitCodeOf(child: ChildProcessWithoutNullStreams): Promise<unknown> {
  const [code] = (await once(child, 'exit')) as readonly unknown[];
  return code;
}

describe('the server as a process', () => {
  it('serves a client from `initialize` to `exit`, and leaves with 0', async () => {
    const child = start('--stdio');
    const exited = exitCodeOf(child);
    const complaints = text(child.stderr);
    const client = await connectTo(child.stdin, child.stdout, {
      capabilities: modernClient,
      settings: { registries: { 'docker.io': { mirror: registry.url } } },
    });
    expect(client.server.serverInfo?.name).toBe('seaworthy');

    client.open(uri, 'FROM python:3.8\nUSER root\n');
    expect(await client.pull(uri)).toMatchObject({ items: [{ code: 'user-root' }] });
    const position = { line: 0, character: 5 };
    const [action] = await client.actions(uri, { start: position, end: position });
    if (action === undefined) throw new Error('no action');
    const { edit } = await client.resolve(action);
    expect(JSON.stringify(edit)).toContain(`"@${registry.digestOf('python:3.8')}"`);

    await client.shutdown();
    await client.connection.sendNotification('exit');
    expect(await exited).toBe(0);
    expect(await complaints).toBe('');
    client.connection.dispose();
  });

  it('leaves when its input ends, as its client is gone', async () => {
    const child = start('--stdio');
    const exited = exitCodeOf(child);
    const client = await connectTo(child.stdin, child.stdout, { capabilities: modernClient });
    client.open(uri, 'FROM redis\n');
    await client.pull(uri);
    child.stdin.end();
    expect(await exited).toBe(1);
    client.connection.dispose();
  });

  it('survives a client that refuses all its requests', async () => {
    const refuse = (): never => {
      throw new Error('not today');
    };
    const child = start('--stdio');
    const client = await connectTo(child.stdin, child.stdout, {
      capabilities: modernClient,
      answers: {
        'client/registerCapability': refuse,
        'workspace/configuration': refuse,
        'workspace/diagnostic/refresh': refuse,
      },
    });
    client.changeSettings({});
    await client.inbox.next('workspace/diagnostic/refresh');
    client.open(uri, 'FROM redis\n');
    expect(await client.pull(uri)).toMatchObject({ items: [{ code: 'image-no-tag' }] });
    await client.shutdown();
    expect(child.exitCode).toBeNull();
    client.connection.dispose();
  });

  it('says what it is to a person who starts it by hand', async () => {
    const child = start();
    const said = text(child.stderr);
    expect(await exitCodeOf(child)).toBe(2);
    expect(await said).toContain('editors start it with --stdio');
    expect(await said).toContain('`seaworthy check`');
  });
});
