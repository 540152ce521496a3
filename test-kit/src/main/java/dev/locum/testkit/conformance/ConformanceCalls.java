package dev.locum.testkit.conformance;

import dev.locum.testkit.conformance.DownstreamUnderTest.Header;
import dev.locum.testkit.conformance.DownstreamUnderTest.Outcome;
import dev.locum.testkit.token.DelegationTokenDraft;
import dev.locum.testkit.token.DownstreamTokenDraft;
import dev.locum.testkit.token.ServiceTokenDraft;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The table of calls. */
final class ConformanceCalls {

  private static final String USER = "user-ada";
  private static final String FOREIGN = "another-service.act";

  private final DownstreamUnderTest downstream;
  private final TestIssuer issuer;
  private final List<ConformanceCall> calls = new ArrayList<>();

  ConformanceCalls(DownstreamUnderTest downstream, TestIssuer issuer) {
    this.downstream = downstream;
    this.issuer = issuer;
  }

  List<ConformanceCall> of(ConformanceMode mode) {
    calls.clear();
    switch (mode) {
      case EXCHANGE -> exchange();
      case SLICE -> slice();
      case ON_BEHALF -> onBehalf();
    }
    return List.copyOf(calls);
  }

  private void exchange() {
    reached("S3-46", "a token for this service", () -> bearer(downstreamToken(issuer).text()));
    reached(
        "S3-54",
        "a token that also names an action of another service",
        () -> bearer(downstreamToken(issuer).actions(own().name(), FOREIGN).text()));
    refused("S2-23", "nothing", List::of);
    refused("S3-46", "a token of a forger", () -> bearer(downstreamToken(issuer.forger()).text()));
    refused(
        "S3-46",
        "a token for another service",
        () -> bearer(downstreamToken(issuer).audience("another-service").text()));
    refused("S3-46", "an expired token", () -> bearer(downstreamToken(issuer).expired().text()));
    refused(
        "S3-46",
        "a token from the future",
        () -> bearer(downstreamToken(issuer).fromTheFuture().text()));
    refused(
        "S3-46",
        "a token of another issuer",
        () -> bearer(downstreamToken(issuer).issuer("https://stranger.example").text()));
    refused(
        "S3-55",
        "a token without the action",
        () -> bearer(downstreamToken(issuer).actions(FOREIGN).text()));
    refused(
        "S3-55",
        "a token for the first operation, at the second",
        downstream.otherAction(),
        () -> bearer(downstreamToken(issuer).text()));
    otherKinds();
    refused(
        "S2-23",
        "two tokens",
        () -> and(bearer(downstreamToken(issuer).text()), bearer(downstreamToken(issuer).text())));
    refused(
        "S2-23",
        "forwarded headers without a trusted service",
        () -> forwarded(USER, downstream.tenant().value()));
  }

  /** A token kind is never accepted in another's place (S3-20). */
  private void otherKinds() {
    String audience = downstream.audience().value();
    refused(
        "S3-20",
        "a user's own token",
        () -> bearer(issuer.accessToken().audience(audience).text()));
    refused("S3-20", "a delegation token as bearer", () -> bearer(delegation(issuer).text()));
    refused(
        "S3-20",
        "a service token of a stranger",
        () -> bearer(issuer.serviceToken().workload("stranger").audience(audience).text()));
  }

  private void slice() {
    reached("S3-52", "a delegation with the action", () -> txn(delegation(issuer).text()));
    reached(
        "S3-54",
        "a delegation that also names actions of others",
        () -> txn(delegation(issuer).actions(own().name(), FOREIGN).text()));
    refused(
        "S3-52",
        "a delegation with an action that is not of this service's slice",
        downstream.otherAction(),
        () ->
            txn(delegation(issuer).actions(own().name(), downstream.otherAction().name()).text()));
    refused(
        "S3-53",
        "a delegation without the action",
        () -> txn(delegation(issuer).actions(FOREIGN).text()));
    refused("S3-55", "nothing", List::of);
    refused("S3-55", "a delegation of a forger", () -> txn(delegation(issuer.forger()).text()));
    refused("S3-55", "an expired delegation", () -> txn(delegation(issuer).expired().text()));
    refused(
        "S3-55",
        "a delegation of another trust domain",
        () -> txn(delegation(issuer).with("aud", "another-domain").text()));
    refused("S3-20", "a downstream token in its place", () -> txn(downstreamToken(issuer).text()));
    refused(
        "S2-23",
        "two delegations",
        () -> and(txn(delegation(issuer).text()), txn(delegation(issuer).text())));
  }

