import { randomUUID } from 'node:crypto';
import { Client, Connection, isGrpcServiceError } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Hello } from './workflows';

const PERMISSION_DENIED = 7;

/** Waits for the work that a user asked the trigger for, starts some of its own, and tries what it may not. */
async function main(workflowId: string): Promise<void> {
  const config = loadClientConnectConfig();
  const connection = await Connection.connect(config.connectionOptions);
  try {
    const client = new Client({ connection, namespace: config.namespace });
    console.log('asked for by a user:', await client.workflow.getHandle(workflowId).result());

    const own = await client.workflow.execute<typeof Hello>('Hello', started('world', 'hello-typescript'));
    console.log('started by this client:', own);

    const shared = new Client({ connection, namespace: 'default' });
    const refused = await shared.workflow
      .start('TripWorkflow', started('Bob', 'queue-bob'))
      .then(() => undefined, causeOf);
    if (!isGrpcServiceError(refused) || Number(refused.code) !== PERMISSION_DENIED) {
      throw new Error(`a start on bob's queue: ${String(refused)} (expected: refused)`);
    }
    console.log("refused on bob's queue:", refused.details);
  } finally {
    await connection.close();
  }
}

function started(name: string, taskQueue: string): { args: [string]; taskQueue: string; workflowId: string } {
  return { args: [name], taskQueue, workflowId: `alice.hello-typescript-${randomUUID()}` };
}

/** The SDK wraps what the server answered. */
function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}

const workflowId = process.argv[2];
if (workflowId === undefined) {
  console.error('expected: WORKFLOW_ID');
  process.exit(2);
}
main(workflowId).catch((error) => {
  console.error(error);
  process.exit(1);
});
