/** Values under keys that a stranger may choose: so many of them are kept, the ones used last. */
export interface Recent<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
  delete(key: string): void;
}

export function createRecent<T extends object | string | number | true>(
  maximalSize: number,
): Recent<T> {
  const values = new Map<string, T>();

  function set(key: string, value: T): void {
    values.delete(key);
    values.set(key, value);
    const [oldest] = values.keys();
    if (values.size > maximalSize && oldest !== undefined) values.delete(oldest);
  }

  return {
    get(key) {
      const value = values.get(key);
      if (value !== undefined) set(key, value);
      return value;
    },
    set,
    delete(key) {
      values.delete(key);
    },
  };
}
