import { describe, expect, it } from 'vitest';
import { webAddress } from '../../server/src/text/web-address.ts';

describe('an address that a person may be led to', () => {
  it.each([
    ['https://example.com', 'https://example.com/'],
    ['HTTP://Example.com/a b', 'http://example.com/a%20b'],
    ['https://example.com/?q="<x>&y=1', 'https://example.com/?q=%22%3Cx%3E&y=1'],
    ['https://example.com/(a)[b]|`', 'https://example.com/%28a%29%5Bb%5D%7C%60'],
    ['https://exämple.com/', 'https://xn--exmple-cua.com/'],
  ])('is %s, in the form that browsers read', (text, address) => {
    expect(webAddress(text)).toBe(address);
    expect(webAddress(address)).toBe(address);
  });

  it.each([
    'javascript:alert(1)',
    'command:workbench.action.quit',
    'data:text/html,x',
    'file:///etc/passwd',
    'vscode://evil.run',
    '//example.com',
    'example.com',
    '',
    ' https://example.com',
    'https://user:password@example.com/',
    'https://user@example.com/',
    'https://',
    'http://[::1]/',
    `https://example.com/${'x'.repeat(2000)}`,
  ])('is not %s', (text) => {
    expect(webAddress(text)).toBeUndefined();
  });
});
