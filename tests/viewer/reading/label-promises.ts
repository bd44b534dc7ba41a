import { beforeEach, expect, test } from 'vitest';
import { planes, type Plane } from '#shared/domain/display.ts';
import {
  internalLabels,
  regionTissues,
  regions,
  tissueColours,
  tissues,
  type Region,
  type Tissue,
} from '#shared/domain/label-scheme.ts';
import { mapAxes, type Vec3 } from '#shared/domain/vector.ts';
import { heatTable } from '../../../src-renderer/viewer/heat-colours.ts';
import { agreementColours, regionColours } from '../../../src-renderer/viewer/label-look.ts';
import type { CanvasPoint } from '../../../src-renderer/viewer/viewport.ts';
import { referenceCode, resultCode, studyGrid, uncertaintyAt } from './oblique-study.ts';
import { greyColour, nearestValue, over, voxelOf, wordColour, type Colour, type SlicePixel } from './oracle.ts';
import { compareColours, isColour, type Checked, type ComparedPoint, type Reader } from './reader.ts';

/** Of a slice pixel: the codes of both label maps; undefined where roundings decide. */
interface PixelCodes {
  readonly shown: number;
  readonly other: number;
}

function codesOf({ worldMm }: Pick<SlicePixel, 'worldMm'>): PixelCodes | undefined {
  const voxel = voxelOf(studyGrid, worldMm);
  if (voxel === undefined) return undefined;
  return voxel === null ? { shown: 0, other: 0 } : { shown: resultCode(voxel), other: referenceCode(voxel) };
}

const grey = ({ worldMm }: SlicePixel): Colour | undefined => {
  const value = nearestValue('t1c', worldMm);
  return value === undefined ? undefined : greyColour('t1c', value);
};

/** The image under fills of an opacity; `fillOf` says null where nothing is filled. `labelled`: whose fill, if not its own. */
const filled =
  (fillOf: (codes: PixelCodes) => Colour | null, opacity = 0.5) =>
  (pixel: SlicePixel, labelled = pixel): Colour | undefined => {
    const [codes, below] = [codesOf(labelled), grey(pixel)];
    if (codes === undefined || below === undefined) return undefined;
    const fill = fillOf(codes);
    return fill === null ? below : over(fill, below, opacity);
  };

const tissueFill = ({ shown }: PixelCodes): Colour | null => {
  const tissue = tissues.find((candidate) => internalLabels[candidate] === shown);
  return tissue === undefined ? null : tissueColours[tissue];
};
const hasTissue = (code: number, members: readonly Tissue[]): boolean =>
  members.some((tissue) => internalLabels[tissue] === code);

/** Lines as they are drawn one over the other: who is inside, and the colour. */
interface ExpectedLine {
  readonly isInside: (codes: PixelCodes) => boolean;
  readonly colour: Colour;
}
const tissueLines = (hidden: readonly Tissue[] = []): ExpectedLine[] =>
  tissues
    .filter((tissue) => !hidden.includes(tissue))
    .map((tissue) => ({ isInside: ({ shown }) => hasTissue(shown, [tissue]), colour: tissueColours[tissue] }));
const regionLine = (region: Region): ExpectedLine => ({
  isInside: ({ shown }) => hasTissue(shown, regionTissues[region]),
  colour: regionColours[region],
});

/** An anti-aliased line covers three quarters of the screen pixel it runs through, or more. */
const lineTolerance = 70;

interface Edge {
  readonly at: CanvasPoint;
  readonly sides: readonly [SlicePixel, SlicePixel];
}

/** Middles of the edges between neighbouring slice pixels. */
function edgesOf(pixels: readonly SlicePixel[]): Edge[] {
  const byPlace = new Map(pixels.map((pixel) => [`${pixel.column} ${pixel.row}`, pixel]));
  return pixels.flatMap((pixel) =>
    [`${pixel.column + 1} ${pixel.row}`, `${pixel.column} ${pixel.row + 1}`].flatMap((place) => {
      const other = byPlace.get(place);
      if (other === undefined) return [];
      return [{ at: { x: (pixel.at.x + other.at.x) / 2, y: (pixel.at.y + other.at.y) / 2 }, sides: [pixel, other] }];
    }),
  );
}

/**
 * Looks for edges where a line is missing or of another colour, and for edges with a line where there
 * should be none; `areas` says the colour of pixels without lines.
 */
