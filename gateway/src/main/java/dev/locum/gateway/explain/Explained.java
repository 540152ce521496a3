package dev.locum.gateway.explain;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.caller.NamespaceGrant;
import dev.locum.gateway.catalogue.MethodEntry;
import dev.locum.gateway.catalogue.Scope;
import dev.locum.gateway.check.CallRules;
import dev.locum.gateway.check.DelegationNeed;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.Step;
import dev.locum.gateway.check.Steps;
import dev.locum.gateway.check.field.FieldScan;
import dev.locum.gateway.seal.OpenedTask;
import dev.locum.gateway.seal.TaskBinding;
import dev.locum.protocol.gateway.v1.CatalogueRow;
import dev.locum.protocol.gateway.v1.Check;
import dev.locum.protocol.gateway.v1.CheckOutcome;
import dev.locum.protocol.gateway.v1.ExplainCallResponse;
import dev.locum.protocol.gateway.v1.Verdict;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.worker.header.LocumHeaders;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One call that is explained: the rules decide about it and are watched. */
final class Explained implements Steps {

  /** What the task of a request without a token is about; nobody is sent there. */
  private static final String SOMETHING = "explained";

  private final CallRules rules;
  private final GatewayCaller proven;

  /** In the role in which it calls this method. */
  private final GatewayCaller caller;

  private final MethodEntry entry;
  private final Optional<Message> request;
  private final Set<Step> passed = EnumSet.noneOf(Step.class);

  Explained(CallRules rules, GatewayCaller caller, MethodEntry entry, Optional<Message> request) {
    this.rules = rules;
    this.proven = caller;
    this.caller = entry.audience().inRole(caller);
    this.entry = entry;
    this.request = request;
  }

  static ExplainCallResponse unknownMethod(ExplainCallResponse.Builder told) {
    refused(told, DenialReason.METHOD_NOT_ALLOWED, "a method without a row");
    return told.setVerdict(Verdict.VERDICT_REFUSED)
        .addChecks(check("row", CheckOutcome.CHECK_OUTCOME_FAILED, "unknown here"))
        .build();
  }

  /** The namespace that a request names; empty if none. */
  static String namespace(Message request) {
    FieldDescriptor field = request.getDescriptorForType().findFieldByName("namespace");
    return field == null ? "" : (String) request.getField(field);
  }

  ExplainCallResponse into(ExplainCallResponse.Builder told, Message shown) {
    told.setRow(row());
    RequestVerdict verdict = rules.checkRequest(proven, entry.fullName(), shown, this);
    boolean depends =
        request.isEmpty() && passed.contains(Step.ROLE) && entry.scope() == Scope.NAMESPACE;
    if (depends) {
      passed.retainAll(EnumSet.of(Step.ROLE));
      told.setVerdict(Verdict.VERDICT_DEPENDS);
    } else {
      decided(told, verdict);
    }
    return checks(told, depends).build();
  }

  @Override
  public void passed(Step step) {
    passed.add(step);
  }

  @Override
  public Optional<OpenedTask> assumed(String namespace) {
    return Optional.of(
        new OpenedTask(
            new TaskBinding(
                caller.tenantName(),
                namespace,
                queue(namespace),
                prefix(namespace) + SOMETHING,
                SOMETHING,
                SOMETHING,
                1),
            ByteString.copyFromUtf8(SOMETHING)));
  }

  private String queue(String namespace) {
    return caller
        .grant(namespace)
        .flatMap(grant -> grant.taskQueues().stream().sorted().findFirst())
        .orElse("");
  }

  private String prefix(String namespace) {
    return caller.grant(namespace).map(NamespaceGrant::idPrefix).orElse("");
  }

