import { proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities';

const { Greet } = proxyActivities<typeof activities>({ startToCloseTimeout: '10 seconds' });

/** A workflow as any other: it knows nothing of Locum. */
export async function Hello(name: string): Promise<string> {
  return await Greet(name);
}
