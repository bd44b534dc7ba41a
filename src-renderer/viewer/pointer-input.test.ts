// @vitest-environment jsdom
import { describe, expect, test } from 'vitest';
import { attachPointerInput, type PointerActions } from './pointer-input.ts';

/** A canvas that tells in words what a press and a drag of 10 pixels came to. */
function listen(isEndThere: boolean): { drag: (init: PointerEventInit) => string[] } {
  const canvas = document.createElement('canvas');
  canvas.setPointerCapture = () => undefined;
  const done: string[] = [];
  const nothing = (): void => undefined;
  const actions: PointerActions = {
    moveCrosshair: () => done.push('crosshair'),
    startWindowDrag: nothing,
    dragWindow: () => done.push('window'),
    pan: () => done.push('pan'),
    step: nothing,
    zoom: nothing,
    resetMotion: nothing,
    pressTool: () => isEndThere,
    dragTool: (_points, isShiftHeld) => done.push(isShiftHeld ? 'end, freely' : 'end'),
    releaseTool: nothing,
    hover: nothing,
  };
  attachPointerInput(canvas, actions);
  return {
    drag(init) {
      canvas.dispatchEvent(pointerEvent('pointerdown', init));
      canvas.dispatchEvent(pointerEvent('pointermove', { ...init, clientX: 10 }));
      return done;
    },
  };
}

function pointerEvent(type: string, init: PointerEventInit): PointerEvent {
  return Object.assign(new PointerEvent(type, init), { getCoalescedEvents: () => [] });
}

describe('a drag', () => {
  test('moves the crosshair, the window or the picture, by its button', () => {
    expect(listen(false).drag({ button: 0 })).toEqual(['crosshair', 'crosshair']);
    expect(listen(false).drag({ button: 2 })).toEqual(['window']);
    expect(listen(false).drag({ button: 1 })).toEqual(['pan']);
    expect(listen(false).drag({ button: 0, shiftKey: true })).toEqual(['pan']);
  });

  test('of an end takes it along, freely where shift was held before the press', () => {
    expect(listen(true).drag({ button: 0 })).toEqual(['end']);
    expect(listen(true).drag({ button: 0, shiftKey: true })).toEqual(['end, freely']);
    expect(listen(true).drag({ button: 1 })).toEqual(['pan']);
  });

  test('with ctrl moves the crosshair past whatever is there', () => {
    expect(listen(true).drag({ button: 0, ctrlKey: true })).toEqual(['crosshair', 'crosshair']);
  });
});
