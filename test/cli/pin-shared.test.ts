import { describe, expect, it } from 'vitest';
import { command, makeFolder } from '../support/command-line.ts';
import { recordingRegistry } from '../support/digests.ts';
import { asking } from '../support/pin-command.ts';
import { anyImage, sampleDigest } from '../support/pinning.ts';

describe('a variable of `.env` that is a part of a reference in another Compose file', () => {
  const files = {
    'compose.yaml': 'services:\n  app:\n    image: ${I}\n',
    'debug/compose.yaml': 'include: [{path: app.yaml, env_file: ../.env}]\n',
    'debug/app.yaml': 'services:\n  app:\n    image: ${I}-debug\n',
    '.env': 'I=team/app:1\n',
  };

  it('is not pinned with both files, though each has a configuration of its own', async () => {
    const folder = await makeFolder({ ...files, 'debug/.seaworthy.yaml': 'profile: strict\n' });
    const registry = recordingRegistry();
    const { code, errors } = await command(['pin', '--write', folder.path], asking(registry));
    expect(code).toBe(1);
    expect(errors).toContain(
      "compose.yaml: Can't pin `${I}`: `I` is also a part of another reference, which a digest would break.",
    );
    expect(await folder.read('.env')).toBe(files['.env']);
    expect(registry.asked).toEqual([]);
  });

  it('is pinned for the one file that was named, as no other is looked at', async () => {
    const folder = await makeFolder(files);
    await command(['pin', '--write', folder.file('compose.yaml')], asking(anyImage));
    expect(await folder.read('.env')).toBe(`I=team/app:1@${sampleDigest}\n`);
  });
});
