export declare const floors: Readonly<Record<string, readonly string[]>>;
export declare const ports: readonly string[];
