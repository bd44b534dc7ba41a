import { GlioscopeError } from '#shared/domain/failure.ts';

/**
 * Puts a PNG on the system's clipboard. Call it while the browser still counts the user's press: the
 * picture may be ready later. Rejects with what `png` rejects with, else with GlioscopeError.
 */
export async function copyImage(png: Promise<Blob>): Promise<void> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
  } catch (error) {
    await png;
    // no such API, not permitted, or the window is not in front: the same advice for all
    throw new GlioscopeError('picture-not-copied', {}, { cause: error });
  }
}
