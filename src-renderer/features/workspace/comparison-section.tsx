import { NativeSelect, SegmentedControl, Stack, Switch, Table, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { regions } from '#shared/domain/label-scheme.ts';
import { useFormats } from '../../i18n/formats.ts';
import { withKeys } from '../../keys/key-names.ts';
import { isComparing } from '../../state/panes.ts';
import { comparableLabels, comparedLabels, layoutOf } from '../../state/selectors.ts';
import { useFold } from '../../state/use-fold.ts';
import { useActions, useWorkspace, useWorkspaceStore } from '../../state/workspace-context.tsx';
import { ColourSwatch } from '../../ui/colour-swatch.tsx';
import { PanelSection } from '../../ui/panel-section.tsx';
import { agreementColours } from '../../viewer/label-look.ts';
import { labelsKey, useLabelMapName } from './label-map-name.ts';
import classes from './workspace.module.css';

/** The shown label map against another of the study, where there is another. */
export function ComparisonSection(): ReactElement | null {
  const { t } = useTranslation();
  const compared = useWorkspace(comparedLabels);
  const isOn = useWorkspace(isComparing);
  const isAgreementShown = useWorkspace((state) => state.viewer.isAgreementShown);
  const isBeside = useWorkspace((state) => layoutOf(state) === 'label-maps');
  const { display } = useActions();
  const fold = useFold('comparison');
  if (compared === null) return null;
  return (
    <PanelSection title={t('comparison.title')} fold={fold} testId="fold-comparison">
      <Stack gap="xs">
        <OtherLabelMap />
        <Switch
          size="sm"
          label={withKeys(t('comparison.over'), 'agreement.toggle')}
          checked={isAgreementShown && !isBeside}
          disabled={isBeside}
          onChange={display.toggleAgreement}
          data-testid="toggle-agreement"
        />
        <Switch
          size="sm"
          label={t('comparison.beside')}
          checked={isBeside}
          onChange={() => {
            display.setLayout(isBeside ? 'planes' : 'label-maps');
          }}
          data-testid="toggle-beside"
        />
        {isAgreementShown && !isBeside && <AgreementLegend />}
        {isOn && <DiceTable />}
      </Stack>
    </PanelSection>
  );
}

function OtherLabelMap(): ReactElement {
  const { t } = useTranslation();
  const name = useLabelMapName();
  const { store } = useWorkspaceStore();
  const compared = useWorkspace(comparedLabels);
  useWorkspace((state) => state.study); // new results are new choices
  const choices = comparableLabels(store.getState());
  const { display } = useActions();
  return (
    <NativeSelect
      size="sm"
      aria-label={t('comparison.with')}
      data={choices.map((labels) => ({ value: labelsKey(labels), label: name(labels) }))}
      value={compared === null ? '' : labelsKey(compared)}
      data-testid="compared-label-map"
      onChange={(event) => {
        const chosen = choices.find((labels) => labelsKey(labels) === event.currentTarget.value);
        if (chosen !== undefined) display.compareWith(chosen);
      }}
    />
  );
}

/** Which region is compared, and what the three colours say. */
function AgreementLegend(): ReactElement {
  const { t } = useTranslation();
  const region = useWorkspace((state) => state.viewer.comparedRegion);
  const { display } = useActions();
  return (
    <>
      <SegmentedControl
        size="xs"
        fullWidth
        color="dark.4"
        aria-label={t('comparison.region')}
        value={region}
        onChange={display.setComparedRegion}
        data={regions.map((value) => ({
          value,
          label: <span title={t(`region.${value}`)}>{value.toUpperCase()}</span>,
        }))}
        data-testid="compared-region"
      />
      <ul className={classes['legend']}>
        {(['both', 'onlyShown', 'onlyOther'] as const).map((part) => (
          <li key={part} className={classes['structure']}>
            <ColourSwatch colour={agreementColours[part]} />
            {t(`comparison.${part}`)}
          </li>
        ))}
      </ul>
    </>
  );
}

function DiceTable(): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const { scenes } = useWorkspaceStore();
  const dice = useWorkspace(scenes.dice);
  if (dice === null) {
    return (
      <Text size="xs" c="dimmed" role="status">
        {t('comparison.loading')}
      </Text>
    );
  }
  return (
    <Table verticalSpacing={4} horizontalSpacing={0} withRowBorders={false} data-testid="dice-table">
      <Table.Caption className={classes['tableCaption'] ?? ''}>{t('comparison.dice')}</Table.Caption>
      <Table.Tbody>
        {regions.map((region) => (
          <Table.Tr key={region}>
            <Table.Th fw={400}>
              <span className={classes['structure']}>
                <span className={classes['regionCode']}>{region.toUpperCase()}</span>
                {t(`region.${region}`)}
              </span>
            </Table.Th>
            <Table.Td className={classes['number'] ?? ''} data-testid={`dice-${region}`}>
              {formats.decimals(dice[region], 3)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
