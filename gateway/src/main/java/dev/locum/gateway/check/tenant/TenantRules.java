package dev.locum.gateway.check.tenant;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.caller.Layout;
import dev.locum.gateway.caller.NamespaceGrant;
import dev.locum.gateway.catalogue.MethodCatalogue;
import dev.locum.gateway.catalogue.MethodEntry;
import dev.locum.gateway.catalogue.Reach;
import dev.locum.gateway.catalogue.Scope;
import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.CallRules;
import dev.locum.gateway.check.Mentions;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.gateway.check.Step;
import dev.locum.gateway.check.Steps;
import dev.locum.gateway.check.field.FieldCheck;
import dev.locum.gateway.check.field.FieldScan;
import dev.locum.gateway.check.view.SystemInfo;
import dev.locum.gateway.seal.OpenedTask;
import dev.locum.gateway.seal.TokenSeal;
import dev.locum.temporalapi.workflowservice.v1.GetSystemInfoResponse;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a gateway before many tenants. Thread-safe, without I/O, clock or state.
 *
 * <p><b>Security guarantees</b>: a request that is forwarded names nothing but what its caller was
 * granted, at any depth; a task that is delivered is of a queue and workflow of the caller's, and
 * its token answers that task alone, for that tenant alone. What Temporal answers beyond what this
 * version knows is handed on: it is an answer about the caller's own, and a token in it that was
 * not sealed opens nothing here.
 *
 * <p><b>Not guaranteed</b>: that a delegation is valid; the verdict says which have to be verified.
 */
public final class TenantRules implements CallRules {

  private final Map<String, MethodPlan> plans = new HashMap<>();
  private final FieldScan scan = new FieldScan();
  private final TokenSeal seal;
  private final Function<Call, FieldCheck> mentions;

  /** Seals tokens with that. */
  public TenantRules(TokenSeal seal) {
    this(seal, Mentions::new, (method, rules) -> rules);
  }

  /**
   * For tests that leave a rule out, to see that it is the one that refuses.
   *
   * @param mentions what is checked of every field
   * @param chosen which rules a method has, by its name and those that it should have
   */
  TenantRules(
      TokenSeal seal,
      Function<Call, FieldCheck> mentions,
      BiFunction<String, MethodRules<Message, Message>, MethodRules<Message, Message>> chosen) {
    this.seal = seal;
    this.mentions = mentions;
    RuleTable rules = new RuleTable(seal, scan);
    for (MethodEntry entry : MethodCatalogue.compiled().all()) {
      plans.put(
          entry.fullName(),
          MethodPlan.of(entry, chosen.apply(entry.name(), rules.of(entry.name()))));
    }
  }

  @Override
  public RequestVerdict checkRequest(GatewayCaller caller, String method, Message request) {
    return checkRequest(caller, method, request, Steps.UNSEEN);
  }

  @Override
  public RequestVerdict checkRequest(
      GatewayCaller caller, String method, Message request, Steps steps) {
    MethodPlan plan = plans.get(method);
    if (plan == null) {
      return new RequestVerdict.Deny(DenialReason.METHOD_NOT_ALLOWED, "a method without a row");
    }
    try {
      return decide(caller, plan, request, steps);
    } catch (DenialException e) {
      return new RequestVerdict.Deny(
          e.reason(), e.rejection().detail(), unsealed(plan, request).orElse(null));
    }
  }

  /** For a dry run: Temporal knows no seals. */
  private Optional<Message> unsealed(MethodPlan plan, Message request) {
    FieldDescriptor token = plan.taskToken();
    if (token == null || request.getDescriptorForType() != plan.entry().request()) {
      return Optional.empty();
    }
    return seal.openTask(
            Objects.requireNonNull(plan.taskKind()), (ByteString) request.getField(token))
        .map(task -> request.toBuilder().setField(token, task.original()).build());
  }

