import type { Headers } from '@temporalio/common';

/** The two headers of Locum's contract, docs/guide/other-sdks.md. They go on untouched, and in clear. */
const NAMES = ['locum-delegation', 'locum-principal'];

export function delegationOf(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => NAMES.includes(name)));
}
