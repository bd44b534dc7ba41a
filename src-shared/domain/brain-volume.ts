/** What a skull-stripped brain with its fluid can measure, mL. */
export const brainMl = { least: 600, most: 2200 } as const;

export function isPlausibleBrain(volumeMl: number): boolean {
  return volumeMl >= brainMl.least && volumeMl <= brainMl.most;
}