  private RequestVerdict decide(
      GatewayCaller proven, MethodPlan plan, Message request, Steps steps) {
    GatewayCaller caller = plan.entry().audience().inRole(proven);
    Reach reach = plan.entry().audience().of(caller.role());
    if (reach == Reach.NOWHERE) {
      throw new DenialException(
          DenialReason.CALLER_NOT_ALLOWED, "a method of no " + caller.role() + "'s");
    }
    steps.passed(Step.ROLE);
    if (request.getDescriptorForType() != plan.entry().request()) {
      throw new DenialException(DenialReason.REQUEST_INVALID, "not the request of the method");
    }
    if (plan.entry().scope() == Scope.CLUSTER) {
      scan.scan(request, FieldCheck.NONE);
      return aboutTemporal(plan, request);
    }
    Optional<OpenedTask> task = open(caller, plan, request, steps);
    steps.passed(Step.TASK_TOKEN);
    NamespaceGrant grant = grant(caller, namespace(plan, request, task));
    steps.passed(Step.NAMESPACE);
    if (!reach.covers(grant.layout())) {
      throw new DenialException(
          DenialReason.CALLER_NOT_ALLOWED, "a method that sees or moves a whole namespace");
    }
    steps.passed(Step.LAYOUT);
    Call call = new Call(caller, plan.entry(), grant, task);
    task.ifPresent(opened -> requireQueue(call, opened));
    steps.passed(Step.TASK_QUEUE);
    return judge(call, plan, task.isPresent() ? opened(plan, request, call) : request, steps);
  }

  private RequestVerdict judge(Call call, MethodPlan plan, Message request, Steps steps) {
    RequestVerdict verdict;
    try {
      scan.scan(request, mentions.apply(call));
      steps.passed(Step.MENTIONS);
      verdict = plan.rules().request(call, request);
      steps.passed(Step.METHOD);
    } catch (DenialException e) {
      verdict = plan.rules().refused(call, request, e);
    }
    if (verdict instanceof RequestVerdict.Deny deny && call.task().isPresent()) {
      return new RequestVerdict.Deny(deny.reason(), deny.detail(), request);
    }
    return remembering(verdict, new Memory(plan, call.grant(), call.task(), ""));
  }

  private static RequestVerdict aboutTemporal(MethodPlan plan, Message request) {
    return new RequestVerdict.Forward(
        plan.entry().fullName(),
        "",
        request,
        List.of(),
        RequestVerdict.OnRefusal.DENY,
        new Memory(plan, null, Optional.empty(), ""));
  }

  /** Whatever goes to Temporal, its answer comes back to the rules of the method. */
  private static RequestVerdict remembering(RequestVerdict verdict, Memory memory) {
    return switch (verdict) {
      case RequestVerdict.Forward forward -> remembering(forward, memory);
      case RequestVerdict.Report report ->
          new RequestVerdict.Report(
              report.reason(),
              report.detail(),
              remembering(report.report(), memory),
              report.unrefused());
      case RequestVerdict.Deny deny -> deny;
      case RequestVerdict.Answer answer -> answer;
    };
  }

  private static RequestVerdict.Forward remembering(RequestVerdict.Forward forward, Memory memory) {
    return new RequestVerdict.Forward(
        forward.method(),
        forward.namespace(),
        forward.request(),
        forward.delegations(),
        (refused, reason, detail) ->
            remembering(forward.refused().refuse(refused, reason, detail), memory),
        memory.with(forward.memory()));
  }

  private Optional<OpenedTask> open(
      GatewayCaller caller, MethodPlan plan, Message request, Steps steps) {
    if (plan.taskToken() == null) {
      return Optional.empty();
    }
    ByteString token = (ByteString) request.getField(plan.taskToken());
    if (token.isEmpty()) {
      Optional<OpenedTask> assumed = steps.assumed(namespace(plan, request, Optional.empty()));
      if (assumed.isPresent()) {
        return assumed;
      }
    }
    OpenedTask task =
        seal.openTask(Objects.requireNonNull(plan.taskKind()), token)
            .orElseThrow(() ->
                new DenialException(DenialReason.WORK_NOT_FOUND, "task_token: no seal of ours"));
    boolean isOwn =
        caller.tenant().filter(own -> own.value().equals(task.binding().tenant())).isPresent();
    if (!isOwn) {
      throw new DenialException(DenialReason.WORK_NOT_FOUND, "task_token: of another tenant");
    }
    return Optional.of(task);
  }

  /** An empty namespace is that of the task, never none. */
  private static String namespace(MethodPlan plan, Message request, Optional<OpenedTask> task) {
    String named = (String) request.getField(Objects.requireNonNull(plan.namespace()));
    if (task.isEmpty()) {
      return named;
    }
    String bound = task.get().binding().namespace();
    if (!named.isEmpty() && !named.equals(bound)) {
      throw new DenialException(DenialReason.WORK_NOT_FOUND, "task_token: of another namespace");
    }
    return bound;
  }

