import { useCommands } from '../../../keys/use-commands.tsx';
import { useTakePicture } from './use-take-picture.ts';

/** Keys that take the view under the mouse, or the large one; with Shift all views. */
export function usePictureKeys(): void {
  const { save, copy } = useTakePicture();
  useCommands({
    'picture.copyView': () => copy('in-hand'),
    'picture.saveView': () => save('in-hand'),
    'picture.copyLayout': () => copy('layout'),
    'picture.saveLayout': () => save('layout'),
  });
}
