package dev.locum.benchmarks.rate;

import io.temporal.api.common.v1.Payload;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptor;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowClientInterceptorBase;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.Map;

/** Starts workflows with headers, as the trigger does. */
final class HeaderClient extends WorkflowClientInterceptorBase {

  private final Map<String, Payload> headers;

  private HeaderClient(Map<String, Payload> headers) {
    this.headers = headers;
  }

  static WorkflowClient of(WorkflowServiceStubs stubs, Map<String, Payload> headers) {
    return WorkflowClient.newInstance(
        stubs,
        WorkflowClientOptions.newBuilder().setInterceptors(new HeaderClient(headers)).build());
  }

  @Override
  public WorkflowClientCallsInterceptor workflowClientCallsInterceptor(
      WorkflowClientCallsInterceptor next) {
    return new WorkflowClientCallsInterceptorBase(next) {
      @Override
      public WorkflowStartOutput start(WorkflowStartInput input) {
        input.getHeader().getValues().putAll(headers);
        return super.start(input);
      }
    };
  }
}
