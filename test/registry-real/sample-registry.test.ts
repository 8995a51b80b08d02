import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSampleRegistry, type SampleRegistry } from '../../scripts/start/sample-registry.ts';
import { resolve } from '../registry/setup.ts';
import { startRealRegistry, type RealRegistry } from '../support/real-registry.ts';
import { run } from '../support/tools.ts';
import { isSkipped, titled } from './tools.ts';

describe.skipIf(isSkipped)(titled('the sample registry, as skopeo sees it'), () => {
  let sample: SampleRegistry;
  let real: RealRegistry;

  beforeAll(async () => {
    sample = await startSampleRegistry(['python:3.8', 'python:3.9']);
    real = await startRealRegistry();
  });

  afterAll(async () => {
    await sample.close();
    await real.close();
  });

  it('lists its tags', async () => {
    const image = `docker://${hostOf(sample)}/library/python`;
    const listed = await run('skopeo', ['list-tags', '--tls-verify=false', image]);
    expect(JSON.parse(listed.toString())).toMatchObject({ Tags: ['3.8', '3.9'] });
  });

  it('has images that can be copied whole, attestations included, and keep their digest', async () => {
    const name = 'library/python:3.8';
    await run('skopeo', [
      'copy',
      '--all',
      '--preserve-digests',
      '--src-tls-verify=false',
      '--dest-tls-verify=false',
      `docker://${hostOf(sample)}/${name}`,
      `docker://${real.host}/${name}`,
    ]);
    expect(await resolve(`${real.host}/${name}`)).toMatchObject({
      value: { digest: sample.digestOf('python:3.8') },
    });
  });

  it('has an image for each of its platforms', async () => {
    const image = `docker://${hostOf(sample)}/library/python:3.8`;
    const config = await run('skopeo', [
      'inspect',
      '--config',
      '--tls-verify=false',
      '--override-os=linux',
      '--override-arch=arm64',
      '--override-variant=v8',
      image,
    ]);
    expect(JSON.parse(config.toString())).toMatchObject({ os: 'linux', architecture: 'arm64' });
  });
});

function hostOf({ url }: SampleRegistry): string {
  return new URL(url).host;
}
