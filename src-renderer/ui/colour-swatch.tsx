import type { ReactElement } from 'react';
import classes from './colour-swatch.module.css';

/** A small square of a colour (red, green, blue, 0..255), beside the text that says what it stands for. */
export function ColourSwatch(props: { colour: readonly [number, number, number] }): ReactElement {
  return (
    <span className={classes['swatch']} style={{ backgroundColor: `rgb(${props.colour.join(' ')})` }} aria-hidden />
  );
}
