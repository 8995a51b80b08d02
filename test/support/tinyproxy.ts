import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closedHost } from './fake-registry.ts';
import { startProgram } from './programs.ts';

/** tinyproxy, a real HTTP proxy, on a free loopback port. */
export interface Tinyproxy {
  /** Without user and password. */
  readonly url: string;
  readonly host: string;
  /** What it was asked to do so far: `CONNECT registry.example.test:443 HTTP/1.1`. */
  requests(): readonly string[];
  close(): Promise<void>;
}

export interface TinyproxyOptions {
  /** Without it anyone may use the proxy. */
  readonly user?: { readonly username: string; readonly password: string };
  /** Host and port of a further proxy that is asked for all names in `domain`. */
  readonly onward?: { readonly host: string; readonly domain: string };
}

/** Starts `tinyproxy`, which connects to any port; rejects when it ends before it listens. */
export async function startTinyproxy({ user, onward }: TinyproxyOptions = {}): Promise<Tinyproxy> {
  const directory = await mkdtemp(join(tmpdir(), 'tinyproxy-'));
  const host = await closedHost();
  const lines = [
    `Port ${host.split(':')[1] ?? ''}`,
    'Listen 127.0.0.1',
    'Allow 127.0.0.1',
    'LogLevel Info',
    'Timeout 60',
    ...(user === undefined ? [] : [`BasicAuth ${user.username} ${user.password}`]),
    ...(onward === undefined ? [] : [`Upstream http ${onward.host} ".${onward.domain}"`]),
  ];
  const path = join(directory, 'tinyproxy.conf');
  await writeFile(path, `${lines.join('\n')}\n`);
  const removeDirectory = () => rm(directory, { recursive: true });
  try {
    const proxy = await startProgram('tinyproxy', ['-d', '-c', path], {
      ready: /Accepting connections/,
    });
    return {
      url: `http://${host}`,
      host,
      requests: () =>
        proxy.lines.flatMap(
          (line) => /Request \(file descriptor \d+\): (.+)$/.exec(line)?.[1] ?? [],
        ),
      async close() {
        await proxy.stop();
        await removeDirectory();
      },
    };
  } catch (cause) {
    await removeDirectory();
    throw cause;
  }
}
