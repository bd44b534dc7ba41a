import { expect, test } from 'vitest';
import { createNews } from './news.ts';

test('a slow reader gets the newest, also what was told while it was busy and the news have ended since', async () => {
  const news = createNews<number>();
  const items = news.items();
  news.tell(1);
  news.tell(2);
  expect(await items.next()).toEqual({ done: false, value: 2 });
  news.tell(3);
  news.tell(4);
  news.end();
  expect(await items.next()).toEqual({ done: false, value: 4 });
  expect(await items.next()).toEqual({ done: true, value: undefined });
});

test('a reader that waits is woken by news, and by their end', async () => {
  const news = createNews<string>();
  const items = news.items();
  const first = items.next();
  news.tell('a');
  expect(await first).toEqual({ done: false, value: 'a' });
  const second = items.next();
  news.end();
  expect(await second).toEqual({ done: true, value: undefined });
});
