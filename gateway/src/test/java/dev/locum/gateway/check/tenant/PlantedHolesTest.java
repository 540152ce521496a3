package dev.locum.gateway.check.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.DelegationRule;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.caller.Layout;
import dev.locum.gateway.caller.NamespaceGrant;
import dev.locum.gateway.catalogue.FieldRole;
import dev.locum.gateway.check.Mentions;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.gateway.seal.SealKind;
import dev.locum.gateway.seal.TaskBinding;
import dev.locum.temporalapi.command.v1.Command;
import dev.locum.temporalapi.command.v1.ScheduleNexusOperationCommandAttributes;
import dev.locum.temporalapi.command.v1.SignalExternalWorkflowExecutionCommandAttributes;
import dev.locum.temporalapi.command.v1.StartChildWorkflowExecutionCommandAttributes;
import dev.locum.temporalapi.common.v1.Callback;
import dev.locum.temporalapi.common.v1.Link;
import dev.locum.temporalapi.enums.v1.CommandType;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.workflowservice.v1.DescribeWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.ListWorkflowExecutionsRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The negative controls: with one rule left out, in test code, a named attack succeeds that is
 * refused with the rule, so that a refusal means that very rule.
 */
final class PlantedHolesTest {

  private static final GatewayCaller WORKER = Scene.bob(CallerRole.WORKER);
  private static final GatewayCaller STARTER = Scene.bob(CallerRole.STARTER);
  private static final String VICTIMS = "alice-own";

  /**
   * A rule, and what gets through without it.
   *
   * @param name the rule and the attack
   * @param without the rules without it
   * @param as what the caller is taken for without it
   * @param attack whether it succeeds, by these rules and as that caller
   */
  record Hole(String name, TenantRules without, UnaryOperator<GatewayCaller> as, Attack attack) {

    @Override
    public String toString() {
      return name;
    }
  }

  /** Whether an attack succeeds. */
  @FunctionalInterface
  interface Attack {
    boolean succeeds(TenantRules rules, UnaryOperator<GatewayCaller> as);
  }

  @ParameterizedTest
  @MethodSource("holes")
  void ruleLeftOut_letsTheAttackIn_andIsWhatRefusesIt(Hole hole) {
    assertThat(hole.attack().succeeds(hole.without(), hole.as())).as("without the rule").isTrue();

    assertThat(hole.attack().succeeds(Scene.rules(), UnaryOperator.identity()))
        .as("with the rule")
        .isFalse();
  }

  static Stream<Hole> holes() {
    return Stream.of(
        unchecked("queue grant: a start on a victim's queue", startOn(), FieldRole.TASK_QUEUE),
        plain("queue grant: a poll of a victim's queue", "PollWorkflowTaskQueue", poll()),
        new Hole(
            "namespace: a victim's own", Scene.rules(), PlantedHolesTest::inVictims, describe()),
        unchecked("namespace: inside of an order", childIn(VICTIMS), FieldRole.NAMESPACE),
        unchecked("id prefix: a victim's workflow", describeShared(), FieldRole.OWNED_ID),
        new Hole(
            "sealed task token: a victim's",
            Scene.rules(),
            caller -> Scene.alice(caller.role()),
            answer(Scene.token(SealKind.WORKFLOW_TASK, Scene.SHARED))),
        plain("page token: one that was not given out", "ListWorkflowExecutions", page()),
        plain("list filter: rows of others", "ListWorkflowExecutions", list()),
        unchecked("commands: a signal to a victim's workflow", signal(), FieldRole.OWNED_ID),
        unchecked("commands: a Nexus operation", nexus(), FieldRole.NEXUS),
        plain("delegation at dispatch: a task without one", "PollWorkflowTaskQueue", dispatch()),
        plain("command headers: a child without one", "RespondWorkflowTaskCompleted", header()),
        unchecked(
            "callbacks: whom Temporal calls back",
            callback(),
            FieldRole.CALLBACK,
            FieldRole.ADDRESS),
        unchecked("links: to a victim's workflow", link(), FieldRole.OWNED_ID));
  }

  /** Without what is checked of fields of these roles. */
  private static Hole unchecked(String name, Attack attack, FieldRole... roles) {
    List<FieldRole> left = List.of(roles);
    return new Hole(
        name,
        new TenantRules(
            Scene.SEAL,
            call -> {
              Mentions all = new Mentions(call);
              return (mentioned, field, value) -> {
                if (!left.contains(mentioned)) {
                  all.check(mentioned, field, value);
                }
              };
            },
            (method, rules) -> left.contains(FieldRole.NEXUS) ? MethodRules.plain() : rules),
        UnaryOperator.identity(),
        attack);
  }

  /** Without the rules that the method has of its own. */
  private static Hole plain(String name, String method, Attack attack) {
    return new Hole(
        name,
        new TenantRules(
            Scene.SEAL,
            Mentions::new,
            (each, rules) -> each.equals(method) ? MethodRules.plain() : rules),
        UnaryOperator.identity(),
        attack);
  }

  private static GatewayCaller inVictims(GatewayCaller bob) {
    Map<String, NamespaceGrant> grants = new HashMap<>(bob.grants());
    grants.put(VICTIMS, Scene.grant(VICTIMS, Layout.DEDICATED, DelegationRule.IGNORED, "bob", ""));
    return new GatewayCaller(bob.workload(), bob.role(), bob.tenant(), bob.provenBy(), grants);
  }

  /** Succeeds if it is forwarded, in that form. */
  private static Attack forwarded(
      GatewayCaller caller, Message request, Predicate<RequestVerdict.Forward> harmful) {
    return (rules, as) ->
        check(rules, as.apply(caller), request) instanceof RequestVerdict.Forward forward
            && forward.method().endsWith(method(request))
            && harmful.test(forward);
  }

