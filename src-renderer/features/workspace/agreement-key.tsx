import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { comparedLabels } from '../../state/selectors.ts';
import { useWorkspace } from '../../state/workspace-context.tsx';
import { ColourSwatch } from '../../ui/colour-swatch.tsx';
import { agreementColours } from '../../viewer/label-look.ts';
import { labelSource } from './picture/label-source.ts';
import { areLabelsSeen, isAgreementSeen } from './picture/picture-legend.ts';
import classes from './workspace.module.css';

/** What the colours of the comparison mean, for as long as they stand in for those of tissues. */
export function AgreementKey(): ReactElement | null {
  const { t } = useTranslation();
  const isShown = useWorkspace((state) => isAgreementSeen(state) && areLabelsSeen(state));
  const region = useWorkspace((state) => state.viewer.comparedRegion);
  const shown = useWorkspace((state) => labelSource(state, t, state.viewer.shownLabels));
  const other = useWorkspace((state) => labelSource(state, t, comparedLabels(state)));
  if (!isShown) return null;
  const entries = [
    { colour: agreementColours.both, text: t('comparison.both') },
    { colour: agreementColours.onlyShown, text: t('picture.only', { source: shown }) },
    { colour: agreementColours.onlyOther, text: t('picture.only', { source: other }) },
  ];
  return (
    <div className={classes['agreementKey']} data-testid="agreement-key">
      <strong>{t('picture.agreement', { region: t(`region.${region}`) })}</strong>
      {entries.map(({ colour, text }) => (
        <span key={colour.join()} className={classes['agreementEntry']}>
          <ColourSwatch colour={colour} />
          <span>{text}</span>
        </span>
      ))}
    </div>
  );
}
