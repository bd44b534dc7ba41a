import { restingMotion, type ViewMotion } from './viewport.ts';

/** Zoom and pan of one view, or of several that move together. */
export interface ViewMotionHolder {
  current(): ViewMotion;
  move(motion: ViewMotion): void;
  /** Calls back after every move; returns a function that stops it. */
  subscribe(onMoved: () => void): () => void;
}

export function createViewMotion(): ViewMotionHolder {
  const listeners = new Set<() => void>();
  let current = restingMotion;
  return {
    current: () => current,
    move(motion) {
      current = motion;
      for (const listener of listeners) listener();
    },
    subscribe(onMoved) {
      listeners.add(onMoved);
      return () => listeners.delete(onMoved);
    },
  };
}
