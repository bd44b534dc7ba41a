import { ActionIcon, Menu, RingProgress } from '@mantine/core';
import { IconCamera, IconCopy, IconPhotoDown, IconSquare, IconSquareCheck } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { modalityNames } from '#shared/domain/modality.ts';
import type { CommandId } from '../../../keys/commands.ts';
import { CommandKey } from '../../../keys/key-caps.tsx';
import { mainView, type PictureSubject } from '../../../state/pictured-views.ts';
import { layoutOf } from '../../../state/selectors.ts';
import type { ShownView } from '../../../state/shown-views.ts';
import { useActions, useWorkspace, useWorkspaceStore } from '../../../state/workspace-context.tsx';
import { useTakePicture } from './use-take-picture.ts';

/** Takes a picture of the large view, or of all, to a file or the clipboard. */
export function PictureMenu(): ReactElement {
  const { t } = useTranslation();
  const { store, views } = useWorkspaceStore();
  const isSingle = useWorkspace((state) => layoutOf(state) === 'single');
  // the mouse has left the views on its way here: the menu says which one it takes
  const [view, setView] = useState<ShownView | null>(null);
  const nameOf = ({ pane }: ShownView): string => {
    if (pane === null) return t('surface.title');
    return pane.modality === null ? t(`plane.${pane.plane}`) : modalityNames[pane.modality];
  };
  return (
    <Menu
      position="bottom-end"
      withinPortal
      onOpen={() => {
        setView(mainView(views.all(), store.getState()));
      }}
    >
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('picture.title')}
          title={t('picture.title')}
          data-testid="picture-menu"
        >
          <CameraIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {view !== null && (
          <PictureItems
            title={t('picture.view', { view: nameOf(view) })}
            subject={view}
            keys={{ copy: 'picture.copyView', save: 'picture.saveView' }}
            testId="view"
          />
        )}
        {!isSingle && (
          <PictureItems
            title={t('picture.layout')}
            subject="layout"
            keys={{ copy: 'picture.copyLayout', save: 'picture.saveLayout' }}
            testId="layout"
          />
        )}
        <Menu.Divider />
        <NameItem />
      </Menu.Dropdown>
    </Menu>
  );
}

/** While a picture is made, how much of it is. */
function CameraIcon(): ReactElement {
  const { t } = useTranslation();
  const progress = useWorkspace((state) => state.picture.progress);
  if (progress === null) return <IconCamera size="1.2rem" stroke={1.5} />;
  const percent = Math.round(progress * 100);
  return (
    <RingProgress
      size={24}
      thickness={3}
      sections={[{ value: percent, color: 'var(--mantine-primary-color-filled)' }]}
      role="progressbar"
      aria-label={t('picture.making')}
      aria-valuenow={percent}
      data-testid="picture-progress"
    />
  );
}

/** The same for one view, in its own caption. */
export function ViewPictureMenu({ paneId, name }: { paneId: string | null; name: string }): ReactElement {
  const { t } = useTranslation();
  const { views } = useWorkspaceStore();
  const [view, setView] = useState<ShownView | null>(null);
  const label = t('picture.ofView', { view: name });
  return (
    <Menu
      position="bottom-end"
      withinPortal
      onOpen={() => {
        setView(views.all().find(({ pane }) => (pane?.paneId ?? null) === paneId) ?? null);
      }}
    >
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={label}
          title={label}
          data-testid={`picture-${paneId ?? 'surface'}`}
        >
          <IconCamera size="0.9rem" stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {view !== null && (
          <PictureItems
            title={name}
            subject={view}
            keys={{ copy: 'picture.copyView', save: 'picture.saveView' }}
            testId="view"
          />
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function PictureItems(props: {
  title: string;
  subject: PictureSubject;
  keys: { copy: CommandId; save: CommandId };
  testId: string;
}): ReactElement {
  const { t } = useTranslation();
  const { save, copy } = useTakePicture();
  return (
    <>
      <Menu.Label>{props.title}</Menu.Label>
      <Menu.Item
        leftSection={<IconCopy size="1.1rem" stroke={1.5} />}
        rightSection={<CommandKey id={props.keys.copy} />}
        onClick={() => copy(props.subject)}
        data-testid={`copy-${props.testId}`}
      >
        {t('picture.copy')}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconPhotoDown size="1.1rem" stroke={1.5} />}
        rightSection={<CommandKey id={props.keys.save} />}
        onClick={() => save(props.subject)}
        data-testid={`save-${props.testId}`}
      >
        {t('picture.save')}
      </Menu.Item>
    </>
  );
}

function NameItem(): ReactElement {
  const { t } = useTranslation();
  const isNamed = useWorkspace((state) => state.picture.isNamed);
  const { picture } = useActions();
  return (
    <Menu.Item
      role="menuitemcheckbox"
      aria-checked={isNamed}
      closeMenuOnClick={false}
      leftSection={isNamed ? <IconSquareCheck size="1.1rem" stroke={1.5} /> : <IconSquare size="1.1rem" stroke={1.5} />}
      onClick={() => picture.setNamed(!isNamed)}
      data-testid="picture-named"
    >
      {t('picture.named')}
    </Menu.Item>
  );
}
