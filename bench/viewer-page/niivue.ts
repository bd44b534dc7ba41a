import { Niivue, NVImage } from '@niivue/niivue';
import { writeVolume } from './nifti-bytes.ts';
import { framesOf, type FrameRate } from './frames.ts';
import { createBrain, createTumour } from './volumes.ts';

/* NiiVue on the same volumes: one multiplanar canvas of the whole window, the tumour over the image. */

export interface NiivueBench {
  /** Milliseconds from bytes to the first drawn frame: the image and its overlay. */
  open(): Promise<number>;
  scroll(milliseconds: number): Promise<FrameRate>;
  dragWindow(milliseconds: number): Promise<FrameRate>;
  renderer(): string;
}

declare global {
  interface Window {
    niivueBench: NiivueBench;
  }
}

const canvas = document.createElement('canvas');
canvas.style.cssText = 'position: fixed; inset: 0; width: 100vw; height: 100vh';
document.body.append(canvas);
const niivue = new Niivue({ dragAndDropEnabled: false, show3Dcrosshair: false });
await niivue.attachToCanvas(canvas);
niivue.setSliceType(niivue.sliceTypeMultiplanar);

async function nextFrame(): Promise<void> {
  await new Promise((resolve) => requestAnimationFrame(resolve));
}

/** Waits until the GPU, or what stands for it, has drawn. */
function finish(): void {
  const { gl } = niivue;
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
}

window.niivueBench = {
  async open() {
    const [image, mask] = [writeVolume(createBrain(0)), writeVolume(createTumour())];
    const start = performance.now();
    niivue.addVolume(await NVImage.loadFromUrl({ url: image, name: 'image.nii' }));
    niivue.addVolume(await NVImage.loadFromUrl({ url: mask, name: 'mask.nii', colormap: 'red', opacity: 0.5 }));
    niivue.drawScene();
    finish();
    await nextFrame();
    return performance.now() - start;
  },
  scroll: (milliseconds) =>
    framesOf(milliseconds, (n) => {
      niivue.scene.crosshairPos[2] = 0.4 + 0.2 * Math.abs(((n / 40) % 2) - 1);
      niivue.drawScene();
      finish();
    }),
  dragWindow: (milliseconds) =>
    framesOf(milliseconds, (n) => {
      const [volume] = niivue.volumes;
      if (volume === undefined) return;
      volume.cal_max = 500 + 100 * Math.sin(n / 9);
      niivue.updateGLVolume();
      finish();
    }),
  renderer() {
    const { gl } = niivue;
    const extension = gl.getExtension('WEBGL_debug_renderer_info');
    return String(gl.getParameter(extension === null ? gl.RENDERER : extension.UNMASKED_RENDERER_WEBGL));
  },
};
