import { describe, expect, test } from 'vitest';
import { failureSentence } from './failure-sentence.ts';
import { createTranslations, resolveLanguage } from './translations.ts';

const en = createTranslations('en');
const ko = createTranslations('ko');

describe('failure sentences', () => {
  test('name the file and write sizes as sizes', () => {
    const failure = {
      code: 'truncated-file',
      params: { file: 'kim_t1.nii', expectedBytes: 17_900_000, actualBytes: 512 },
    } as const;
    expect(failureSentence(en, failure)).toBe(
      '“kim_t1.nii” is incomplete: it should hold 17.9\u00a0MB but has 512\u00a0bytes. Copy or export it again.',
    );
    expect(failureSentence(ko, failure)).toContain('“kim_t1.nii” 파일이 불완전합니다');
  });

  test('sizes that would read alike are told apart', () => {
    const params = { file: 'a', expectedBytes: 17_648, actualBytes: 17_632 };
    expect(failureSentence(en, { code: 'truncated-file', params })).toContain(
      'hold 17,648\u00a0bytes but has 17,632\u00a0bytes',
    );
  });

  test('a known reason adds its sentence, an unknown one nothing', () => {
    const params = { file: 'a.hdr', other: 'a.img', reason: 'pair-missing' };
    expect(failureSentence(en, { code: 'unsupported-file', params })).toMatch(/cannot use\. It is half of a \.hdr/);
    const unknown = { code: 'file-unreadable', params: { file: 'a', reason: 'EACCES' } } as const;
    expect(failureSentence(en, unknown)).not.toContain('EACCES');
  });

  test('the label map’s slot is named in the reader’s language', () => {
    const failure = { code: 'duplicate-modality', params: { file: 'a', other: 'b', modality: 'Reference' } } as const;
    expect(failureSentence(ko, failure)).toContain('참조 레이블 맵');
  });

  test('file names are shown as they are, whatever is in them', () => {
    const file = '<b>{{other}}</b> $t(app.name).nii';
    expect(failureSentence(en, { code: 'not-an-image', params: { file } })).toContain(file);
  });
});

test.each([
  ['system', 'ko-KR', 'ko'],
  ['system', 'de', 'en'],
  ['ko', 'en-US', 'ko'],
  ['en', 'ko', 'en'],
] as const)('%s on a %s machine is %s', (preference, system, expected) => {
  expect(resolveLanguage(preference, system)).toBe(expected);
});
