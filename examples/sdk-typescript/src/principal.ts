import { AsyncLocalStorage } from 'node:async_hooks';
import type { Headers } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';

const received = new AsyncLocalStorage<Headers>();

/** Lets activities see the headers that they were scheduled with. */
export const principal: ActivityInterceptorsFactory = () => ({
  inbound: { execute: (input, next) => received.run(input.headers, () => next(input)) },
});

/** Who asked for the work; the gateway has checked it against the delegation. */
export function forWhom(): string {
  const data = received.getStore()?.['locum-principal']?.data;
  if (data == null) {
    return 'nobody';
  }
  const who = JSON.parse(Buffer.from(data).toString()) as { user: string; tenant: string };
  return `${who.user} of ${who.tenant}`;
}
