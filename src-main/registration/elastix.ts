import { fileURLToPath } from 'node:url';
import { Image, ImageType, InterfaceTypes, runPipelineNode } from 'itk-wasm';
import { z } from 'zod';
import { invertAffine, voxelSpacingMm, type Affine } from '#shared/domain/affine.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { rigidAbout, swapLpsRas, swapWorldSides } from '#shared/domain/rigid.ts';
import { mapAxes, type Vec3 } from '#shared/domain/vector.ts';
import type { CoarseVolume } from './coarse-volume.ts';

/*
 * Rigid registration by elastix (Klein et al. 2010) as WebAssembly. Only what runs in Node is touched:
 * the pipeline is read from the package's own folder, and nothing is fetched from anywhere.
 */

/** elastix's default rigid parameter map, without the resampled image, which is not wanted. */
const rigidParameters = {
  AutomaticParameterEstimation: ['true'],
  AutomaticScalesEstimation: ['true'],
  CheckNumberOfSamples: ['true'],
  DefaultPixelValue: ['0'],
  FinalBSplineInterpolationOrder: ['3'],
  FixedImagePyramid: ['FixedSmoothingImagePyramid'],
  ImageSampler: ['RandomCoordinate'],
  Interpolator: ['LinearInterpolator'],
  MaximumNumberOfIterations: ['256'],
  MaximumNumberOfSamplingAttempts: ['8'],
  Metric: ['AdvancedMattesMutualInformation'],
  MovingImagePyramid: ['MovingSmoothingImagePyramid'],
  NewSamplesEveryIteration: ['true'],
  NumberOfResolutions: ['4'],
  NumberOfSamplesForExactGradient: ['4096'],
  NumberOfSpatialSamples: ['2048'],
  Optimizer: ['AdaptiveStochasticGradientDescent'],
  Registration: ['MultiResolutionRegistration'],
  ResampleInterpolator: ['FinalBSplineInterpolator'],
  Resampler: ['DefaultResampler'],
  ResultImageFormat: ['nii'],
  Transform: ['EulerTransform'],
  WriteIterationInfo: ['false'],
  WriteResultImage: ['false'],
};

const numbers = z.array(z.coerce.number());
const transformSchema = z.object({
  Transform: z.tuple([z.literal('EulerTransform')]),
  ComputeZYX: z.tuple([z.enum(['true', 'false'])]),
  TransformParameters: numbers.length(6),
  CenterOfRotationPoint: numbers.length(3),
});

/**
 * The rigid transform of the world (RAS+ mm) that carries the moving image to where the fixed one lies.
 *
 * @throws GlioscopeError registration-failed {reason: no-match}: elastix found no way to lay them over each other.
 */
export async function registerRigidly(fixed: CoarseVolume, moving: CoarseVolume): Promise<Affine> {
  const pipeline = fileURLToPath(new URL('pipelines/elastix', import.meta.resolve('@itk-wasm/elastix')));
  const run = runPipelineNode(
    pipeline,
    ['0', '0', '1', '2', '--memory-io', '--fixed', '1', '--moving', '2'],
    [{ type: InterfaceTypes.Image }, { type: InterfaceTypes.TransformList }, { type: InterfaceTypes.JsonCompatible }],
    [
      { type: InterfaceTypes.JsonCompatible, data: [rigidParameters] },
      { type: InterfaceTypes.Image, data: asItkImage(fixed) },
      { type: InterfaceTypes.Image, data: asItkImage(moving) },
    ],
  );
  const { returnValue, stderr, outputs } = await run;
  const found = z.array(transformSchema).min(1).safeParse(outputs[2]?.data);
  if (returnValue !== 0 || !found.success) {
    throw new GlioscopeError('registration-failed', { reason: 'no-match' }, { detail: stderr.slice(-2000) });
  }
  const [transform] = found.data.slice(-1);
  if (transform === undefined) throw new RangeError('the schema asks for one transform at least');
  // elastix maps points of the fixed image to those of the moving one; the moving image goes the other way
  return invertAffine(swapLpsRas(parseEuler(transform)));
}

/** ITK's Euler transform: angles in radians about x, y, z and a shift, about a centre; LPS+ mm. */
export function parseEuler(transform: z.output<typeof transformSchema>): Affine {
  const { TransformParameters: parameters, CenterOfRotationPoint: centre, ComputeZYX } = transform;
  const take = (list: readonly number[], first: number): Vec3 => mapAxes((axis) => list[first + axis] ?? NaN);
  const degrees = mapAxes((axis) => ((parameters[axis] ?? NaN) * 180) / Math.PI);
  const order = ComputeZYX[0] === 'true' ? 'zyx' : 'zxy';
  return rigidAbout(take(centre, 0), { degrees, order }, take(parameters, 3));
}

/** ITK's image: LPS+, directions as columns of a row-major 3x3. */
function asItkImage({ shape, affine, values }: CoarseVolume): Image {
  const toLps = swapWorldSides(affine);
  const spacing = voxelSpacingMm(affine);
  const cell = (row: number, column: number): number => toLps[row * 4 + column] ?? 0;
  const image = new Image(new ImageType(3, 'float32', 'Scalar', 1));
  image.size = [...shape];
  image.spacing = [...spacing];
  image.origin = mapAxes((row) => cell(row, 3));
  image.direction = Float64Array.from({ length: 9 }, (_, index) => {
    const column = index % 3;
    return cell(Math.floor(index / 3), column) / (spacing[column] ?? 1);
  });
  image.data = values;
  return image;
}
