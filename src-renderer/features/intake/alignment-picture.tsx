import { useCallback, type ReactElement } from 'react';
import { planeOfPicture, type AlignmentPlane } from '#shared/domain/alignment-picture.ts';
import { thumbnailSize } from '#shared/domain/finding.ts';
import classes from './alignment.module.css';

/** Of T1ce's edges: far from any grey, and from the colours of tissues. */
const edgeColour = [255, 196, 61] as const;

interface AlignmentPictureProps {
  readonly picture: Uint8Array | undefined;
  readonly plane: AlignmentPlane;
  readonly label: string;
}

/** A modality in grey under the edges of T1ce; dark until the picture has come. */
export function AlignmentPicture({ picture, plane, label }: AlignmentPictureProps): ReactElement {
  const paint = useCallback(
    (canvas: HTMLCanvasElement | null) => {
      const context = canvas?.getContext('2d');
      if (context === null || context === undefined || picture === undefined) return;
      const image = context.createImageData(thumbnailSize, thumbnailSize);
      const { greys, edges } = planeOfPicture(picture, plane);
      greys.forEach((grey, pixel) => {
        const share = (edges[pixel] ?? 0) / 255;
        edgeColour.forEach((tone, channel) => {
          image.data[pixel * 4 + channel] = grey + (tone - grey) * share;
        });
        image.data[pixel * 4 + 3] = 255;
      });
      context.putImageData(image, 0, 0);
    },
    [picture, plane],
  );
  return (
    <canvas
      ref={paint}
      className={classes['picture']}
      width={thumbnailSize}
      height={thumbnailSize}
      role="img"
      aria-label={label}
    />
  );
}
