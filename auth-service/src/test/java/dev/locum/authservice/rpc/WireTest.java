package dev.locum.authservice.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.locum.authservice.audit.AuditQuery;
import dev.locum.authservice.fixture.CapturedLogs;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.auth.v1.GetKeySetRequest;
import dev.locum.protocol.auth.v1.GetKeySetResponse;
import dev.locum.protocol.auth.v1.IntrospectTokenRequest;
import dev.locum.protocol.auth.v1.IssueServiceTokenRequest;
import dev.locum.protocol.auth.v1.ListDelegationsRequest;
import dev.locum.protocol.auth.v1.ListDelegationsResponse;
import dev.locum.protocol.auth.v1.Refusal;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialReason;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole process over real sockets: who may call what, what a refusal looks like, and what
 * hostile requests come to. Every method of every service takes part, by reflection.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireTest {

  private static final Metadata.Key<String> CORRELATION =
      Metadata.Key.of("x-locum-correlation-id", Metadata.ASCII_STRING_MARSHALLER);

  private static final Map<WorkloadKind, WorkloadId> CALLERS =
      new EnumMap<>(
          Map.of(
              WorkloadKind.TRIGGER, ProcessWorld.TRIGGER,
              WorkloadKind.WORKER, ProcessWorld.ALICE_WORKER,
              WorkloadKind.DOWNSTREAM, ProcessWorld.FLEET,
              WorkloadKind.OPERATOR, ProcessWorld.OPERATOR,
              WorkloadKind.STARTER, ProcessWorld.STARTER,
              WorkloadKind.GATEWAY, ProcessWorld.GATEWAY));

  /** What a parser, a log or a database may stumble over. */
  private static final List<String> HOSTILE =
      List.of(
          "\0",
          "a\0b",
          "\n\r\t\u001b[31m",
          "'; DROP TABLE delegation; --",
          "../../etc/passwd",
          "\u202e\ufeff\ud83d\ude00",
          "*",
          "-1",
          "9".repeat(40),
          "{\"alg\":\"none\"}",
          "eyJhbGciOiJub25lIn0.e30.",
          "x".repeat(20_000));

  private ProcessWorld world;
  private Map<WorkloadKind, Channel> channels;

  @BeforeAll
  void open(@TempDir Path directory) {
    world = ProcessWorld.open(directory);
    channels = new EnumMap<>(WorkloadKind.class);
    assertThat(CALLERS).containsOnlyKeys(WorkloadKind.values());
    CALLERS.forEach((kind, workload) -> channels.put(kind, world.grpcAs(workload)));
  }

  @AfterAll
  void close() {
    world.close();
  }

  @ParameterizedTest
  @MethodSource("dev.locum.authservice.rpc.Served#names")
  void everyKindAtEveryMethod_passesTheGateExactlyAsTheTableSays(String name) {
    // S3-11, S3-21, S3-29, S3-63: nobody but the kinds of the row, and nobody at all without a
    // workload where the row does not say so.
    MethodDescriptor<?, ?> method = Served.method(name);
    MethodAccess access = MethodAccess.of(name).orElseThrow();
    boolean isEndless = method.getType() != MethodDescriptor.MethodType.UNARY;
    for (WorkloadKind kind : WorkloadKind.values()) {
      if (isEndless && access.kinds().contains(kind)) {
        continue; // It follows for ever; LostStoreTest ends it.
      }
      Optional<String> stopped = stoppedAtTheGate(channel(kind), method);
      assertThat(stopped)
          .as(kind + " at " + name)
          .isEqualTo(
              access.kinds().contains(kind) ? Optional.empty() : Optional.of("CALLER_NOT_ALLOWED"));
    }
    assertThat(stoppedAtTheGate(world.grpc(), method))
        .as("nobody at " + name)
        .isEqualTo(access.withoutWorkload() ? Optional.empty() : Optional.of("NO_CREDENTIAL"));
  }

  @ParameterizedTest
  @MethodSource("dev.locum.authservice.rpc.Served#names")
  void hostileRequests_areAnsweredOrRefused_neverAFault(String name) {
    MethodDescriptor<?, ?> method = Served.method(name);
    if (method.getType() != MethodDescriptor.MethodType.UNARY) {
      return; // A follower that is let in waits for ever: its fields are those of SearchEvents.
    }
    Message empty = Served.emptyRequest(method);
    Channel channel =
        MethodAccess.of(name).orElseThrow().kinds().stream()
            .sorted()
            .findFirst()
            .map(this::channel)
            .orElseThrow();
    try (CapturedLogs logs = CapturedLogs.start()) {
      List<Message> requests = new ArrayList<>();
      requests.add(empty);
      HOSTILE.forEach(hostile -> requests.add(filledWith(empty, hostile)));
      requests.addAll(oneByOne(empty));
      for (Message request : requests) {
        Optional<StatusRuntimeException> refused = refused(channel, method, request);
        refused.ifPresent(e -> {
          assertThat(e.getStatus().getCode())
              .as("%s %s", name, e)
              .isNotIn(Status.Code.INTERNAL, Status.Code.UNKNOWN, Status.Code.UNAVAILABLE);
          assertWellFormed(e);
        });
      }
      assertThat(logs.text()).doesNotContain("failed, correlation");
    }
  }

  @Test
  void refusal_carriesCodeSentenceAndTheCallersCorrelation() {
    String id = UUID.randomUUID().toString();
    StatusRuntimeException refused =
        refused(
                correlated(channel(WorkloadKind.WORKER), id),
                AdminServiceGrpc.getListTenantsMethod(),
                Served.emptyRequest(AdminServiceGrpc.getListTenantsMethod()))
            .orElseThrow();

    Refusal refusal = Refused.detail(refused);
    assertThat(refusal.getCode()).isEqualTo("CALLER_NOT_ALLOWED");
    assertThat(refusal.getCorrelationId()).isEqualTo(id);
    assertThat(refusal.getRetryable()).isFalse();
    assertThat(refused.getStatus().getDescription())
        .isEqualTo(DenialReason.CALLER_NOT_ALLOWED.sentence());
    assertThat(gateEvents(id)).containsExactly("CALLER_NOT_ALLOWED");
  }

  @Test
  void unknownMethodOrService_isRefusedLikeAnyOther() {
    for (String name :
        List.of("locum.auth.v1.TokenService/Mint", "locum.auth.v9.Elsewhere/Do", "x/y")) {
      MethodDescriptor<GetKeySetRequest, GetKeySetResponse> unknown =
          TokenServiceGrpc.getGetKeySetMethod().toBuilder().setFullMethodName(name).build();

      StatusRuntimeException refused =
          refused(channel(WorkloadKind.OPERATOR), unknown, GetKeySetRequest.getDefaultInstance())
              .orElseThrow();

      assertThat(Refused.detail(refused).getCode()).isEqualTo("METHOD_NOT_ALLOWED");
    }
  }

  @Test
  void messageOverTheLimit_isRefusedUnread_andTheConnectionGoesOn() {
    Channel trigger = channel(WorkloadKind.TRIGGER);
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                TokenServiceGrpc.newBlockingStub(trigger)
                    .withDeadlineAfter(30, TimeUnit.SECONDS)
                    .introspectToken(
                        IntrospectTokenRequest.newBuilder()
                            .setToken("x".repeat(1024 * 1024 + 1))
                            .build()));

    assertThat(refused.getStatus().getCode())
        .isIn(Status.Code.RESOURCE_EXHAUSTED, Status.Code.CANCELLED);
    assertThat(
            TokenServiceGrpc.newBlockingStub(trigger)
                .withDeadlineAfter(30, TimeUnit.SECONDS)
                .introspectToken(IntrospectTokenRequest.newBuilder().setToken("x").build())
                .getActive())
        .isFalse();
  }

  @Test
  void headersOverTheLimit_areRefused() {
    Metadata large = new Metadata();
    large.put(Metadata.Key.of("x-large", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(64 * 1024));
    Channel channel =
        ClientInterceptors.intercept(
            world.grpc(), MetadataUtils.newAttachHeadersInterceptor(large));

    assertThatThrownBy(() ->
            TokenServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(30, TimeUnit.SECONDS)
                .getKeySet(GetKeySetRequest.getDefaultInstance()))
        .isInstanceOf(StatusRuntimeException.class);
  }

  @Test
  void bytesThatAreNoMessage_areRefused() {
    MethodDescriptor<ListDelegationsRequest, ListDelegationsResponse> method =
        MethodDescriptor.<ListDelegationsRequest, ListDelegationsResponse>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("locum.auth.v1.TokenService/IssueServiceToken")
            .setRequestMarshaller(new Garbage())
            .setResponseMarshaller(
                ProtoUtils.marshaller(ListDelegationsResponse.getDefaultInstance()))
            .build();

    StatusRuntimeException refused =
        refused(world.grpc(), method, ListDelegationsRequest.getDefaultInstance()).orElseThrow();

    assertThat(refused.getStatus().getCode()).isNotEqualTo(Status.Code.OK);
    assertThat(String.valueOf(refused.getStatus().getDescription())).doesNotContain("Exception");
  }

  @Test
  void twoBearersOrAnotherScheme_isNoCredential() {
    for (List<String> values :
        List.of(List.of("Bearer a", "Bearer b"), List.of("Basic YTpi"), List.of("Bearer "))) {
      Metadata headers = new Metadata();
      values.forEach(value ->
          headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), value));
      Channel channel =
          ClientInterceptors.intercept(
              world.grpc(), MetadataUtils.newAttachHeadersInterceptor(headers));

      StatusRuntimeException refused =
          refused(
                  channel,
                  TokenServiceGrpc.getGetKeySetMethod(),
                  GetKeySetRequest.getDefaultInstance())
              .orElseThrow();

      assertThat(Refused.detail(refused).getCode()).isEqualTo("NO_CREDENTIAL");
    }
  }

  @Test
  void disabledWorkload_isNobodyWithItsNextCall() {
    // S3-28
    Channel fleet = world.grpcAs(ProcessWorld.BILLING);
    MethodDescriptor<?, ?> method = TokenServiceGrpc.getDescribeSelfMethod();
    assertThat(refused(fleet, method, Served.emptyRequest(method))).isEmpty();

    setDisabled(true);

    assertThat(Refused.detail(refused(fleet, method, Served.emptyRequest(method)).orElseThrow()))
        .extracting(Refusal::getCode)
        .isEqualTo("CREDENTIAL_REJECTED");
    assertThatThrownBy(() -> world.grpcAs(ProcessWorld.BILLING))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(Refused.detail(e).getCode()).isEqualTo("CREDENTIAL_REJECTED"));
    setDisabled(false);
  }

  @Test
  void serviceTokenForAnotherService_isRefused() {
    // S2-22
    assertThatThrownBy(() ->
            TokenServiceGrpc.newBlockingStub(world.grpc())
                .withDeadlineAfter(30, TimeUnit.SECONDS)
                .issueServiceToken(
                    IssueServiceTokenRequest.newBuilder()
                        .setApiKey(world.apiKey(ProcessWorld.ALICE_WORKER))
                        .setAudience("fleet")
                        .build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(Refused.detail(e).getCode()).isEqualTo("CALLER_NOT_ALLOWED"));
  }

  private void setDisabled(boolean disabled) {
    world.beside.store.write(tx ->
        tx.update(
            "UPDATE workload SET disabled = ? WHERE id = ?",
            disabled,
            ProcessWorld.BILLING.value()));
  }

  /** Why the gate refused an empty request; empty: it let it through, whatever became of it. */
  private Optional<String> stoppedAtTheGate(Channel channel, MethodDescriptor<?, ?> method) {
    String id = UUID.randomUUID().toString();
    Channel correlated = correlated(channel, id);
    refused(correlated, method, Served.emptyRequest(method)).ifPresent(WireTest::assertWellFormed);
    return gateEvents(id).stream().findFirst();
  }

  private List<String> gateEvents(String correlation) {
    return world
        .beside
        .trail
        .search(
            new AuditQuery()
                .where(AuditQuery.Field.CORRELATION_ID, correlation)
                .where(AuditQuery.Field.TYPE, "CALL_AUTHORIZED"))
        .stream()
        .map(each -> each.event().decision().reason())
        .toList();
  }

  private Channel channel(WorkloadKind kind) {
    return Objects.requireNonNull(channels.get(kind));
  }

  private static Channel correlated(Channel channel, String id) {
    Metadata headers = new Metadata();
    headers.put(CORRELATION, id);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static Optional<StatusRuntimeException> refused(
      Channel channel, MethodDescriptor<?, ?> method, Message request) {
    try {
      boolean _ = Served.call(channel, method, request);
      return Optional.empty();
    } catch (StatusRuntimeException e) {
      return Optional.of(e);
    }
  }

  /** Code, sentence and correlation; nothing of the request. */
  private static void assertWellFormed(StatusRuntimeException e) {
    Refusal refusal = Refused.detail(e);
    DenialReason reason = DenialReason.valueOf(refusal.getCode());
    assertThat(reason.isPublic()).as(refusal.getCode()).isTrue();
    assertThat(refusal.getCorrelationId()).isNotEmpty();
    assertThat(e.getStatus().getDescription()).startsWith(reason.sentence());
    assertThat(String.valueOf(e.getStatus().getDescription()))
        .doesNotContain("DROP TABLE")
        .doesNotContain("xxxx")
        .hasSizeLessThan(500);
  }

  /** Every text of the request, however deep, is this one. */
  private static Message filledWith(Message empty, String hostile) {
    Message.Builder builder = empty.toBuilder();
    for (FieldDescriptor field : empty.getDescriptorForType().getFields()) {
      put(builder, field, hostile);
    }
    return builder.build();
  }

  private static List<Message> oneByOne(Message empty) {
    List<Message> requests = new ArrayList<>();
    for (FieldDescriptor field : empty.getDescriptorForType().getFields()) {
      for (String hostile : HOSTILE) {
        Message.Builder builder = empty.toBuilder();
        put(builder, field, hostile);
        requests.add(builder.build());
      }
    }
    return requests;
  }

  private static void put(Message.Builder builder, FieldDescriptor field, String hostile) {
    Object value =
        switch (field.getJavaType()) {
          case STRING -> hostile;
          case MESSAGE -> filledWith(builder.newBuilderForField(field).build(), hostile);
          case INT -> Integer.MIN_VALUE;
          case LONG -> Long.MAX_VALUE;
          case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown(99);
          case BOOLEAN -> true;
          default -> throw new AssertionError("field " + field + ": teach the test its type");
        };
    if (field.isRepeated()) {
      builder.addRepeatedField(field, value);
    } else {
      builder.setField(field, value);
    }
  }

  /** Writes what no parser takes. */
  private static final class Garbage
      implements MethodDescriptor.Marshaller<ListDelegationsRequest> {
    @Override
    public InputStream stream(ListDelegationsRequest value) {
      return new ByteArrayInputStream(new byte[] {(byte) 0xff, (byte) 0xff, 0x7f, 0x01});
    }

    @Override
    public ListDelegationsRequest parse(InputStream stream) {
      throw new UnsupportedOperationException();
    }
  }
}
