package dev.locum.gateway.explain;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.locum.gateway.authority.DescribedCallers;
import dev.locum.gateway.authority.WireCallers;
import dev.locum.gateway.caller.CredentialKind;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.catalogue.MethodCatalogue;
import dev.locum.gateway.catalogue.MethodEntry;
import dev.locum.gateway.check.CallRules;
import dev.locum.gateway.upstream.TemporalMethods;
import dev.locum.protocol.auth.v1.DescribeGrantsResponse;
import dev.locum.protocol.auth.v1.NamespaceGrant;
import dev.locum.protocol.gateway.v1.ExplainCallRequest;
import dev.locum.protocol.gateway.v1.ExplainCallResponse;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Explains calls. Thread-safe; without side effects. */
public final class Explanations {

  /** Bounds what is parsed; Temporal's own requests stay below. */
  private static final int MAX_JSON = 4 * 1024 * 1024;

  private final TemporalMethods methods;
  private final DescribedCallers callers;
  private final CallRules rules;
  private final boolean dryRun;
  private final MethodCatalogue catalogue = MethodCatalogue.compiled();

  /**
   * Explanations.
   *
   * @param methods the methods that exist
   * @param callers says what a workload may touch
   * @param rules what decides about calls
   * @param dryRun whether refusals are only recorded
   */
  public Explanations(
      TemporalMethods methods, DescribedCallers callers, CallRules rules, boolean dryRun) {
    this.methods = methods;
    this.callers = callers;
    this.rules = rules;
    this.dryRun = dryRun;
  }

  /**
   * Explains a call. Fails with a {@link DenialException} only: {@code ENTITY_NOT_FOUND} for the
   * workload, {@code REQUEST_INVALID} for a request that is not one of the method.
   */
  public CompletableFuture<ExplainCallResponse> explain(ExplainCallRequest asked) {
    return callers.describe(asked.getWorkloadId()).thenApply(known -> explain(asked, known));
  }

  private ExplainCallResponse explain(ExplainCallRequest asked, DescribeGrantsResponse known) {
    ExplainCallResponse.Builder told =
        ExplainCallResponse.newBuilder()
            .setKind(known.getKind())
            .setTenant(known.getTenant())
            .addAllGrants(known.getGrantsList())
            .addAllStarterGrants(known.getStarterGrantsList())
            .setDryRun(dryRun);
    Optional<MethodEntry> entry = entry(asked.getMethod());
    if (entry.isEmpty()) {
      return Explained.unknownMethod(told);
    }
    Message empty = Objects.requireNonNull(methods.find(entry.get().fullName())).emptyRequest();
    Optional<Message> request = request(empty, asked.getRequestJson());
    GatewayCaller caller =
        WireCallers.of(
            asked.getWorkloadId(),
            known.getKind(),
            known.getTenant(),
            provenBy(asked, known, namespace(request)),
            new WireCallers.Granted(known.getGrantsList(), known.getStarterGrantsList()));
    return new Explained(rules, caller, entry.get(), request).into(told, request.orElse(empty));
  }

  private Optional<MethodEntry> entry(String method) {
    return method.contains("/")
        ? catalogue.find(method)
        : catalogue.all().stream().filter(each -> each.name().equals(method)).findFirst();
  }

  /** Unknown fields are refused, as they are on the wire. */
  private static Optional<Message> request(Message empty, String json) {
    if (json.isBlank()) {
      return Optional.empty();
    }
    if (json.length() > MAX_JSON) {
      throw new DenialException(DenialReason.REQUEST_INVALID, "request_json: too large");
    }
    try {
      Message.Builder request = empty.newBuilderForType();
      JsonFormat.parser().merge(json, request);
      return Optional.of(request.build());
    } catch (InvalidProtocolBufferException e) {
      throw new DenialException(
          DenialReason.REQUEST_INVALID,
          "request_json: no " + empty.getDescriptorForType().getName() + ": " + e.getMessage());
    }
  }

  private static String namespace(Optional<Message> request) {
    return request.map(Explained::namespace).orElse("");
  }

  /** As asked, or as the namespace accepts it, so that another check decides. */
  private static CredentialKind provenBy(
      ExplainCallRequest asked, DescribeGrantsResponse known, String namespace) {
    if (asked.getProvenBy()
        != dev.locum.protocol.auth.v1.CredentialKind.CREDENTIAL_KIND_UNSPECIFIED) {
      return WireCallers.kind(asked.getProvenBy());
    }
    return known.getGrantsList().stream()
        .filter(grant -> grant.getNamespace().equals(namespace))
        .map(NamespaceGrant::getCredentialsList)
        .flatMap(kinds -> kinds.stream().limit(1))
        .map(WireCallers::kind)
        .findFirst()
        .orElse(CredentialKind.API_KEY);
  }
}
