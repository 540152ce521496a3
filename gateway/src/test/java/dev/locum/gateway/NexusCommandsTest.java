package dev.locum.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.gateway.fixture.GatewayWorld;
import dev.locum.gateway.fixture.OpenRules;
import dev.locum.gateway.fixture.RecordingFrontend;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.temporalapi.command.v1.Command;
import dev.locum.temporalapi.command.v1.ScheduleNexusOperationCommandAttributes;
import dev.locum.temporalapi.enums.v1.CommandType;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedResponse;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.token.denial.DenialReason;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Only after authenticating can a worker issue commands of Nexus operations (S1-09). Whether it may
 * is for the rules, which refuse them all until Nexus has rules of its own; here none are in force.
 */
class NexusCommandsTest {

  private static final RespondWorkflowTaskCompletedRequest ORDER =
      RespondWorkflowTaskCompletedRequest.newBuilder()
          .setNamespace("default")
          .addCommands(
              Command.newBuilder()
                  .setCommandType(CommandType.COMMAND_TYPE_SCHEDULE_NEXUS_OPERATION)
                  .setScheduleNexusOperationCommandAttributes(
                      ScheduleNexusOperationCommandAttributes.newBuilder()
                          .setEndpoint("payments")
                          .setService("Payments")
                          .setOperation("charge")))
          .build();

  @TempDir Path directory;
  private RecordingFrontend frontend;
  private GatewayWorld world;

  @BeforeEach
  void start() throws IOException {
    frontend = RecordingFrontend.start();
    frontend.answer(
        WorkflowServiceGrpc.getRespondWorkflowTaskCompletedMethod(),
        RespondWorkflowTaskCompletedResponse.getDefaultInstance());
    world = GatewayWorld.before(frontend, directory, new OpenRules());
  }

  @AfterEach
  void end() {
    world.close();
    frontend.close();
  }

  private static void complete(Channel channel) {
    WorkflowServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .respondWorkflowTaskCompleted(ORDER);
  }

  private static StatusRuntimeException refusal(Channel channel) {
    StatusRuntimeException refusal =
        catchThrowableOfType(StatusRuntimeException.class, () -> complete(channel));
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    return refusal;
  }

  @Test // S1-09
  void unauthenticatedConnection_issuesNoNexusCommand() {
    assertThat(Refusals.reasonOf(refusal(world.anonymous()))).isEqualTo(DenialReason.NO_CREDENTIAL);
    assertThat(Refusals.reasonOf(refusal(world.withBearer("made-up"))))
        .isEqualTo(DenialReason.CREDENTIAL_REJECTED);
    world.world().disable("bob-worker");
    assertThat(Refusals.reasonOf(refusal(world.withApiKey("bob-worker"))))
        .isEqualTo(DenialReason.CREDENTIAL_REJECTED);

    assertThat(frontend.count()).isZero();
  }

  @Test // S1-09
  void authenticatedWorker_issuesIt() {
    complete(world.withApiKey("alice-worker"));

    assertThat(frontend.request(WorkflowServiceGrpc.getRespondWorkflowTaskCompletedMethod()))
        .isEqualTo(ORDER);
  }
}
