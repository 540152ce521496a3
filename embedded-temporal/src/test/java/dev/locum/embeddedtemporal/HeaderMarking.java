package dev.locum.embeddedtemporal;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import io.temporal.client.WorkflowUpdateHandle;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptor;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowClientInterceptorBase;
import java.util.Map;

/** Puts a header on queries and updates. */
final class HeaderMarking extends WorkflowClientInterceptorBase {

  static final String NAME = "mark";

  private static final Map<String, Payload> MARK =
      Map.of(NAME, Payload.newBuilder().setData(ByteString.copyFromUtf8("m")).build());

  @Override
  public WorkflowClientCallsInterceptor workflowClientCallsInterceptor(
      WorkflowClientCallsInterceptor next) {
    return new WorkflowClientCallsInterceptorBase(next) {
      @Override
      public <R> QueryOutput<R> query(QueryInput<R> input) {
        input.getHeader().getValues().putAll(MARK);
        return super.query(input);
      }

      @Override
      public <R> WorkflowUpdateHandle<R> startUpdate(StartUpdateInput<R> input) {
        input.getHeader().getValues().putAll(MARK);
        return super.startUpdate(input);
      }
    };
  }
}
