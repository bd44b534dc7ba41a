/** How steadily frames came while something was done in each. */
export interface FrameRate {
  readonly framesPerSecond: number;
  /** 95th percentile of the time between frames. */
  readonly slowMs: number;
}

/** Calls `act` once per frame. */
export async function framesOf(milliseconds: number, act: (frame: number) => void): Promise<FrameRate> {
  const gaps: number[] = [];
  const start = await nextFrame();
  let before = start;
  for (let frame = 0; before - start < milliseconds; frame += 1) {
    act(frame);
    const now = await nextFrame();
    gaps.push(now - before);
    before = now;
  }
  gaps.sort((a, b) => a - b);
  const slowMs = gaps[Math.floor(gaps.length * 0.95)] ?? Number.NaN;
  return { framesPerSecond: (1000 * gaps.length) / (before - start), slowMs };
}

async function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}
