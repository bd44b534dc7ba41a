export type Answer = <T>(operation: string, input: unknown, make: () => T) => Promise<T>;