async function checkLines(
  reader: Reader,
  plane: Plane,
  lines: readonly ExpectedLine[],
  areas: (pixel: SlicePixel, labelled: SlicePixel) => Colour | undefined,
): Promise<Checked & { lined: number; plain: number }> {
  const edges = edgesOf(reader.pixels(await reader.shown(plane)));
  const colours = await reader.coloursAt(
    plane,
    edges.map(({ at }) => at),
  );
  let [lined, plain] = [0, 0];
  const points = edges.flatMap(({ at, sides }, n): ComparedPoint[] => {
    const [a, b] = [codesOf(sides[0]), codesOf(sides[1])];
    if (a === undefined || b === undefined) return [];
    const seen = colours[n];
    const line = lines.findLast(({ isInside }) => isInside(a) !== isInside(b));
    if (line !== undefined) {
      lined += 1;
      return [{ at, seen, expected: line.colour, isRight: isColour(seen, line.colour, lineTolerance) }];
    }
    plain += 1;
    // the screen pixel in the middle is one side's or the other's, for image and labels each
    const either = sides.flatMap((pixel) => sides.map((labelled) => areas(pixel, labelled)));
    const isRight = either.some((colour) => colour === undefined || isColour(seen, colour));
    return [{ at, seen, expected: either.join(' or '), isRight }];
  });
  return { ...compareColours(points), lined, plain };
}

