import { useEffect, useEffectEvent, useState } from 'react';

/**
 * Makes the whole window accept dropped files. Returns whether files hang over it now. Drags that
 * carry no files (cards moved inside the page) are left alone.
 */
export function useWindowDrop(onDrop: (transfer: DataTransfer) => void): boolean {
  const [isOver, setIsOver] = useState(false);
  const dropped = useEffectEvent(onDrop);

  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    // Every element entered is entered before the last one is left: a count tells when the window is left.
    let depth = 0;
    const listen = (type: 'dragenter' | 'dragover' | 'dragleave' | 'drop', react: (event: DragEvent) => void): void => {
      const guarded = (event: DragEvent): void => {
        if (event.dataTransfer?.types.includes('Files') !== true) return;
        event.preventDefault();
        react(event);
      };
      window.addEventListener(type, guarded, { signal });
    };
    listen('dragenter', () => {
      depth += 1;
      setIsOver(true);
    });
    listen('dragover', (event) => {
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
    });
    listen('dragleave', () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setIsOver(false);
    });
    listen('drop', (event) => {
      depth = 0;
      setIsOver(false);
      if (event.dataTransfer !== null) dropped(event.dataTransfer);
    });
    return () => {
      listening.abort();
    };
  }, []);
  return isOver;
}