  private void onBehalf() {
    String tenant = downstream.tenant().value();
    reached(
        "S2-18",
        "a trusted service for a user of its tenant",
        () -> and(bearer(service(issuer).text()), forwarded(USER, tenant)));
    refused("S2-23", "forwarded headers alone", () -> forwarded(USER, tenant));
    refused(
        "S2-22",
        "a service that is not trusted",
        () -> and(bearer(service(issuer).workload("stranger").text()), forwarded(USER, tenant)));
    refused(
        "S2-22",
        "a trusted service for another tenant",
        () -> and(bearer(service(issuer).text()), forwarded(USER, "another-tenant")));
    refused(
        "S2-14",
        "a service token for another service",
        () ->
            and(
                bearer(service(issuer).audience("another-service").text()),
                forwarded(USER, tenant)));
    refused(
        "S2-14",
        "an expired service token",
        () -> and(bearer(service(issuer).expired().text()), forwarded(USER, tenant)));
    refused(
        "S2-14",
        "a service token of a forger",
        () -> and(bearer(service(issuer.forger()).text()), forwarded(USER, tenant)));
    refused(
        "S2-23",
        "a user's token in its place",
        () ->
            and(
                bearer(issuer.accessToken().audience(downstream.audience().value()).text()),
                forwarded(USER, tenant)));
    hostileForwarded(tenant);
  }

  private void hostileForwarded(String tenant) {
    refused(
        "S2-23",
        "two users",
        () ->
            and(
                bearer(service(issuer).text()),
                forwarded(USER, tenant),
                List.of(new Header("x-forwarded-user", "user-ben"))));
    refused(
        "S2-23",
        "a user without a tenant",
        () -> and(bearer(service(issuer).text()), List.of(new Header("x-forwarded-user", USER))));
    for (String hostile : List.of("", "a b", "x".repeat(300))) {
      refused(
          "S2-23",
          "a user of " + hostile.length() + " wrong characters",
          () -> and(bearer(service(issuer).text()), forwarded(hostile, tenant)));
    }
  }

  private Action own() {
    return downstream.ownAction();
  }

  private DownstreamTokenDraft downstreamToken(TestIssuer by) {
    return by.downstreamToken().audience(downstream.audience().value()).actions(own().name());
  }

  private DelegationTokenDraft delegation(TestIssuer by) {
    return by.delegationToken().actions(own().name());
  }

  private ServiceTokenDraft service(TestIssuer by) {
    return by.serviceToken()
        .workload(downstream.trustedWorkload().value())
        .audience(downstream.audience().value());
  }

  private void reached(String requirement, String what, Supplier<List<Header>> headers) {
    calls.add(new ConformanceCall(requirement, what, own(), headers, Outcome.REACHED));
  }

  private void refused(String requirement, String what, Supplier<List<Header>> headers) {
    refused(requirement, what, own(), headers);
  }

  private void refused(
      String requirement, String what, Action action, Supplier<List<Header>> headers) {
    calls.add(new ConformanceCall(requirement, what, action, headers, Outcome.REFUSED));
  }

  private static List<Header> bearer(String token) {
    return List.of(new Header("authorization", "Bearer " + token));
  }

  private static List<Header> txn(String token) {
    return List.of(new Header("txn-token", token));
  }

  private static List<Header> forwarded(String user, String tenant) {
    return List.of(new Header("x-forwarded-user", user), new Header("x-forwarded-tenant", tenant));
  }

  @SafeVarargs
  private static List<Header> and(List<Header>... parts) {
    List<Header> all = new ArrayList<>();
    for (List<Header> part : parts) {
      all.addAll(part);
    }
    return all;
  }
}
