import { describe, expect, test } from 'vitest';
import { createWheelSteps } from './wheel-steps.ts';

const pixels = 0;
const lines = 1;

describe('createWheelSteps', () => {
  test.each([53, 66.7, 100, 120])('a notch of %d pixels is one slice, up positive', (notch) => {
    const stepsOf = createWheelSteps();
    expect(stepsOf({ deltaY: -notch, deltaMode: pixels })).toBe(1);
    expect(stepsOf({ deltaY: notch, deltaMode: pixels })).toBe(-1);
  });

  test('a wheel that turned on in one event moves as many slices', () => {
    expect(createWheelSteps()({ deltaY: 360, deltaMode: pixels })).toBe(-3);
    expect(createWheelSteps()({ deltaY: -3, deltaMode: lines })).toBe(1);
  });

  test('small trackpad movements add up', () => {
    const stepsOf = createWheelSteps();
    const steps = Array.from({ length: 12 }, () => stepsOf({ deltaY: 6, deltaMode: pixels }));
    expect(steps.reduce((sum, step) => sum + step, 0)).toBe(-3);
    expect(steps.filter((step) => step !== 0)).toHaveLength(3);
  });

  test('turning back answers at once', () => {
    const stepsOf = createWheelSteps();
    expect(stepsOf({ deltaY: 23, deltaMode: pixels })).toBe(0);
    expect(stepsOf({ deltaY: -24, deltaMode: pixels })).toBe(1);
  });
});
