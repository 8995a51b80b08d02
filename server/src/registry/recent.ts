/** Values under keys that a stranger may choose: so many of them are kept, or so much of them by weight, the ones used last. */
export interface Recent<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
  delete(key: string): void;
}

export function createRecent<T extends object | string | number | true>(
  maximalSize: number,
  weightOf: (value: T) => number = () => 1,
): Recent<T> {
  const values = new Map<string, T>();
  let size = 0;

  function remove(key: string): void {
    const value = values.get(key);
    if (value === undefined) return;
    values.delete(key);
    size -= weightOf(value);
  }

  function set(key: string, value: T): void {
    remove(key);
    values.set(key, value);
    size += weightOf(value);
    for (const oldest of values.keys()) {
      if (size <= maximalSize || values.size === 1) return;
      remove(oldest);
    }
  }

  return {
    get(key) {
      const value = values.get(key);
      if (value !== undefined) set(key, value);
      return value;
    },
    set,
    delete: remove,
  };
}
