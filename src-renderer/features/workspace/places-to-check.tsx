import { ActionIcon, Checkbox, Group, Text, UnstyledButton } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Uncertainty } from '#shared/contract/index.ts';
import { smallFocusMl, smallPartMl, type PlaceKind, type PlaceToCheck } from '#shared/domain/uncertainty.ts';
import { directedMm } from '../../i18n/directed-mm.ts';
import { useFormats } from '../../i18n/formats.ts';
import { withKeys } from '../../keys/key-names.ts';
import { currentPlace, seenPlaces } from '../../state/uncertainty-slice.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import classes from './workspace.module.css';

/** Where to look, in the order to look at it: each with its volume, its place and the reason. */
export function PlacesToCheck({ uncertainty }: { uncertainty: Uncertainty }): ReactElement {
  const { t } = useTranslation();
  const seen = useWorkspace(seenPlaces);
  const { places, unlistedPlaces } = uncertainty;
  if (places.length === 0) {
    return (
      <Text size="xs" c="dimmed">
        {t('uncertainty.noPlaces')}
      </Text>
    );
  }
  return (
    <div data-testid="places-to-check">
      <Group justify="space-between" wrap="nowrap" mb={4}>
        <Text size="xs" c="dimmed">
          {t('uncertainty.places', { seen: seen.length, count: places.length })}
        </Text>
        <PlaceSteps />
      </Group>
      <ol className={classes['places']}>
        {places.map((place, index) => (
          <PlaceRow
            key={index}
            place={place}
            index={index}
            isSeen={seen.includes(index)}
            isFirstOfKind={places[index - 1]?.kind !== place.kind}
          />
        ))}
      </ol>
      {unlistedPlaces > 0 && (
        <Text size="xs" c="dimmed" mt={4}>
          {t('uncertainty.unlisted', { count: unlistedPlaces })}
        </Text>
      )}
    </div>
  );
}

function PlaceSteps(): ReactElement {
  const { t } = useTranslation();
  const { uncertainty } = useActions();
  const steps = [
    {
      by: -1,
      label: withKeys(t('uncertainty.previous'), 'place.previous'),
      Icon: IconChevronLeft,
      testId: 'previous-place',
    },
    { by: 1, label: withKeys(t('uncertainty.next'), 'place.next'), Icon: IconChevronRight, testId: 'next-place' },
  ] as const;
  return (
    <Group gap={4} wrap="nowrap">
      {steps.map(({ by, label, Icon, testId }) => (
        <ActionIcon
          key={testId}
          variant="default"
          size="sm"
          aria-label={label}
          title={label}
          onClick={() => {
            uncertainty.stepPlace(by);
          }}
          data-testid={testId}
        >
          <Icon size="1rem" stroke={1.6} />
        </ActionIcon>
      ))}
    </Group>
  );
}

/** What a kind is measured against. */
const limitsMl: Readonly<Partial<Record<PlaceKind, number>>> = {
  'enhancing-focus': smallFocusMl,
  'small-part': smallPartMl,
};

interface PlaceRowProps {
  readonly place: PlaceToCheck;
  readonly index: number;
  readonly isSeen: boolean;
  readonly isFirstOfKind: boolean;
}

function PlaceRow({ place, index, isSeen, isFirstOfKind }: PlaceRowProps): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const { uncertainty } = useActions();
  const isCurrent = useWorkspace((state) => currentPlace(state) === index);
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isCurrent) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isCurrent]);
  const { kind, volumeMl, placeMm } = place;
  const limit = limitsMl[kind];
  const values = { limit: limit === undefined ? '' : formats.decimals(limit, limit < 1 ? 1 : 0) };
  const name = t(`uncertainty.kind.${kind}`, values);
  const { x, y, z } = directedMm(placeMm, formats, 0);
  const where = `${x}  ${y}  ${z}`;
  return (
    <li ref={row}>
      {isFirstOfKind && (
        <Text size="xs" c="dimmed" mt={index === 0 ? 0 : 6} mb={2}>
          {name}
        </Text>
      )}
      <div className={classes['place']} data-current={isCurrent || undefined}>
        <Checkbox
          size="xs"
          checked={isSeen}
          aria-label={t('uncertainty.seen', { place: `${name}, ${where}` })}
          onChange={(event) => {
            uncertainty.setSeen(index, event.currentTarget.checked);
          }}
        />
        <UnstyledButton
          className={classes['placeButton'] ?? ''}
          aria-current={isCurrent || undefined}
          title={t(`uncertainty.reason.${kind}`, values)}
          onClick={() => {
            uncertainty.goToPlace(index);
          }}
          data-testid={`place-${index}`}
        >
          <span>{t('uncertainty.volume', { volume: formats.decimals(volumeMl, volumeMl < 0.1 ? 3 : 2) })}</span>
          <span className={classes['placeWhere']}>{t('uncertainty.where', { where })}</span>
        </UnstyledButton>
      </div>
      {isCurrent && (
        <Text size="xs" c="dimmed" className={classes['placeReason'] ?? ''}>
          {t(`uncertainty.reason.${kind}`, values)}
        </Text>
      )}
    </li>
  );
}
