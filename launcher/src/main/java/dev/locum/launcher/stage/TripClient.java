package dev.locum.launcher.stage;

import com.google.protobuf.Duration;
import dev.locum.protocol.trigger.v1.CancelWorkRequest;
import dev.locum.protocol.trigger.v1.Data;
import dev.locum.protocol.trigger.v1.GetResultRequest;
import dev.locum.protocol.trigger.v1.GetResultResponse;
import dev.locum.protocol.trigger.v1.GetWorkRequest;
import dev.locum.protocol.trigger.v1.SignalWorkRequest;
import dev.locum.protocol.trigger.v1.StartWorkRequest;
import dev.locum.protocol.trigger.v1.StartWorkResponse;
import dev.locum.protocol.trigger.v1.TriggerServiceGrpc;
import dev.locum.protocol.trigger.v1.TriggerServiceGrpc.TriggerServiceBlockingStub;
import dev.locum.protocol.trigger.v1.WatchWorkRequest;
import dev.locum.protocol.trigger.v1.Work;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a user's client does at the trigger, with one access token or with none. */
public final class TripClient {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final long CALL_SECONDS = 30;
  private static final long WATCH_SECONDS = 60;

  private final TriggerServiceBlockingStub trigger;

  private TripClient(TriggerServiceBlockingStub trigger) {
    this.trigger = trigger;
  }

  public static TripClient withoutToken(Channel channel) {
    return new TripClient(TriggerServiceGrpc.newBlockingStub(channel));
  }

  public static TripClient with(Channel channel, String accessToken) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + accessToken);
    return new TripClient(
        TriggerServiceGrpc.newBlockingStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers)));
  }

  public StartWorkResponse start(
      String route, String tripJson, String idempotencyKey, String... actions) {
    return limited()
        .startWork(
            StartWorkRequest.newBuilder()
                .setRoute(route)
                .addInput(Data.newBuilder().setJson(tripJson))
                .setIdempotencyKey(idempotencyKey)
                .addAllActions(List.of(actions))
                .build());
  }

  /** The states through which the work went, until its last. */
  public List<Work> watch(String workflowId) {
    List<Work> seen = new ArrayList<>();
    Iterator<dev.locum.protocol.trigger.v1.WatchWorkResponse> states =
        trigger
            .withWaitForReady()
            .withDeadlineAfter(WATCH_SECONDS, TimeUnit.SECONDS)
            .watchWork(WatchWorkRequest.newBuilder().setWorkflowId(workflowId).build());
    states.forEachRemaining(state -> seen.add(state.getWork()));
    return seen;
  }

  public GetResultResponse result(String workflowId) {
    return trigger
        .withWaitForReady()
        .withDeadlineAfter(WATCH_SECONDS, TimeUnit.SECONDS)
        .getResult(
            GetResultRequest.newBuilder()
                .setWorkflowId(workflowId)
                .setWait(Duration.newBuilder().setSeconds(30))
                .build());
  }

  /** The work as it is now. */
  public Work get(String workflowId) {
    return limited()
        .getWork(GetWorkRequest.newBuilder().setWorkflowId(workflowId).build())
        .getWork();
  }

  /** Ends the drive before its time. */
  public void endDrive(String workflowId) {
    limited()
        .signalWork(
            SignalWorkRequest.newBuilder()
                .setWorkflowId(workflowId)
                .setSignalName("endDrive")
                .build());
  }

  public void cancel(String workflowId, String reason) {
    limited()
        .cancelWork(
            CancelWorkRequest.newBuilder().setWorkflowId(workflowId).setReason(reason).build());
  }

  private TriggerServiceBlockingStub limited() {
    return trigger.withWaitForReady().withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }
}
