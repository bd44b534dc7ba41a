import { Badge, Button, Loader, Switch, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconCircleMinus } from '@tabler/icons-react';
import { useEffect, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Engine } from '#shared/contract/index.ts';
import type { EngineChoice, EngineId } from '#shared/domain/engine.ts';
import { usualPrecision } from '#shared/domain/precision.ts';
import { useFormats } from '../../i18n/formats.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { SettingsSection } from './settings-section.tsx';
import classes from './settings.module.css';

/** Which part of this computer runs the network: what works, how fast, why something does not. */
export function EnginesSection(): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const report = useWorkspace((state) => state.engines);
  const { settings } = useActions();
  useEffect(() => settings.watchEngines(), [settings]);
  const isTesting = report?.isTesting ?? false;
  return (
    <SettingsSection
      title={t('engine.title')}
      text={t('engine.text')}
      aside={
        <Button
          variant="default"
          style={{ flexShrink: 0 }}
          loading={isTesting}
          disabled={report === null}
          onClick={() => void settings.testEngines()}
          data-testid="test-engines"
        >
          {t('engine.test')}
        </Button>
      }
    >
      {report === null ? (
        <Loader size="sm" />
      ) : (
        <div className={classes['engines']} role="radiogroup" aria-label={t('engine.title')}>
          <AutomaticRow />
          {report.engines.map((engine) => (
            <EngineRow key={engine.engineId} engine={engine} />
          ))}
        </div>
      )}
      <PrecisionSwitch />
      <Text c="dimmed" size="xs" role="status">
        {report?.testedAt != null && !isTesting && t('engine.testedAt', { time: formats.dateTime(report.testedAt) })}
        {isTesting && t('engine.testing')}
      </Text>
    </SettingsSection>
  );
}

/** Whether the processor computes with the numbers the network was trained with although quicker ones are there. */
function PrecisionSwitch(): ReactElement | null {
  const { t } = useTranslation();
  const precision = useWorkspace((state) => state.preferences.precision ?? usualPrecision);
  const isChoice = useWorkspace(({ models }) => models.some(({ quantised }) => quantised !== null));
  const { settings } = useActions();
  if (!isChoice) return null;
  return (
    <Switch
      label={t('precision.full')}
      description={t('precision.fullText')}
      checked={precision === 'float32'}
      onChange={({ currentTarget }) => void settings.choosePrecision(currentTarget.checked ? 'float32' : 'int8')}
      data-testid="full-precision"
    />
  );
}

function AutomaticRow(): ReactElement {
  const { t } = useTranslation();
  const used = useWorkspace((state) => state.engines?.engines.find((engine) => engine.isUsed));
  const choice = useWorkspace((state) => state.preferences.engine);
  return (
    <label className={classes['engine']} data-chosen={choice === 'automatic'} data-testid="engine-automatic">
      <ChoiceInput engine="automatic" isUsable />
      <span className={classes['name']}>
        <Text fw={550} size="sm">
          {t('engine.name.automatic')}
        </Text>
      </span>
      <span className={classes['state']}>
        {choice === 'automatic' && used !== undefined
          ? t('engine.automaticUses', { engine: t(`engine.name.${used.engineId}`) })
          : t('engine.automaticText')}
      </span>
      <span />
    </label>
  );
}

function EngineRow({ engine }: { engine: Engine }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const choice = useWorkspace((state) => state.preferences.engine);
  const { engineId, speed } = engine;
  const isUsable = engine.state !== 'faulty';
  return (
    <label
      className={classes['engine']}
      data-chosen={choice === engineId}
      data-usable={isUsable}
      data-testid={`engine-${engineId}`}
      title={engine.detail}
    >
      <ChoiceInput engine={engineId} isUsable={isUsable} />
      <span className={classes['name']}>
        <Text fw={550} size="sm" {...(isUsable ? {} : { c: 'inherit' })}>
          {t(`engine.name.${engineId}`)}
          {engine.isUsed && (
            <Badge ml="xs" size="sm" variant="light" color="sea">
              {t('engine.used')}
            </Badge>
          )}
        </Text>
        <Text c="dimmed" size="xs">
          {engine.version === '' ? libraryOf(engineId) : engine.version}
        </Text>
      </span>
      <EngineState engine={engine} />
      <span className={classes['speed']}>
        {speed !== null && t('engine.speed', { times: formats.decimals(speed, speed < 10 ? 1 : 0) })}
      </span>
    </label>
  );
}

/** Names are names in every language. */
function libraryOf(engineId: EngineId): string {
  return engineId.startsWith('onnx') ? 'ONNX Runtime' : 'TensorFlow';
}

function ChoiceInput({ engine, isUsable }: { engine: EngineChoice; isUsable: boolean }): ReactElement {
  const choice = useWorkspace((state) => state.preferences.engine);
  const { settings } = useActions();
  return (
    <input
      type="radio"
      name="engine"
      className={classes['radio']}
      checked={choice === engine}
      disabled={!isUsable}
      onChange={() => void settings.chooseEngine(engine)}
    />
  );
}

function EngineState({ engine: { state, fault } }: { engine: Engine }): ReactElement {
  const { t } = useTranslation();
  const isAbsent = fault === 'not-installed' || fault === 'not-on-this-system' || fault === 'no-device';
  const icons = {
    untested: <IconCircleDashed size="1.1rem" stroke={1.5} aria-hidden />,
    testing: <Loader size="1.1rem" />,
    works: <IconCircleCheck size="1.1rem" stroke={1.5} aria-hidden />,
    faulty: isAbsent ? (
      <IconCircleMinus size="1.1rem" stroke={1.5} aria-hidden />
    ) : (
      <IconAlertTriangle size="1.1rem" stroke={1.5} aria-hidden />
    ),
  };
  return (
    <span className={classes['state']} data-state={state} data-present={!isAbsent}>
      {icons[state]}
      <span>{state === 'faulty' ? t(`engine.fault.${fault ?? 'failed'}`) : t(`engine.state.${state}`)}</span>
    </span>
  );
}