/** What label maps promise: fills, lines, comparisons, and what is uncertain in them. */
export function labelPromises(reader: () => Reader): void {
  /** Every view shows what is expected of it. */
  async function expectEverywhere(colourOf: (pixel: SlicePixel) => Colour | undefined, within = 2): Promise<void> {
    for (const plane of planes) {
      const { examples, seen } = await reader().check(plane, colourOf, { tolerance: within });
      expect(examples, plane).toEqual([]);
      expect(seen).toBeGreaterThan(600);
    }
  }

  /** In every view some pixels are not as they would be expected by mistake. */
  async function expectNowhere(colourOf: (pixel: SlicePixel) => Colour | undefined, atLeast: number): Promise<void> {
    for (const plane of planes) {
      const { wrong, seen } = await reader().check(plane, colourOf);
      expect(wrong, plane).toBeGreaterThan(seen * atLeast);
    }
  }

  async function expectLines(
    lines: readonly ExpectedLine[],
    areas: (pixel: SlicePixel, labelled: SlicePixel) => Colour | undefined,
  ): Promise<void> {
    for (const plane of planes) {
      const { examples, lined, plain } = await checkLines(reader(), plane, lines, areas);
      expect(examples, plane).toEqual([]);
      expect(plain).toBeGreaterThan(100);
      if (lines.length > 0) expect(lined).toBeGreaterThan(100);
    }
  }

  beforeEach(() => reader().act(({ workspace }) => workspace.actions.viewer.toggleLabels(), null));

  test.each([0, 0.35, 1])('a fill of opacity %f lies on its voxels', async (opacity) => {
    await reader().act(({ workspace }, share) => workspace.actions.viewer.setLabelOpacity(share), opacity);
    await expectEverywhere(filled(tissueFill, opacity));
    if (opacity > 0) await expectNowhere(filled(tissueFill, opacity - 0.1), 0.3);
  });

  test('a flip or a shift of the label map by one voxel would be seen', async () => {
    for (const axis of [0, 1, 2] as const) {
      const moved = (by: (index: number) => number) => (pixel: SlicePixel) => {
        const voxel = voxelOf(studyGrid, pixel.worldMm);
        if (voxel == null) return undefined;
        const there = mapAxes((n) => (n === axis ? by(voxel[n]) : voxel[n]));
        return over(tissueFill({ shown: resultCode(there), other: 0 }) ?? grey(pixel) ?? [], grey(pixel) ?? [], 0.5);
      };
      await expectNowhere(
        moved((index) => index + 1),
        0.3,
      );
      await expectNowhere(
        moved((index) => studyGrid.shape[axis] - 1 - index),
        0.3,
      );
    }
  });

  test.each(tissues)('%s can be hidden, and the others stay', async (tissue) => {
    await reader().act(({ workspace }, hidden) => workspace.actions.display.toggleTissue(hidden), tissue);
    const isHidden = ({ shown }: PixelCodes): boolean => hasTissue(shown, [tissue]);
    await expectEverywhere(filled((codes) => (isHidden(codes) ? null : tissueFill(codes))));
    await expectNowhere(filled(tissueFill), 0.05);
    await reader().act(({ workspace }) => workspace.actions.display.setLabelStyle('outline'), null);
    await expectLines(tissueLines([tissue]), grey);
  });

  test('outlines run between voxels and leave their middles; with fills, both', async () => {
    await reader().act(({ workspace }) => workspace.actions.display.setLabelStyle('outline'), null);
    await expectEverywhere(grey);
    await expectLines(tissueLines(), grey);
    await reader().act(({ workspace }) => workspace.actions.display.setLabelStyle('both'), null);
    await expectEverywhere(filled(tissueFill));
    await expectLines(tissueLines(), filled(tissueFill));
  });

  test.each(regions)('the line around %s, whatever is filled', async (region) => {
    await reader().act(({ workspace }, wanted) => workspace.actions.display.toggleRegion(wanted), region);
    await expectLines([regionLine(region)], filled(tissueFill));
    await reader().act(({ workspace }) => workspace.actions.viewer.setLabelOpacity(0), null);
    await expectLines([regionLine(region)], grey);
    await expectEverywhere(grey);
  });

  test.each(regions)('where two label maps agree on %s, and where one has it alone', async (region) => {
    await reader().act(({ workspace }, compared) => {
      workspace.actions.display.setComparedRegion(compared);
      workspace.actions.display.toggleAgreement();
    }, region);
    const isIn = (code: number): boolean => hasTissue(code, regionTissues[region]);
    const { both, onlyShown, onlyOther } = agreementColours;
    const agreement = ({ shown, other }: PixelCodes): Colour | null => {
      if (isIn(shown)) return isIn(other) ? both : onlyShown;
      return isIn(other) ? onlyOther : null;
    };
    await expectEverywhere(filled(agreement));
    await expectNowhere(
      filled(({ shown, other }) => agreement({ shown: other, other: shown })),
      0.1,
    );
    await reader().act(({ workspace }) => workspace.actions.display.setLabelStyle('outline'), null);
    const lines = [
      { isInside: ({ other }: PixelCodes) => isIn(other), colour: onlyOther },
      { isInside: ({ shown }: PixelCodes) => isIn(shown), colour: onlyShown },
    ];
    await expectLines(lines, grey);
  });

  test.each(planes)('two label maps side by side: %s', async (plane) => {
    await reader().act(({ workspace }, enlarged) => {
      workspace.actions.viewer.enlarge(enlarged);
      workspace.actions.display.setLayout('label-maps');
    }, plane);
    const otherFill = ({ other }: PixelCodes): Colour | null => tissueFill({ shown: other, other });
    expect((await reader().check(plane, filled(tissueFill), { paneId: 'shown' })).examples).toEqual([]);
    expect((await reader().check(plane, filled(otherFill), { paneId: 'other' })).examples).toEqual([]);
  });

  test('how sure the network was, over the image and under the lines', async () => {
    await reader().act(({ workspace }) => workspace.actions.uncertainty.toggleMap(), null);
    const heated = (moved: Vec3) => (pixel: SlicePixel) => {
      const [voxel, below] = [voxelOf(studyGrid, pixel.worldMm), grey(pixel)];
      if (voxel === undefined || below === undefined) return undefined;
      if (voxel === null) return below;
      const word = heatTable()[uncertaintyAt(mapAxes((n) => voxel[n] + moved[n]))] ?? 0;
      return over(wordColour(word), below, (word >>> 24) / 255);
    };
    await expectEverywhere(heated([0, 0, 0]), 3);
    for (const moved of [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ] as const)
      await expectNowhere(heated(moved), 0.3);
    await expectLines(tissueLines(), () => undefined);
    await reader().act(({ workspace }) => workspace.actions.viewer.toggleLabels(), null);
    await expectEverywhere(heated([0, 0, 0]), 3);
    await expectLines([], () => undefined);
  });

  test('held, H leaves the image alone; S hides the label map until it is pressed again', async () => {
    await reader().act(({ workspace }) => workspace.actions.display.setLabelStyle('both'), null);
    const { keyboard } = reader().page;
    await keyboard.down('h');
    await reader().act(() => undefined, null);
    await expectEverywhere(grey);
    await expectLines([], grey);
    await keyboard.up('h');
    await reader().act(() => undefined, null);
    await expectEverywhere(filled(tissueFill));
    await keyboard.press('s');
    await reader().act(() => undefined, null);
    await expectEverywhere(grey);
    await keyboard.press('s');
    await reader().act(() => undefined, null);
    await expectEverywhere(filled(tissueFill));
  });
}
