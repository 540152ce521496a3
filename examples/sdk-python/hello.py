"""A workflow and an activity as any other; they know nothing of Locum's gateway."""

from datetime import timedelta

from temporalio import activity, workflow

with workflow.unsafe.imports_passed_through():
    from delegation import for_whom

QUEUE = "hello-python"


@activity.defn(name="Greet")
async def greet(name: str) -> str:
    return f"Hello {name}, from Python, for {for_whom()}"


@workflow.defn(name="Hello")
class Hello:
    @workflow.run
    async def run(self, name: str) -> str:
        return await workflow.execute_activity(greet, name, start_to_close_timeout=timedelta(seconds=10))
