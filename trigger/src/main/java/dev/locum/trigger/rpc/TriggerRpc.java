package dev.locum.trigger.rpc;

import dev.locum.protocol.trigger.v1.CancelWorkRequest;
import dev.locum.protocol.trigger.v1.CancelWorkResponse;
import dev.locum.protocol.trigger.v1.GetResultRequest;
import dev.locum.protocol.trigger.v1.GetResultResponse;
import dev.locum.protocol.trigger.v1.GetWorkRequest;
import dev.locum.protocol.trigger.v1.GetWorkResponse;
import dev.locum.protocol.trigger.v1.ListWorkRequest;
import dev.locum.protocol.trigger.v1.ListWorkResponse;
import dev.locum.protocol.trigger.v1.QueryWorkRequest;
import dev.locum.protocol.trigger.v1.QueryWorkResponse;
import dev.locum.protocol.trigger.v1.SignalWorkRequest;
import dev.locum.protocol.trigger.v1.SignalWorkResponse;
import dev.locum.protocol.trigger.v1.StartWorkRequest;
import dev.locum.protocol.trigger.v1.StartWorkResponse;
import dev.locum.protocol.trigger.v1.TriggerServiceGrpc.TriggerServiceImplBase;
import dev.locum.protocol.trigger.v1.WatchWorkRequest;
import dev.locum.protocol.trigger.v1.WatchWorkResponse;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.trigger.work.WorkCall;
import dev.locum.trigger.work.WorkDesk;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** {@code locum.trigger.v1.TriggerService}: translates; {@link WorkDesk} does the work. */
final class TriggerRpc extends TriggerServiceImplBase {

  private final WorkDesk desk;

  TriggerRpc(WorkDesk desk) {
    this.desk = desk;
  }

  @Override
  public void startWork(StartWorkRequest request, StreamObserver<StartWorkResponse> answer) {
    send(answer, desk.starting().start(call(), request));
  }

  @Override
  public void getWork(GetWorkRequest request, StreamObserver<GetWorkResponse> answer) {
    send(
        answer,
        GetWorkResponse.newBuilder()
            .setWork(desk.following().get(call(), request.getWorkflowId()))
            .build());
  }

  @Override
  public void watchWork(WatchWorkRequest request, StreamObserver<WatchWorkResponse> answer) {
    var stream = (ServerCallStreamObserver<WatchWorkResponse>) answer;
    desk.following()
        .watch(
            call(),
            request.getWorkflowId(),
            stream::isCancelled,
            work -> stream.onNext(WatchWorkResponse.newBuilder().setWork(work).build()));
    if (!stream.isCancelled()) {
      stream.onCompleted();
    }
  }

  @Override
  public void listWork(ListWorkRequest request, StreamObserver<ListWorkResponse> answer) {
    send(answer, desk.following().list(call(), request));
  }

  @Override
  public void signalWork(SignalWorkRequest request, StreamObserver<SignalWorkResponse> answer) {
    desk.controlling().signal(call(), request);
    send(answer, SignalWorkResponse.getDefaultInstance());
  }

  @Override
  public void queryWork(QueryWorkRequest request, StreamObserver<QueryWorkResponse> answer) {
    QueryWorkResponse.Builder response = QueryWorkResponse.newBuilder();
    desk.controlling().query(call(), request).ifPresent(response::setResult);
    send(answer, response.build());
  }

  @Override
  public void cancelWork(CancelWorkRequest request, StreamObserver<CancelWorkResponse> answer) {
    desk.controlling().cancel(call(), request);
    send(answer, CancelWorkResponse.getDefaultInstance());
  }

  @Override
  public void getResult(GetResultRequest request, StreamObserver<GetResultResponse> answer) {
    send(answer, desk.following().result(call(), request));
  }

  private static WorkCall call() {
    WorkCall call = UserTokens.CALL.get();
    if (call == null) {
      throw new DenialException(DenialReason.NO_CREDENTIAL, "no authentication on this route");
    }
    return call;
  }

  private static <T> void send(StreamObserver<T> answer, T response) {
    answer.onNext(response);
    answer.onCompleted();
  }
}
