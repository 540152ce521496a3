"""The two headers of Locum's contract, docs/guide/other-sdks.md: a workflow's go on to all that it asks for."""

import json
from contextvars import ContextVar
from typing import Any, Mapping, Optional, Type

from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)

NAMES = ("locum-delegation", "locum-principal")

_headers: ContextVar[Mapping[str, Payload]] = ContextVar("headers", default={})


def for_whom() -> str:
    """Who asked for the work, in an activity; the gateway has checked it against the delegation."""
    principal = _headers.get().get("locum-principal")
    if principal is None:
        return "nobody"
    who = json.loads(principal.data)
    return f"{who['user']} of {who['tenant']}"


class Delegation(Interceptor):
    """Carries the delegation that a workflow was started with, untouched and in clear."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return _Activity(next)

    def workflow_interceptor_class(
        self, input: WorkflowInterceptorClassInput
    ) -> Optional[Type[WorkflowInboundInterceptor]]:
        return _Workflow


class _Activity(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        _headers.set(input.headers)
        return await super().execute_activity(input)


class _Workflow(WorkflowInboundInterceptor):
    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        super().init(_Outbound(outbound))


class _Outbound(WorkflowOutboundInterceptor):
    def start_activity(self, input: Any) -> Any:
        return super().start_activity(_delegated(input))

    def start_local_activity(self, input: Any) -> Any:
        return super().start_local_activity(_delegated(input))

    async def start_child_workflow(self, input: Any) -> Any:
        return await super().start_child_workflow(_delegated(input))

    async def signal_child_workflow(self, input: Any) -> None:
        await super().signal_child_workflow(_delegated(input))

    async def signal_external_workflow(self, input: Any) -> None:
        await super().signal_external_workflow(_delegated(input))

    def continue_as_new(self, input: Any) -> Any:
        return super().continue_as_new(_delegated(input))


def _delegated(input: Any) -> Any:
    held = workflow.info().headers
    input.headers = {**input.headers, **{name: held[name] for name in NAMES if name in held}}
    return input
