import { ORPCError } from '@orpc/client';
import { describe, expect, test } from 'vitest';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { errorFromJson, failureOf } from './failure-of.ts';

describe('failures of calls', () => {
  test('the typed error carries its failure', () => {
    const data = { code: 'truncated-file', params: { file: 'a.nii', expectedBytes: 10 } };
    expect(failureOf(new ORPCError('FAILED', { data }))).toEqual(data);
  });

  test('other errors of the wire become codes of ours', () => {
    expect(failureOf(new ORPCError('BAD_REQUEST')).code).toBe('invalid-request');
    expect(failureOf(new ORPCError('FAILED', { data: { code: 'no-such-code' } })).code).toBe('internal');
    expect(failureOf(new GlioscopeError('no-brain', { file: 'x' }))).toMatchObject({ code: 'no-brain' });
    expect(failureOf('?').code).toBe('internal');
  });

  test('a data-plane answer is a Failure as JSON, or internal', () => {
    expect(errorFromJson('{"code":"not-found","params":{}}', 'x').code).toBe('not-found');
    expect(errorFromJson('<html>', 'GET /blob').detail).toBe('GET /blob: <html>');
  });
});
