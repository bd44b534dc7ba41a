import { SqliteError } from 'better-sqlite3';
import { expect, test } from 'vitest';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { asStorageError } from './storage-failure.ts';

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: it failed, write`), { code, syscall: 'write' });
}

test.each([
  [systemError('ENOSPC'), 'storage-full', {}],
  [systemError('EDQUOT'), 'storage-full', {}],
  [systemError('EACCES'), 'storage-failed', { reason: 'io' }],
  [new SqliteError('database or disk is full', 'SQLITE_FULL'), 'storage-full', {}],
  [new SqliteError('malformed', 'SQLITE_CORRUPT'), 'storage-failed', { reason: 'damaged' }],
  [new SqliteError('disk I/O error', 'SQLITE_IOERR_WRITE'), 'storage-failed', { reason: 'io' }],
])('%s becomes %s', (error, code, params) => {
  expect(asStorageError(error)).toMatchObject({ code, params });
});

test('failures of ours and programming errors pass unchanged', () => {
  const ours = new GlioscopeError('not-found');
  const bug = new TypeError('undefined is not a function');
  expect(asStorageError(ours)).toBe(ours);
  expect(asStorageError(bug)).toBe(bug);
});

test('the detail, which is logged, says what the system said without the path', () => {
  const message = "EACCES: permission denied, rename '/home/kim/.a.partial' -> '/home/kim/Kim_Minji.nii.gz'";
  const error = Object.assign(new Error(message), { code: 'EACCES', syscall: 'rename' });
  expect(asStorageError(error)).toMatchObject({ detail: 'EACCES: EACCES: permission denied, rename' });
});
