import { expect, test } from 'vitest';
import { measurementsCsv } from './measurements-csv.ts';

test('units, numbers and what it is not for; names are quoted and run nowhere', () => {
  const common = { plane: 'axial', createdAt: '2026-01-02T03:04:05Z' } as const;
  const csv = measurementsCsv('study-1', [
    {
      ...{ ...common, kind: 'bidimensional', origin: 'adjusted', name: '=앞, "1"' },
      placesMm: [
        [0, 0, 5],
        [12, 0, 5],
        [6, -2, 5],
        [6, 3, 5],
      ],
    },
    {
      ...{ ...common, kind: 'angle', origin: 'hand', name: null },
      placesMm: [
        [-1, 0, 5],
        [0, 0, 5],
        [0, 1, 5],
      ],
    },
  ]);
  const notice = '"Research use only, not a medical device"';
  expect(csv.split('\r\n')).toEqual([
    '\uFEFFstudy_id,name,kind,origin,plane,length_mm,across_mm,product_mm2,angle_deg,rano_measurable,created_at,places_ras_mm,notice',
    `study-1,"'=앞, ""1""",bidimensional,adjusted,axial,12.00,5.00,60.00,,no,2026-01-02T03:04:05Z,0.00 0.00 5.00; 12.00 0.00 5.00; 6.00 -2.00 5.00; 6.00 3.00 5.00,${notice}`,
    `study-1,,angle,hand,axial,,,,90.00,,2026-01-02T03:04:05Z,-1.00 0.00 5.00; 0.00 0.00 5.00; 0.00 1.00 5.00,${notice}`,
    '',
  ]);
});
