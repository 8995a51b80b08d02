import { describe, expect, it } from 'vitest';
import { formats } from '../../server/src/cli/command.ts';
import { fail } from '../../server/src/text/result.ts';
import {
  app,
  checkFiles,
  dockerfile,
  quiet,
  requiring,
  shelfWithApp,
  withTools,
} from '../support/check-images.ts';
import { command, makeFolder } from '../support/command-line.ts';
import { scannersWith, scanResult } from '../support/examining.ts';
import { asking } from '../support/pin-command.ts';
import { parseReport } from './reporters/parse.ts';

describe('check --scan', () => {
  const files = { Dockerfile: dockerfile, 'seaworthy.yaml': quiet };

  it('tells what the first scanner has found that is there', async () => {
    const scanners = scannersWith({
      trivy: () => Promise.resolve(scanResult(['critical', 'high', 'high', 'low'])),
    });
    const { code, output } = await checkFiles(
      files,
      ['--scan'],
      undefined,
      withTools({ scanners }),
    );
    expect(output).toContain('1 critical and 2 high vulnerabilities, all of them fixable');
    expect(output).toContain('[image-vulnerable]');
    expect(code).toBe(1);
  });

  it('asks the named one, by the digest of an image, once for each image', async () => {
    const asked: string[] = [];
    const scanners = scannersWith({
      trivy: () => Promise.resolve(fail({ scanner: 'trivy', code: 'failed' })),
      grype({ reference, index }) {
        asked.push(`${reference.written} ${String(index)}`);
        return Promise.resolve(scanResult([], { scanner: 'grype' }));
      },
    });
    const twice = { ...files, 'b/Dockerfile': dockerfile };
    const outcome = await checkFiles(
      twice,
      ['--scan', 'grype'],
      undefined,
      withTools({ scanners }),
    );
    expect(outcome).toMatchObject({ code: 0, errors: '' });
    expect(asked).toEqual([`app:1 ${app.digest}`]);
  });

  it('asks nothing about pins and needs no rule that is on for it', async () => {
    const scanners = scannersWith({ trivy: () => Promise.resolve(scanResult([])) });
    const pinned = { ...files, Dockerfile: `FROM app:1@${app.digest}\nUSER 1000\n` };
    const { code } = await checkFiles(pinned, ['--scan'], undefined, {
      ...withTools({ scanners }),
      createPins: () => {
        throw new Error('nobody asks about pins');
      },
    });
    expect(code).toBe(0);
  });

  it('is not complete without a scanner, and says once what to do', async () => {
    const text = `${dockerfile}FROM app:1@${app.digest}\n`;
    const { code, errors } = await checkFiles({ ...files, Dockerfile: text }, ['--scan']);
    expect(code).toBe(2);
    expect(errors).toBe(
      'No image was scanned: no scanner is installed or set up. Install Trivy or Grype, or say in inspection.yaml where a Clair answers.\n',
    );
  });

  it('names the image that a scanner fails with, and a scanner that is not there once', async () => {
    const scanners = scannersWith({
      trivy: () => Promise.resolve(fail({ scanner: 'trivy', code: 'timeout' })),
    });
    const failing = await checkFiles(files, ['--scan=trivy'], undefined, withTools({ scanners }));
    expect(failing.code).toBe(2);
    expect(failing.errors).toContain('Could not scan `app:1`: Trivy did not end in time.');
    const absent = await checkFiles(files, ['--scan=grype'], undefined, withTools({ scanners }));
    expect([absent.code, absent.errors]).toEqual([
      2,
      expect.stringContaining('Grype is not installed'),
    ]);
  });

  it('scans one image after the other', async () => {
    let running = 0;
    let most = 0;
    const scanners = scannersWith({
      async trivy() {
        most = Math.max(most, ++running);
        await Promise.resolve();
        running--;
        return scanResult([]);
      },
    });
    const text = `${dockerfile}FROM a/app:1\nFROM ghcr.io/b/app:1\nFROM quay.io/c/app:1\n`;
    await checkFiles(
      { ...files, Dockerfile: text },
      ['--scan'],
      undefined,
      withTools({ scanners }),
    );
    expect(most).toBe(1);
  });
});

describe('what was found out', () => {
  it.each(formats)('is the same finding as %s', async (format) => {
    const scanners = scannersWith({ trivy: () => Promise.resolve(scanResult(['high'])) });
    const files = { Dockerfile: dockerfile, 'seaworthy.yaml': requiring };
    const words = ['--online', '--scan', '--format', format];
    const { output } = await checkFiles(files, words, undefined, withTools({ scanners }));
    const rules = parseReport(format, output).map(({ rule }) => rule);
    expect(rules.toSorted()).toEqual(
      expect.arrayContaining(['image-vulnerable', 'required-signature-missing']),
    );
  });

  it('stays out of the results of earlier checks', async () => {
    const results = await makeFolder({});
    const kept = { results: { folder: results.file('results'), program: 'test' } };
    const scanners = scannersWith({ trivy: () => Promise.resolve(scanResult(['high'])) });
    const folder = await makeFolder({ Dockerfile: dockerfile, 'seaworthy.yaml': quiet });
    const ports = {
      ...asking(shelfWithApp()),
      ...withTools({ scanners }),
      ...kept,
      folder: folder.path,
      root: folder.path,
    };
    const run = async (...words: string[]): Promise<boolean> =>
      (await command(['check', ...words, folder.path], ports)).output.includes('image-vulnerable');
    expect([await run(), await run('--scan'), await run()]).toEqual([false, true, false]);
  });
});
