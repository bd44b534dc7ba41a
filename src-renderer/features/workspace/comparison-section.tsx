import { Button, NativeSelect, SegmentedControl, Stack, Switch, Table, Text } from '@mantine/core';
import { IconFilePlus } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
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

/** The shown label map against another of the study; where the study has no reference, one can be added. */
export function ComparisonSection(): ReactElement | null {
  const { t } = useTranslation();
  const hasOther = useWorkspace((state) => comparedLabels(state) !== null);
  const hasReference = useWorkspace(({ study }) => study.status === 'open' && study.study.reference !== null);
  const fold = useFold('comparison');
  if (!hasOther && hasReference) return null;
  return (
    <PanelSection title={t('comparison.title')} fold={fold} testId="fold-comparison">
      <Stack gap="xs">
        {hasOther && <Comparison />}
        {!hasReference && <AddReference />}
      </Stack>
    </PanelSection>
  );
}

function Comparison(): ReactElement {
  const { t } = useTranslation();
  const isOn = useWorkspace(isComparing);
  const isAgreementShown = useWorkspace((state) => state.viewer.isAgreementShown);
  const isBeside = useWorkspace((state) => layoutOf(state) === 'label-maps');
  const { display } = useActions();
  return (
    <>
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
      {isOn && <DiceTable />}
      {isAgreementShown && !isBeside && <AgreementLegend />}
    </>
  );
}

/** A label map from elsewhere for a study that came without one. */
function AddReference(): ReactElement {
  const { t } = useTranslation();
  const [isAdding, setIsAdding] = useState(false);
  const { results } = useActions();
  async function add(): Promise<void> {
    setIsAdding(true);
    await results.addReference();
    setIsAdding(false);
  }
  return (
    <>
      <Button
        size="sm"
        variant="default"
        leftSection={<IconFilePlus size="1.1rem" stroke={1.5} />}
        loading={isAdding}
        onClick={() => void add()}
        data-testid="add-reference"
      >
        {t('comparison.addReference')}
      </Button>
      <Text size="xs" c="dimmed">
        {t('comparison.addReferenceHint')}
      </Text>
    </>
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