  private void decided(ExplainCallResponse.Builder told, RequestVerdict verdict) {
    switch (verdict) {
      case RequestVerdict.Forward forward -> {
        told.setVerdict(Verdict.VERDICT_ALLOWED);
        forward.delegations().forEach(need -> told.addDelegations(words(need)));
      }
      case RequestVerdict.Answer answer -> told.setVerdict(Verdict.VERDICT_ALLOWED);
      case RequestVerdict.Report report -> {
        told.setVerdict(Verdict.VERDICT_REPORTED);
        refused(told, report.reason(), report.detail());
      }
      case RequestVerdict.Deny deny -> {
        told.setVerdict(Verdict.VERDICT_REFUSED);
        refused(told, deny.reason(), deny.detail());
      }
    }
  }

  private static void refused(
      ExplainCallResponse.Builder told, DenialReason reason, String detail) {
    told.setReason(reason.code()).setCode(reason.publicReason().code()).setDetail(detail);
  }

  private static String words(DelegationNeed need) {
    boolean isThere = need.header().containsFields(LocumHeaders.DELEGATION);
    return need.place().name().toLowerCase(Locale.ROOT)
        + (need.required() ? ", required" : ", if there is one")
        + (isThere ? ", there" : ", absent");
  }

  private CatalogueRow row() {
    return CatalogueRow.newBuilder()
        .setMethod(entry.fullName())
        .setScope(lower(entry.scope()))
        .setAccess(lower(entry.access()))
        .setPolling(entry.polling())
        .setReach(lower(entry.audience().of(caller.role())))
        .setNote(entry.note())
        .build();
  }

  private ExplainCallResponse.Builder checks(ExplainCallResponse.Builder told, boolean depends) {
    told.addChecks(check("row", CheckOutcome.CHECK_OUTCOME_PASSED, entry.fullName()));
    boolean isOver = depends || told.getVerdict() == Verdict.VERDICT_ALLOWED;
    for (Step step : Step.values()) {
      if (entry.scope() == Scope.CLUSTER && step != Step.ROLE) {
        break;
      }
      String name = lower(step).replace('_', ' ');
      if (passed.contains(step)) {
        told.addChecks(check(name, CheckOutcome.CHECK_OUTCOME_PASSED, detail(step)));
      } else {
        told.addChecks(
            isOver
                ? check(name, CheckOutcome.CHECK_OUTCOME_NOT_REACHED, "")
                : check(name, CheckOutcome.CHECK_OUTCOME_FAILED, told.getDetail()));
        isOver = true;
      }
    }
    return told;
  }

  private static Check check(String name, CheckOutcome outcome, String detail) {
    return Check.newBuilder().setName(name).setOutcome(outcome).setDetail(detail).build();
  }

  private String detail(Step step) {
    String namespace = request.map(Explained::namespace).orElse("");
    return switch (step) {
      case ROLE -> lower(caller.role()) + ": " + lower(entry.audience().of(caller.role()));
      case TASK_TOKEN -> takesTask() ? "taken to be its own" : "the method takes none";
      case NAMESPACE -> caller.grant(namespace).map(grant -> words(grant)).orElse("");
      case LAYOUT -> caller.grant(namespace).map(grant -> lower(grant.layout())).orElse("");
      case TASK_QUEUE -> takesTask() ? queue(namespace) : "the method is about no task";
      case MENTIONS -> request.map(Explained::mentions).orElse("");
      case METHOD -> "";
    };
  }

  private String words(NamespaceGrant grant) {
    return grant.namespace()
        + ", proven by "
        + lower(caller.provenBy()).replace('_', ' ')
        + (grant.idPrefix().isEmpty() ? "" : ", ids begin with " + grant.idPrefix());
  }

  private boolean takesTask() {
    return entry.request().findFieldByName("task_token") != null;
  }

  /** Which of the fields that name something are set. */
  private static String mentions(Message request) {
    Set<String> names = new TreeSet<>();
    try {
      new FieldScan().scan(request, (role, field, value) -> names.add(field.getName()));
    } catch (DenialException e) {
      return "";
    }
    return String.join(", ", names);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
