/** The part of a WheelEvent that says how far the wheel went. */
export interface WheelTurn {
  readonly deltaY: number;
  readonly deltaMode: number;
}

/** From this many pixels in one event it is a notch of a wheel, not a finger on a trackpad. */
const notchPixels = 50;
/** Browsers report 100 to 120 pixels for one notch. */
const typicalNotchPixels = 110;
const trackpadPixelsPerSlice = 24;
const pixelsPerLine = 40;
const domDeltaPixel = 0;

/**
 * Turns wheel events into whole slices: one per notch of a wheel; trackpad movements add up until
 * they make a slice. Up (away from the user) is positive.
 */
export function createWheelSteps(): (turn: WheelTurn) => number {
  let remainder = 0;
  return ({ deltaY, deltaMode }) => {
    const pixels = deltaMode === domDeltaPixel ? deltaY : deltaY * pixelsPerLine;
    if (Math.abs(pixels) >= notchPixels) {
      remainder = 0;
      return -Math.sign(pixels) * Math.max(1, Math.round(Math.abs(pixels) / typicalNotchPixels));
    }
    if (remainder * pixels < 0) remainder = 0; // turning back answers at once
    remainder += pixels;
    const slices = Math.trunc(remainder / trackpadPixelsPerSlice);
    remainder -= slices * trackpadPixelsPerSlice;
    return slices === 0 ? 0 : -slices;
  };
}
