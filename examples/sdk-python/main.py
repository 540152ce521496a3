"""A worker and a client of Temporal's Python SDK behind Locum's gateway.

Where the gateway is, and the credential for it, come from Temporal's own environment configuration:
TEMPORAL_CONFIG_FILE and TEMPORAL_PROFILE.
"""

import asyncio
import os
import sys
import uuid

from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import Worker

from delegation import Delegation
from hello import QUEUE, Hello, greet


async def connect(**changed: str) -> Client:
    return await Client.connect(**{**ClientConfig.load_client_connect_config(), **changed})


async def work() -> None:
    worker = Worker(
        await connect(),
        task_queue=QUEUE,
        workflows=[Hello],
        activities=[greet],
        interceptors=[Delegation()],
    )
    await worker.run()


async def ask(workflow_id: str) -> None:
    """Waits for the work that a user asked the trigger for, starts some of its own, and tries what it may not."""
    client = await connect()
    print("asked for by a user:", await client.get_workflow_handle(workflow_id).result())

    own = await client.execute_workflow(Hello.run, "world", id=fresh(), task_queue=QUEUE)
    print("started by this client:", own)

    shared = await connect(namespace="default")
    try:
        await shared.start_workflow("TripWorkflow", id=fresh(), task_queue="queue-bob")
    except RPCError as refused:
        if refused.status != RPCStatusCode.PERMISSION_DENIED:
            raise
        print("refused on bob's queue:", refused.message)
    else:
        sys.exit("a start on bob's queue was not refused")


def fresh() -> str:
    return f"alice.hello-python-{uuid.uuid4()}"


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["worker"]:
            asyncio.run(work())
        case ["client", workflow_id]:
            asyncio.run(asyncio.wait_for(ask(workflow_id), timeout=60))
            # The SDK's core hands over its last answer on a thread of its own; an interpreter that is
            # taken down meanwhile aborts, now and then.
            sys.stdout.flush()
            os._exit(0)
        case _:
            sys.exit("expected: worker, or client WORKFLOW_ID")
