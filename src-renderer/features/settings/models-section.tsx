import { ActionIcon, Badge, Button, Text, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useEffect, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '#shared/contract/index.ts';
import { useFailureSentence } from '../../i18n/failure-sentence.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { chosenModel } from '../../state/models-slice.ts';
import { useDialogs } from '../../ui/use-dialogs.tsx';
import { SettingsSection } from './settings-section.tsx';
import classes from './models-section.module.css';

/** Networks that can be run: which one is used, where it comes from; others can be added and removed. */
export function ModelsSection(): ReactElement {
  const { t } = useTranslation();
  const models = useWorkspace((state) => state.models);
  const isAdding = useWorkspace((state) => state.isAddingModel);
  const actions = useActions();
  useEffect(() => void actions.models.load(), [actions]);
  return (
    <SettingsSection
      title={t('models.title')}
      text={t('models.text')}
      aside={
        <Button
          variant="default"
          style={{ flexShrink: 0 }}
          loading={isAdding}
          onClick={() => void actions.models.add()}
          data-testid="add-model"
        >
          {t('models.add')}
        </Button>
      }
    >
      <div className={classes['models']} role="radiogroup" aria-label={t('models.title')}>
        {models.map((model) => (
          <ModelRow key={model.modelKey} model={model} />
        ))}
      </div>
      <Text c="dimmed" size="xs" role="status">
        {isAdding ? t('models.adding') : t('app.researchUseOnly')}
      </Text>
    </SettingsSection>
  );
}

function ModelRow({ model }: { model: Model }): ReactElement {
  const { t } = useTranslation();
  const sentence = useFailureSentence();
  const { modelKey, name, version, sha256, licence, failure, origin } = model;
  const isUsed = useWorkspace((state) => chosenModel(state)?.modelKey === modelKey);
  const { models } = useActions();
  return (
    <div className={classes['model']} data-chosen={isUsed} data-testid={`model-${modelKey}`}>
      <label className={classes['choice']}>
        <input
          type="radio"
          name="model"
          checked={isUsed}
          disabled={failure !== null}
          onChange={() => void models.choose(modelKey)}
        />
        <span>
          <Text fw={550} size="sm">
            {name} {version}
            {origin === 'added' && (
              <Badge component="span" ml="xs" size="sm" variant="light" color="sea">
                {t('models.added')}
              </Badge>
            )}
          </Text>
          <Text c="dimmed" size="xs" title={sha256}>
            {failure === null ? `${licence} · SHA-256 ${sha256.slice(0, 12)}…` : sentence(failure)}
          </Text>
        </span>
      </label>
      {origin === 'added' && <RemoveButton model={model} />}
    </div>
  );
}

function RemoveButton({ model: { modelKey, name, version } }: { model: Model }): ReactElement {
  const { t } = useTranslation();
  const { models } = useActions();
  const { confirmRemoval } = useDialogs();
  const ask = (): void => {
    confirmRemoval({
      title: t('models.removeTitle', { name: `${name} ${version}` }),
      text: t('models.removeText'),
      confirm: t('models.remove'),
      onConfirm: () => void models.remove(modelKey),
    });
  };
  return (
    <Tooltip label={t('models.remove')}>
      <ActionIcon variant="subtle" color="gray" aria-label={t('models.remove')} onClick={ask}>
        <IconTrash size="1.1rem" stroke={1.5} />
      </ActionIcon>
    </Tooltip>
  );
}
