import type { CSSProperties, ReactElement } from 'react';
import classes from './range-input.module.css';

export interface RangeInputProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  /** What the value means, for screen readers. */
  readonly valueText?: string;
  readonly isDisabled?: boolean;
  readonly testId?: string;
  readonly onChange: (value: number) => void;
}

/** The platform's own slider in our clothes: it keeps arrow and page keys while it has the focus. */
export function RangeInput(props: RangeInputProps): ReactElement {
  const { min, max, value } = props;
  const filled = max > min ? (value - min) / (max - min) : 0;
  const style = { '--filled': `${(filled * 100).toFixed(2)}%` } as CSSProperties; // holds: a custom property is valid CSS
  return (
    <input
      type="range"
      className={classes['range']}
      style={style}
      aria-label={props.label}
      aria-valuetext={props.valueText}
      data-testid={props.testId}
      min={min}
      max={max}
      step={props.step ?? 1}
      value={value}
      disabled={props.isDisabled}
      onChange={(event) => {
        props.onChange(event.currentTarget.valueAsNumber);
      }}
    />
  );
}