  private static Attack forwarded(GatewayCaller caller, Message request) {
    return forwarded(caller, request, forward -> true);
  }

  private static RequestVerdict check(TenantRules rules, GatewayCaller caller, Message request) {
    return rules.checkRequest(caller, Scene.method(method(request)), request);
  }

  private static String method(Message request) {
    String name = request.getDescriptorForType().getName();
    return name.substring(0, name.length() - "Request".length());
  }

  private static StartWorkflowExecutionRequest.Builder start() {
    return SampleRequests.start(Scene.SHARED).toBuilder()
        .setWorkflowId("bob.order-1")
        .setTaskQueue(TaskQueue.newBuilder().setName("bob-orders"));
  }

  private static Attack startOn() {
    return forwarded(STARTER, start().setTaskQueue(SampleRequests.queue()).build());
  }

  private static Attack poll() {
    return forwarded(WORKER, Deliveries.pollWorkflow());
  }

  private static Attack describe() {
    return forwarded(
        STARTER,
        DescribeWorkflowExecutionRequest.newBuilder()
            .setNamespace(VICTIMS)
            .setExecution(SampleRequests.execution())
            .build());
  }

  private static Attack describeShared() {
    return forwarded(
        STARTER,
        DescribeWorkflowExecutionRequest.newBuilder()
            .setNamespace(Scene.SHARED)
            .setExecution(SampleRequests.execution())
            .build());
  }

  private static Attack callback() {
    return forwarded(
        STARTER,
        start()
            .addCompletionCallbacks(
                Callback.newBuilder()
                    .setNexus(Callback.Nexus.newBuilder().setUrl("temporal://system")))
            .build());
  }

  private static Attack link() {
    return forwarded(
        STARTER,
        start()
            .addLinks(
                Link.newBuilder()
                    .setWorkflowEvent(
                        Link.WorkflowEvent.newBuilder()
                            .setNamespace(Scene.SHARED)
                            .setWorkflowId(Scene.WORKFLOW)))
            .build());
  }

  private static Attack page() {
    return forwarded(STARTER, lists().setNextPageToken(ByteString.copyFromUtf8("made up")).build());
  }

  private static Attack list() {
    String query = "WorkflowId STARTS_WITH 'alice.'";
    return forwarded(
        STARTER,
        lists().setQuery(query).build(),
        forward -> ((ListWorkflowExecutionsRequest) forward.request()).getQuery().equals(query));
  }

  private static ListWorkflowExecutionsRequest.Builder lists() {
    return ListWorkflowExecutionsRequest.newBuilder().setNamespace(Scene.SHARED);
  }

  private static Attack answer(ByteString token, Command... commands) {
    return forwarded(WORKER, completion(token, commands));
  }

  private static RespondWorkflowTaskCompletedRequest completion(
      ByteString token, Command... commands) {
    return RespondWorkflowTaskCompletedRequest.newBuilder()
        .setTaskToken(token)
        .addAllCommands(List.of(commands))
        .build();
  }

  /** Of a task that is Bob's own. */
  private static ByteString own() {
    return Scene.SEAL.seal(
        SealKind.WORKFLOW_TASK,
        new TaskBinding("bob", Scene.SHARED, "bob-orders", "bob.order-1", "run-1", Scene.TYPE, 1),
        Scene.TOKEN);
  }

  private static Attack signal() {
    return answer(
        own(),
        Command.newBuilder()
            .setCommandType(CommandType.COMMAND_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION)
            .setSignalExternalWorkflowExecutionCommandAttributes(
                SignalExternalWorkflowExecutionCommandAttributes.newBuilder()
                    .setExecution(SampleRequests.execution())
                    .setSignalName("stop"))
            .build());
  }

  private static Attack nexus() {
    return answer(
        own(),
        Command.newBuilder()
            .setCommandType(CommandType.COMMAND_TYPE_SCHEDULE_NEXUS_OPERATION)
            .setScheduleNexusOperationCommandAttributes(
                ScheduleNexusOperationCommandAttributes.newBuilder()
                    .setEndpoint("payments")
                    .setService("Payments")
                    .setOperation("charge"))
            .build());
  }

  private static Command child(String namespace) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION)
        .setStartChildWorkflowExecutionCommandAttributes(
            StartChildWorkflowExecutionCommandAttributes.newBuilder()
                .setNamespace(namespace)
                .setWorkflowId("bob.child-1")
                .setWorkflowType(SampleRequests.type())
                .setTaskQueue(TaskQueue.newBuilder().setName("bob-orders")))
        .build();
  }

  private static Attack childIn(String namespace) {
    return answer(own(), child(namespace));
  }

  /** Where delegations are required, it succeeds if none has to be verified. */
  private static Attack header() {
    return forwarded(
        Scene.tenant("bob", CallerRole.WORKER, DelegationRule.REQUIRED),
        completion(own(), child("")),
        forward -> forward.delegations().isEmpty());
  }

  /** The same for a task that Temporal hands out. */
  private static Attack dispatch() {
    GatewayCaller alice = Scene.tenant("alice", CallerRole.WORKER, DelegationRule.REQUIRED);
    return (rules, as) ->
        check(rules, alice, Deliveries.pollWorkflow()) instanceof RequestVerdict.Forward forward
            && rules.checkResponse(alice, forward, Deliveries.workflow())
                instanceof ResponseVerdict.Deliver deliver
            && deliver.delegations().isEmpty();
  }
}
