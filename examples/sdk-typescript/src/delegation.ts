import type { Headers } from '@temporalio/common';
import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { delegationOf } from './headers';

/** Carries the delegation that a workflow was started with to all that it asks for. */
export const interceptors: WorkflowInterceptorsFactory = () => {
  let held: Headers = {};
  const delegated = <T extends { headers: Headers }>(input: T): T => ({
    ...input,
    headers: { ...input.headers, ...held },
  });
  return {
    inbound: [
      {
        execute(input, next) {
          held = delegationOf(input.headers);
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => next(delegated(input)),
        scheduleLocalActivity: (input, next) => next(delegated(input)),
        startChildWorkflowExecution: (input, next) => next(delegated(input)),
        signalWorkflow: (input, next) => next(delegated(input)),
        continueAsNew: (input, next) => next(delegated(input)),
      },
    ],
  };
};
