import { useCallback, type ReactElement } from 'react';
import { thumbnailSize } from '#shared/domain/finding.ts';
import classes from './findings.module.css';

/** An axial slice in small; dark until its grey values have come. */
export function ThumbnailCanvas({ greys, label }: { greys: Uint8Array | undefined; label: string }): ReactElement {
  const paint = useCallback(
    (canvas: HTMLCanvasElement | null) => {
      const context = canvas?.getContext('2d');
      if (context === null || context === undefined || greys === undefined) return;
      const picture = context.createImageData(thumbnailSize, thumbnailSize);
      greys.subarray(0, thumbnailSize * thumbnailSize).forEach((grey, pixel) => {
        picture.data.set([grey, grey, grey, 255], pixel * 4);
      });
      context.putImageData(picture, 0, 0);
    },
    [greys],
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
