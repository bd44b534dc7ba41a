import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { fullUncertainty } from '#shared/domain/uncertainty.ts';
import { heatTable } from '../../viewer/heat-colours.ts';
import classes from './workspace.module.css';

const stops = 12;

/** The colours of the uncertainty map over a middle grey, from sure to as likely as not, with the words for both. */
export function HeatRamp(): ReactElement {
  const { t } = useTranslation();
  const table = heatTable();
  const colours = Array.from({ length: stops + 1 }, (_, stop) => {
    const word = table[Math.round(((stop / stops) * fullUncertainty) / 2)] ?? 0;
    return `rgb(${word & 255} ${(word >> 8) & 255} ${(word >> 16) & 255} / ${((word >>> 24) / 255).toFixed(2)})`;
  });
  return (
    <>
      <span
        className={classes['heatRamp']}
        style={{ backgroundImage: `linear-gradient(to right, ${colours.join()})` }}
        aria-hidden
      />
      <span>{t('uncertainty.sure')}</span>
      <span>{t('uncertainty.evenChoice')}</span>
    </>
  );
}
