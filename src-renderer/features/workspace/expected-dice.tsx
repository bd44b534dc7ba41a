import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { regions } from '#shared/domain/label-scheme.ts';
import { isDoubtful, type Expectation } from '#shared/domain/uncertainty.ts';
import { useFormats } from '../../i18n/formats.ts';
import { Callout } from '../../ui/callout.tsx';
import classes from './workspace.module.css';

/** How well the network expects to agree with an expert, and a word of warning where that is badly. */
export function ExpectedDice({ expected }: { expected: Expectation }): ReactElement {
  const { t } = useTranslation();
  const { decimals } = useFormats();
  return (
    <div className={classes['expectation']} data-testid="expected-dice">
      <Text size="xs" c="dimmed" title={t('uncertainty.expectedNote')}>
        {t('uncertainty.expected')}
      </Text>
      <div className={classes['expectationRow']}>
        {regions.map((region) => {
          const dice = expected.dice[region];
          return (
            <span key={region} title={t(`region.${region}`)} data-testid={`expected-${region}`}>
              <span className={classes['regionCode']}>{region.toUpperCase()}</span>
              {dice === null ? '–' : decimals(dice, 2)}
            </span>
          );
        })}
      </div>
      {isDoubtful(expected) && (
        <Callout tone="warning" testId="doubtful">
          {t('uncertainty.doubtful')}
        </Callout>
      )}
    </div>
  );
}
