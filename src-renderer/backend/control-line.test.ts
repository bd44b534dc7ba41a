import { ORPCError, type ClientContext, type ClientLink } from '@orpc/client';
import { describe, expect, test } from 'vitest';
import { createControlLine } from './control-line.ts';

function linkThat(call: () => Promise<unknown>): ClientLink<ClientContext> {
  return { call };
}

describe('control line', () => {
  test('calls made while connecting wait for the wire', async () => {
    const line = createControlLine();
    const call = line.client.studies.list();
    line.attach(linkThat(() => Promise.resolve(['listed'])));
    await expect(call).resolves.toEqual(['listed']);
    expect(line.status()).toBe('connected');
  });

  test('calls fail with connection-lost when connecting fails, and while it is lost', async () => {
    const line = createControlLine();
    const waiting = line.client.studies.list();
    line.detach();
    await expect(waiting).rejects.toMatchObject({ code: 'connection-lost' });
    await expect(line.client.studies.list()).rejects.toMatchObject({ code: 'connection-lost' });
  });

  test('a pending call of a wire that went fails with connection-lost, even when a new wire is up already', async () => {
    const line = createControlLine();
    let breakWire = (): void => undefined;
    line.attach(linkThat(() => new Promise((_, reject) => (breakWire = () => reject(new Error('closed'))))));
    const pending = line.client.studies.list();
    await Promise.resolve();
    await Promise.resolve();
    line.detach();
    line.attach(linkThat(() => Promise.resolve([])));
    breakWire();
    await expect(pending).rejects.toMatchObject({ code: 'connection-lost' });
    await expect(line.client.studies.list()).resolves.toEqual([]);
  });

  test('what the backend answered stays what it is', async () => {
    const line = createControlLine();
    const refusal = new ORPCError('FAILED', { data: { code: 'not-found', params: {} } });
    line.attach(linkThat(() => Promise.reject(refusal)));
    await expect(line.client.studies.list()).rejects.toBe(refusal);
  });

  test('listeners hear changes only, until they stop', () => {
    const line = createControlLine();
    const heard: string[] = [];
    const stop = line.onStatus((status) => heard.push(status));
    const link = linkThat(() => Promise.resolve(null));
    line.attach(link);
    line.attach(link);
    line.detach();
    stop();
    line.attach(link);
    expect(heard).toEqual(['connected', 'lost']);
  });
});
