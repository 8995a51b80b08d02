import { describe, expect, it } from 'vitest';
import { readOwnInspection } from '../../server/src/files/own-inspection.ts';
import { defaultInspectionSettings } from '../../server/src/settings/inspection-settings.ts';
import { makeFolder } from '../support/command-line.ts';

describe('a person’s own settings of inspections', () => {
  it('are in the file that a variable names, else beside their registries', async () => {
    const { path } = await makeFolder({
      'named.yaml': 'scanners: [grype]',
      'xdg/seaworthy/inspection.yaml': 'scanners: [trivy]',
    });
    const XDG_CONFIG_HOME = `${path}/xdg`;
    const SEAWORTHY_INSPECTION = `${path}/named.yaml`;
    const found = [
      await readOwnInspection({ XDG_CONFIG_HOME }),
      await readOwnInspection({ XDG_CONFIG_HOME, SEAWORTHY_INSPECTION }),
    ];
    expect(found.map(({ settings }) => settings.scanners.use)).toEqual([['trivy'], ['grype']]);
    expect(found.flatMap(({ problems }) => problems)).toEqual([]);
  });

  it('are the defaults without the file, which is wrong only where the variable names it', async () => {
    const { path } = await makeFolder({});
    const none = await readOwnInspection({ XDG_CONFIG_HOME: path });
    expect(none).toEqual({ layer: {}, problems: [], settings: defaultInspectionSettings });
    const SEAWORTHY_INSPECTION = `${path}/none.yaml`;
    const named = await readOwnInspection({ SEAWORTHY_INSPECTION });
    expect(named).toMatchObject({
      layer: {},
      problems: [`${path}/none.yaml cannot be read (ENOENT).`],
    });
    const relative = await readOwnInspection({
      XDG_CONFIG_HOME: path,
      SEAWORTHY_INSPECTION: 'here.yaml',
    });
    expect(relative.problems).toEqual([
      'SEAWORTHY_INSPECTION must be an absolute path; it is ignored.',
    ]);
  });
});
