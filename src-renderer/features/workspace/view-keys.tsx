import type { ReactElement } from 'react';
import { AgreementKey } from './agreement-key.tsx';
import { HeatKey } from './heat-key.tsx';
import classes from './workspace.module.css';

/** In the corner of a view: what colours mean that are not those of tissues, which the side panel tells of. */
export function ViewKeys(): ReactElement {
  return (
    <div className={classes['viewKeys']}>
      <AgreementKey />
      <HeatKey />
    </div>
  );
}
