import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Worker } from '@temporalio/worker';
import * as activities from './activities';
import { principal } from './principal';

/** Where the gateway is, and the credential for it, come from TEMPORAL_CONFIG_FILE and TEMPORAL_PROFILE. */
async function main(): Promise<void> {
  const config = loadClientConnectConfig();
  const connection = await NativeConnection.connect(config.connectionOptions);
  try {
    const worker = await Worker.create({
      connection,
      namespace: config.namespace,
      taskQueue: 'hello-typescript',
      workflowsPath: require.resolve('./workflows'),
      activities,
      interceptors: { workflowModules: [require.resolve('./delegation')], activity: [principal] },
    });
    await worker.run();
  } finally {
    await connection.close();
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
