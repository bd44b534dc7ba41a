import { IconArrowNarrowRight } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { tissueColours } from '#shared/domain/label-scheme.ts';
import { modalities, modalityNames, type Modality } from '#shared/domain/modality.ts';
import classes from './empty-library.module.css';

/** Greys of a drawn slice, from 0 to 255. */
interface SliceGreys {
  readonly brain: number;
  readonly fluid: number;
  readonly oedema: number;
  readonly rim: number;
  readonly core: number;
}

/** As each sequence shows them: fluid dark but in T2, oedema bright in T2 and FLAIR, the rim bright with contrast. */
const greysOf: Readonly<Record<Modality, SliceGreys>> = {
  t1n: { brain: 122, fluid: 40, oedema: 104, rim: 92, core: 70 },
  t1c: { brain: 122, fluid: 40, oedema: 104, rim: 238, core: 62 },
  t2w: { brain: 96, fluid: 228, oedema: 172, rim: 150, core: 205 },
  t2f: { brain: 104, fluid: 34, oedema: 214, rim: 176, core: 150 },
};

/** What goes in and what comes out, drawn: four modalities of one head, and the tumour in colour. */
export function OpeningTiles(): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={classes['tiles']} aria-hidden>
      {modalities.map((modality) => (
        <Tile key={modality} name={modalityNames[modality]} greys={greysOf[modality]} isColoured={false} />
      ))}
      <IconArrowNarrowRight className={classes['arrow']} size="1.75rem" stroke={1.25} />
      <Tile name={t('segmentation.title')} greys={greysOf.t1c} isColoured />
    </div>
  );
}

function Tile(props: { name: string; greys: SliceGreys; isColoured: boolean }): ReactElement {
  const { greys, isColoured } = props;
  const grey = (value: number): string => `rgb(${value} ${value} ${value})`;
  const tissue = (name: keyof typeof tissueColours, value: number): string =>
    isColoured ? `rgb(${tissueColours[name].join(' ')})` : grey(value);
  return (
    <span className={classes['tile']} data-coloured={isColoured || undefined}>
      <svg viewBox="0 0 96 96" className={classes['slice']}>
        <path d={skull} fill="none" stroke={grey(58)} strokeWidth="2.5" />
        <path d={brain} fill={grey(greys.brain)} />
        <path
          d={cortex}
          fill="none"
          stroke={grey(greys.fluid)}
          strokeWidth="1.4"
          strokeLinecap="round"
          opacity="0.55"
        />
        <path d={ventricles} fill={grey(greys.fluid)} />
        <path d={oedema} fill={tissue('ed', greys.oedema)} />
        <ellipse cx="61" cy="36" rx="8" ry="8.6" fill={tissue('et', greys.rim)} />
        <ellipse cx="61.6" cy="35.4" rx="4.6" ry="5" fill={tissue('ncr', greys.core)} />
      </svg>
      <span className={classes['tileName']}>{props.name}</span>
    </span>
  );
}

const skull = 'M48 5c20 0 33 19 33 44S68 91 48 91 15 74 15 49 28 5 48 5z';
const brain = 'M48 11c17 0 28 17 28 38S65 85 48 85 20 70 20 49 31 11 48 11z';
const cortex =
  'M48 13v22M48 62v21M28 25c4 2 5 6 4 10M22 42c4 0 7 2 9 5M22 58c4-1 8 0 10 3M30 74c2-4 5-6 9-6M37 17c0 4 1 7 4 9' +
  'M74 58c-4-1-8 0-10 3M66 74c-2-4-5-6-9-6M59 16c0 3-1 6-3 8';
const ventricles =
  'M46 38c-5-3-9-2-9 1 0 4 5 5 7 9s1 9 3 9 1-7 0-11 1-6-1-8zM50 42c3-2 5-2 6 0 0 3-3 4-4 7s-1 8-3 8-1-7 0-10-1-4 1-5z';
const oedema = 'M60 21c8-1 13 5 14 12s-1 13-4 18-9 8-12 5-1-6-5-10-5-9-3-15 4-9 10-10z';
