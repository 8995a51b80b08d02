import { describe, expect, it } from 'vitest';
import { command, makeFolder } from '../support/command-line.ts';

const dockerfile = 'FROM a/b:latest\nUSER 1000\n';

describe('a configuration', () => {
  it('holds for the files below it, and gives way to a nearer one', async () => {
    const folder = await makeFolder({
      'seaworthy.yaml': 'rules: { image-latest-tag: off }\n',
      Dockerfile: dockerfile,
      'strict/.seaworthy.yaml': 'profile: strict\n',
      'strict/Dockerfile': dockerfile,
    });
    const { code, output } = await command(['check', folder.path], { root: folder.path });
    expect(code).toBe(1);
    expect(output.match(/\[image-[a-z-]+\]/g)).toEqual(['[image-latest-tag]']);
    expect(output).toContain('strict/Dockerfile');
  });

  it('decides when the command fails, unless the command line does', async () => {
    const folder = await makeFolder({
      'seaworthy.yaml': 'failOn: error\n',
      Dockerfile: dockerfile,
    });
    const ports = { root: folder.path };
    expect((await command(['check', folder.path], ports)).code).toBe(0);
    expect((await command(['check', '--fail-on', 'warning', folder.path], ports)).code).toBe(1);
  });

  it('leaves out files', async () => {
    const folder = await makeFolder({
      'seaworthy.yaml': 'exclude: [vendor]\n',
      'vendor/a/Dockerfile': dockerfile,
    });
    expect((await command(['check', folder.path], { root: folder.path })).code).toBe(0);
  });

  it('with a mistake is told once, and the rest of it holds', async () => {
    const folder = await makeFolder({
      'seaworthy.yaml': 'rules: { image-latest-tag: off, user-rot: off }\n',
      'a/Dockerfile': dockerfile,
      'b/Dockerfile': dockerfile,
    });
    const { code, errors } = await command(['check', folder.path], { root: folder.path });
    expect(code).toBe(0);
    expect(errors).toBe(
      `${folder.file('seaworthy.yaml')}:1:33: There is no rule \`user-rot\`. Did you mean \`user-root\`?\n`,
    );
  });

  it('that is broken makes the command end with 2', async () => {
    const folder = await makeFolder({ 'seaworthy.yaml': 'rules: [\n', Dockerfile: dockerfile });
    const { code, errors } = await command(['check', folder.path], { root: folder.path });
    expect(code).toBe(2);
    expect(errors).toContain('seaworthy.yaml:2:1: This is not valid YAML');
  });

  it('that requires what nobody understands makes the command end with 2, as nothing is known to have it', async () => {
    const folder = await makeFolder({
      'seaworthy.yaml': 'require: [{ images: [a/b], needs: [signature] }]\n',
      Dockerfile: 'FROM a/c:1\nUSER 1000\n',
    });
    const { code, errors } = await command(['check', folder.path], { root: folder.path });
    expect(code).toBe(2);
    expect(errors).toContain('There is no key `needs`');
  });
});

describe('files that belong together', () => {
  it('are judged together, and each finding is told where its text stands', async () => {
    const folder = await makeFolder({
      'compose.yaml': 'services:\n  app:\n    image: team/app:1.4\n    privileged: false\n',
      'compose.override.yaml': 'services:\n  app:\n    privileged: true\n',
    });
    const { output } = await command(['check', '--format', 'json', folder.path], {
      root: folder.path,
    });
    expect(JSON.parse(output)).toMatchObject({
      findings: [
        {
          file: folder.file('compose.override.yaml'),
          rule: 'privileged-container',
          range: { start: { line: 2 } },
        },
      ],
    });
  });

  it('are checked themselves, whatever their name', async () => {
    const folder = await makeFolder({
      'compose.yaml':
        'services:\n  app:\n    extends: { file: parts/common.yml, service: base }\n    image: team/app:1.4\n',
      'parts/common.yml': 'services:\n  base:\n    privileged: true\n',
    });
    const { output } = await command(['check', '--format', 'json', folder.path], {
      root: folder.path,
    });
    expect(JSON.parse(output)).toMatchObject({
      findings: [{ file: folder.file('parts/common.yml'), rule: 'privileged-container' }],
    });
  });

  it('count as secrets where a build would copy them', async () => {
    const folder = await makeFolder({
      Dockerfile: 'FROM alpine:3.22\nCOPY . /app\nUSER 1000\n',
      '.env': 'A=b\n',
    });
    const ports = { root: folder.path };
    const { output } = await command(['check', folder.path], ports);
    expect(output).toContain('[context-includes-secrets]');
  });
});
