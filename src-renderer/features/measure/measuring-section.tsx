import { ActionIcon, Button, Text, Tooltip } from '@mantine/core';
import { IconAngle, IconEye, IconEyeOff, IconPlus, IconRuler2, IconWand, type Icon } from '@tabler/icons-react';
import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { measurementKinds, type MeasurementKind } from '#shared/domain/measure/measurement.ts';
import { ariaKeys, withKeys } from '../../keys/key-names.ts';
import { useFold } from '../../state/use-fold.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { PanelSection } from '../../ui/panel-section.tsx';
import classes from './measure.module.css';
import { MeasurementList } from './measurement-list.tsx';
import { useMeasuringKeys } from './use-measuring-keys.ts';

/** What is measured in the slices: tools, the diameters of RANO, and all that was measured. */
export function MeasuringSection(): ReactElement {
  const { t } = useTranslation();
  const tool = useWorkspace((state) => state.measuring.tool);
  const refusal = useWorkspace((state) => state.measuring.refusal);
  const hint = useRef<HTMLParagraphElement>(null);
  useMeasuringKeys();
  useEffect(() => {
    // a key takes a tool wherever the panel is scrolled to
    hint.current?.scrollIntoView({ block: 'nearest' });
  }, [tool, refusal]);
  return (
    <PanelSection
      title={t('measuring.title')}
      aside={<VisibleToggle />}
      fold={useFold('measuring')}
      testId="fold-measuring"
    >
      <div className={classes['tools']} role="group" aria-label={t('measuring.tools')}>
        {measurementKinds.map((kind) => (
          <ToolButton key={kind} kind={kind} />
        ))}
        <LesionButton />
      </div>
      {(tool !== null || refusal !== null) && (
        <Text
          ref={hint}
          size="xs"
          c="dimmed"
          className={classes['hint'] ?? ''}
          aria-live="polite"
          data-testid="measuring-hint"
        >
          {tool !== null ? t(`measuring.hint.${tool}`) : refusal !== null && t(`measuring.refusal.${refusal}`)}
        </Text>
      )}
      <MeasurementList />
    </PanelSection>
  );
}

const icons: Readonly<Record<MeasurementKind, Icon>> = {
  distance: IconRuler2,
  angle: IconAngle,
  bidimensional: IconPlus,
};

function ToolButton({ kind }: { kind: MeasurementKind }): ReactElement {
  const { t } = useTranslation();
  const isInHand = useWorkspace((state) => state.measuring.tool === kind);
  const { measuring } = useActions();
  const ToolIcon = icons[kind];
  return (
    <Tooltip label={withKeys(t(`measuring.tool.${kind}`), `measure.${kind}`)}>
      <ActionIcon
        size="2.1rem"
        variant={isInHand ? 'light' : 'default'}
        color={isInHand ? 'sea' : 'gray'}
        aria-label={t(`measuring.tool.${kind}`)}
        aria-keyshortcuts={ariaKeys(`measure.${kind}`)}
        aria-pressed={isInHand}
        onClick={() => {
          measuring.takeTool(isInHand ? null : kind);
        }}
        data-testid={`measure-${kind}`}
      >
        <ToolIcon size="1.2rem" stroke={1.5} />
      </ActionIcon>
    </Tooltip>
  );
}

function LesionButton(): ReactElement {
  const { t } = useTranslation();
  const { measuring } = useActions();
  return (
    <Tooltip label={withKeys(t('measuring.ranoHint'), 'measure.lesion')} multiline w="18rem">
      <Button
        size="xs"
        h="2.1rem"
        px="0.5rem"
        variant="default"
        leftSection={<IconWand size="1.1rem" stroke={1.5} />}
        aria-label={t('measuring.rano')}
        aria-keyshortcuts={ariaKeys('measure.lesion')}
        onClick={measuring.placeOnLesion}
        data-testid="place-rano"
      >
        RANO
      </Button>
    </Tooltip>
  );
}

function VisibleToggle(): ReactElement {
  const { t } = useTranslation();
  const isVisible = useWorkspace((state) => state.measuring.isVisible);
  const { measuring } = useActions();
  const label = isVisible ? t('measuring.hide') : t('measuring.show');
  const EyeIcon = isVisible ? IconEye : IconEyeOff;
  return (
    <ActionIcon
      size="sm"
      variant="subtle"
      color="gray"
      aria-label={label}
      aria-keyshortcuts={ariaKeys('measurements.toggle')}
      title={withKeys(label, 'measurements.toggle')}
      onClick={measuring.toggleVisible}
      data-testid="toggle-measurements"
    >
      <EyeIcon size="1rem" stroke={1.5} />
    </ActionIcon>
  );
}
