import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { tissueColours, tissues } from '#shared/domain/label-scheme.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { ColourSwatch } from '../../ui/colour-swatch.tsx';

/** What is done to a label everywhere at once. */
export function WholeLabelMenu(): ReactElement {
  const { t } = useTranslation();
  const tissue = useWorkspace((state) => state.correction.tissue);
  const mask = useWorkspace((state) => state.correction.mask);
  const { correction } = useActions();
  const name = t(`tissue.${tissue}`);
  const others = tissues.filter((other) => other !== tissue);
  return (
    <Menu width="target" position="bottom" withinPortal>
      <Menu.Target>
        <Button
          fullWidth
          size="xs"
          variant="default"
          rightSection={<IconChevronDown size="1rem" stroke={1.5} />}
          data-testid="whole-label"
        >
          {t('correction.wholeLabel')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<ColourSwatch colour={tissueColours[tissue]} />}
          disabled={mask?.voxelsByTissue[tissue] === 0}
          onClick={correction.smooth}
          data-testid="smooth"
        >
          {t('correction.smooth', { label: name })}
        </Menu.Item>
        <Menu.Item
          leftSection={<ColourSwatch colour={tissueColours[tissue]} />}
          onClick={correction.fillHoles}
          data-testid="fill-holes"
        >
          {t('correction.fillHoles', { label: name })}
        </Menu.Item>
        {others.map((from) => (
          <Menu.Item
            key={from}
            leftSection={<ColourSwatch colour={tissueColours[from]} />}
            disabled={mask?.voxelsByTissue[from] === 0}
            onClick={() => {
              correction.changeAll(from);
            }}
            data-testid={`change-all-${from}`}
          >
            {t('correction.changeAll', { from: t(`tissue.${from}`), into: name })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
