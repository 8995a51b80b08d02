import { describe, expect, it } from 'vitest';
import { createRecent } from '../../server/src/registry/recent.ts';

describe('what is kept of recent values', () => {
  it('is the last one under each key', () => {
    const recent = createRecent<string>(3);
    recent.set('a', '1');
    recent.set('a', '2');
    expect(recent.get('a')).toBe('2');
    recent.delete('a');
    expect(recent.get('a')).toBeUndefined();
    expect(recent.get('__proto__')).toBeUndefined();
  });

  it('is no more than its size, and the one that was not used for longest leaves', () => {
    const recent = createRecent<number>(2);
    recent.set('a', 1);
    recent.set('b', 2);
    recent.get('a');
    recent.set('c', 3);
    expect(['a', 'b', 'c'].map((key) => recent.get(key))).toEqual([1, undefined, 3]);
  });

  it('weighs no more than it may, except for the last one alone', () => {
    const recent = createRecent<string>(5, ({ length }) => length);
    const kept = () => ['a', 'b', 'c', 'd'].map((key) => recent.get(key));
    recent.set('a', 'xx');
    recent.set('b', 'xx');
    recent.set('b', 'x');
    recent.set('c', 'xx');
    expect(kept()).toEqual(['xx', 'x', 'xx', undefined]);
    recent.set('d', 'xxx');
    expect(kept()).toEqual([undefined, undefined, 'xx', 'xxx']);
    recent.set('d', 'xxxxxxx');
    expect(kept()).toEqual([undefined, undefined, undefined, 'xxxxxxx']);
  });
});
