/** What engines and V8 say when memory runs out, in exceptions and on standard error. */
const memoryMessages = /bad_alloc|failed to allocate|allocation failed|out of memory|not enough memory/iu;

export function isMemoryMessage(message: string): boolean {
  return memoryMessages.test(message);
}