  private static NamespaceGrant grant(GatewayCaller caller, String namespace) {
    NamespaceGrant grant =
        caller
            .grant(namespace)
            .orElseThrow(() ->
                new DenialException(DenialReason.ENTITY_NOT_FOUND, "a namespace without grant"));
    boolean isUndivided =
        grant.layout() == Layout.SHARED
            && caller.tenant().isPresent()
            && grant.idPrefix().isEmpty();
    if (isUndivided) {
      throw new DenialException(
          DenialReason.ENTITY_NOT_FOUND, "a shared namespace without a prefix for the tenant");
    }
    return grant;
  }

  private static void requireQueue(Call call, OpenedTask task) {
    if (!call.mayUseQueue(task.binding().taskQueue())) {
      throw new DenialException(
          DenialReason.ACTION_NOT_ALLOWED, "task_token: of a queue without grant");
    }
  }

  /** The request as Temporal knows the task. */
  private static Message opened(MethodPlan plan, Message request, Call call) {
    FieldDescriptor token = Objects.requireNonNull(plan.taskToken());
    return request.toBuilder()
        .setField(token, call.task().orElseThrow().original())
        .setField(Objects.requireNonNull(plan.namespace()), call.namespace())
        .build();
  }

  @Override
  public ResponseVerdict checkResponse(
      GatewayCaller proven, RequestVerdict.Forward forwarded, Message response) {
    Memory memory = (Memory) forwarded.memory();
    if (memory.grant() == null) {
      return MethodRules.deliver(
          response instanceof GetSystemInfoResponse info
              ? SystemInfo.narrowed(info, proven.hasTwoRoles())
              : response);
    }
    GatewayCaller caller = memory.plan().entry().audience().inRole(proven);
    Optional<NamespaceGrant> grant = stillGranted(caller, memory);
    Call call =
        new Call(
            caller,
            memory.plan().entry(),
            grant.orElseGet(() -> withoutQueues(memory.grant())),
            memory.task());
    ResponseVerdict verdict =
        memory.plan().rules().response(call, inner(forwarded, memory), response);
    return grant.isPresent() || memory.plan().entry().polling()
        ? verdict
        : afterTheGrant(verdict, response.getDefaultInstanceForType());
  }

  /** Nothing is handed on; tasks in the answer, which without queues are nobody's, go back. */
  private static ResponseVerdict afterTheGrant(ResponseVerdict verdict, Message instead) {
    return new ResponseVerdict.Withhold(
        DenialReason.ENTITY_NOT_FOUND,
        "the grant has ended since the request",
        verdict instanceof ResponseVerdict.Withhold withheld ? withheld.reports() : List.of(),
        instead);
  }

  private static Optional<NamespaceGrant> stillGranted(GatewayCaller caller, Memory memory) {
    NamespaceGrant before = Objects.requireNonNull(memory.grant());
    Reach reach = memory.plan().entry().audience().of(caller.role());
    return caller
        .grant(before.namespace())
        .filter(now -> reach.covers(now.layout()))
        .filter(now -> now.layout() == before.layout() && now.idPrefix().equals(before.idPrefix()));
  }

  /** What is left of a grant that has ended: enough to give a task back, and nothing else. */
  private static NamespaceGrant withoutQueues(@Nullable NamespaceGrant ended) {
    NamespaceGrant grant = Objects.requireNonNull(ended);
    return new NamespaceGrant(
        grant.namespace(),
        grant.layout(),
        grant.delegations(),
        Set.of(),
        Set.of(),
        Set.of(),
        grant.idPrefix(),
        grant.credentials());
  }

  private static RequestVerdict.Forward inner(RequestVerdict.Forward forwarded, Memory memory) {
    return new RequestVerdict.Forward(
        forwarded.method(),
        forwarded.namespace(),
        forwarded.request(),
        forwarded.delegations(),
        forwarded.refused(),
        memory.own());
  }

  /**
   * What the check of a response has to know.
   *
   * @param plan of the method that was called
   * @param grant that it was called under; null for methods about all of Temporal
   * @param task that was answered
   * @param own what the rules of the method remember
   */
  private record Memory(
      MethodPlan plan, @Nullable NamespaceGrant grant, Optional<OpenedTask> task, Object own) {

    Memory with(Object remembered) {
      return new Memory(plan, grant, task, remembered);
    }
  }
}
