import { describe, expect, it } from 'vitest';
import { fileNameOf, folderOf, resolvePath } from '../../server/src/text/files.ts';

describe('a path that a file names', () => {
  it.each<[string, string, string | undefined]>([
    ['', 'a.yaml', 'a.yaml'],
    ['', './a.yaml', 'a.yaml'],
    ['', 'b//./c/../a.yaml', 'b/a.yaml'],
    ['', '../a.yaml', '../a.yaml'],
    ['b', 'a.yaml', 'b/a.yaml'],
    ['b', '../a.yaml', 'a.yaml'],
    ['b', '../../a.yaml', '../a.yaml'],
    ['..', '../a.yaml', '../../a.yaml'],
    ['../b', '../a.yaml', '../a.yaml'],
    ['b', '.', 'b'],
    ['b', '..', ''],
    ['', '/a.yaml', undefined],
    ['', '~/a.yaml', undefined],
    ['', '\\\\host\\a.yaml', undefined],
    ['', 'C:\\a.yaml', undefined],
    ['', 'https://example.com/a.yaml', undefined],
    ['', 'git@example.com:a/b.git', undefined],
    ['', '', undefined],
    ['', 'a\0b', undefined],
  ])('from "%s", "%s" is %s', (folder, path, resolved) => {
    expect(resolvePath(folder, path)).toBe(resolved);
  });

  it.each([
    ['a.yaml', '', 'a.yaml'],
    ['b/a.yaml', 'b', 'a.yaml'],
    ['../b/a.yaml', '../b', 'a.yaml'],
  ])('%s stands in the folder "%s"', (path, folder, name) => {
    expect(folderOf(path)).toBe(folder);
    expect(fileNameOf(path)).toBe(name);
  });

  it('may have the slashes of Windows', () => {
    expect(fileNameOf('C:\\work\\compose.yaml')).toBe('compose.yaml');
  });
});
