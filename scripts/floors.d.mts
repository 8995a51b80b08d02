export declare const floors: Readonly<Record<string, readonly string[]>>;
export declare const registryPorts: readonly string[];
