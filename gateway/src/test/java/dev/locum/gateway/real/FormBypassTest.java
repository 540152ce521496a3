package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.locum.gateway.caller.Layout;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.workflowservice.v1.DescribeTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.token.denial.DenialReason;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bytes that can be read in two ways, names that mean something to Temporal alone, and services
 * beside the one for tenants.
 */
@Tag("both-temporals")
@InRealWorld({"twice", "newer", "part"})
final class FormBypassTest {

  private static final int OF_NO_VERSION = 9_999;

  private static final MethodDescriptor<byte[], byte[]> START =
      method(WorkflowServiceGrpc.getStartWorkflowExecutionMethod().getFullMethodName());

  private static final MethodDescriptor<byte[], byte[]> DESCRIBE_STATE =
      method("temporal.server.api.adminservice.v1.AdminService/DescribeMutableState");

  private final RealWorld world;

  FormBypassTest(RealWorld world) {
    this.world = world;
  }

  /** How Temporal calls the second part of a queue. */
  @ParameterizedTest
  @EnumSource(Layout.class)
  @Bypass(
      value = 2,
      in = {Layout.SHARED, Layout.DEDICATED})
  void namesOfPartsOfAQueue_areNobodys(Layout layout) {
    Ground ground = new Ground(world, layout);
    touchPart(ground.bare(), ground.id("part-1"));

    world
        .attacks()
        .refused(
            ground.refusal(DenialReason.ACTION_NOT_ALLOWED),
            () -> touchPart(ground.through("bob-starter"), "bob.part"));
    world
        .attacks()
        .refused(
            DenialReason.ACTION_NOT_ALLOWED,
            () -> touchPart(ground.through("alice-starter"), ground.id("part-2")));
  }

  /** The embedded server starts on it like on any other; a real one tells of it alone. */
  private static void touchPart(Party party, String workflowId) {
    String part = "/_sys/alice-part/1";
    if (!RealWorld.isReal()) {
      party.start(workflowId, part);
      return;
    }
    party
        .calls()
        .describeTaskQueue(
            DescribeTaskQueueRequest.newBuilder()
                .setNamespace(party.namespace())
                .setTaskQueue(TaskQueue.newBuilder().setName(part))
                .build());
  }

  /** Of a field that is there twice the last counts, for Temporal and for the gateway. */
  @ParameterizedTest
  @EnumSource(Layout.class)
  @Bypass(
      value = 21,
      in = {Layout.SHARED, Layout.DEDICATED})
  void fieldsThatAreThereTwice_areReadAsTemporalReadsThem(Layout layout) {
    Ground ground = new Ground(world, layout);
    String victim = ground.id("twice");
    StartWorkflowExecutionRequest hers =
        StartWorkflowExecutionRequest.newBuilder()
            .setNamespace(ground.namespace())
            .setWorkflowId(victim)
            .build();
    StartWorkflowExecutionRequest his =
        Party.startOf("bob.twice-" + layout.name(), "bob-twice")
            .setNamespace(ground.attackers())
            .build();
    send(START, world.bare(), his.toByteString().concat(hers.toByteString()));
    assertThat(ground.bare().status(victim)).as("at a bare Temporal it is hers").isNotNull();
    ground.bare().terminate(victim);
    int before = ground.bare().history(victim).size();

    Party bob = world.through("bob-starter");
    world
        .attacks()
        .refused(
            ground.refusal(DenialReason.WORK_NOT_FOUND),
            () -> send(START, bob, his.toByteString().concat(hers.toByteString())));
    send(START, bob, hers.toByteString().concat(his.toByteString()));

    assertThat(ground.bare().history(victim)).as("hers is as it was").hasSize(before);
    Party bare = world.bare().in(ground.attackers());
    assertThat(bare.status(his.getWorkflowId())).as("his is his").isNotNull();
    bare.terminate(his.getWorkflowId());
  }

  /** A newer Temporal might do something with it that nobody here has checked. */
  @ParameterizedTest
  @EnumSource(Layout.class)
  @Bypass(
      value = 21,
      in = {Layout.SHARED, Layout.DEDICATED})
  void fieldsOfANewerVersion_areRefused(Layout layout) {
    Ground ground = new Ground(world, layout);
    StartWorkflowExecutionRequest plain =
        Party.startOf("bob.newer-" + layout.name(), "bob-newer")
            .setNamespace(ground.attackers())
            .build();
    ByteString newer =
        plain.toBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        OF_NO_VERSION, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                    .build())
            .build()
            .toByteString();
    send(START, world.bare(), newer);
    world.bare().in(ground.attackers()).terminate(plain.getWorkflowId());

    world
        .attacks()
        .refused(
            DenialReason.REQUEST_INVALID, () -> send(START, world.through("bob-starter"), newer));
  }

  /** On the port of a stock server the admin service answers as well, for every namespace. */
  @ParameterizedTest
  @EnumSource(Layout.class)
  @Tag("real-temporal")
  @Bypass(
      value = 33,
      in = {Layout.SHARED, Layout.DEDICATED})
  void servicesBesideTheOneForTenants_areRefused(Layout layout) {
    Ground ground = new Ground(world, layout);
    String victim = ground.id("state");
    ground.bare().start(victim, "alice-part");
    // Its first field is the namespace, its second the execution.
    ByteString request =
        UnknownFieldSet.newBuilder()
            .addField(1, text(ByteString.copyFromUtf8(ground.namespace())))
            .addField(2, text(Party.execution(victim).toByteString()))
            .build()
            .toByteString();
    assertThat(send(DESCRIBE_STATE, world.bare(), request)).as("the whole state").isNotEmpty();
    ground.bare().terminate(victim);

    for (String workload : new String[] {"bob-worker", "bob-starter", "operator"}) {
      Party party = world.through(workload);
      world
          .attacks()
          .refusedUnasked(
              DenialReason.METHOD_NOT_ALLOWED, () -> send(DESCRIBE_STATE, party, request));
    }
  }

  private static UnknownFieldSet.Field text(ByteString value) {
    return UnknownFieldSet.Field.newBuilder().addLengthDelimited(value).build();
  }

  private static byte[] send(
      MethodDescriptor<byte[], byte[]> method, Party party, ByteString request) {
    return ClientCalls.blockingUnaryCall(
        party.channel(),
        method,
        CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS),
        request.toByteArray());
  }

  private static MethodDescriptor<byte[], byte[]> method(String name) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(name)
        .setRequestMarshaller(new Bytes())
        .setResponseMarshaller(new Bytes())
        .build();
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
