package dev.locum.worker;

import dev.locum.audit.AuditParties;
import dev.locum.audit.AuditRecorder;
import dev.locum.audit.EventIds;
import dev.locum.grpcauthz.client.ServiceTokenCredentials;
import dev.locum.grpcauthz.client.ServiceTokens;
import dev.locum.grpcauthz.trace.ClientSpans;
import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.TokenId;
import dev.locum.token.TokenVerifier;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.DpopKey;
import dev.locum.token.jose.JoseSignatureVerifier;
import dev.locum.token.jose.RefreshingKeySource;
import dev.locum.worker.activity.ActivityActions;
import dev.locum.worker.activity.ActivityChecks;
import dev.locum.worker.activity.ActivityRefusals;
import dev.locum.worker.activity.VerificationQuestions;
import dev.locum.worker.client.DownstreamConnections;
import dev.locum.worker.downstream.CallAuthorizer;
import dev.locum.worker.downstream.Downstream;
import dev.locum.worker.identity.WorkerSelf;
import dev.locum.worker.layer.Layers;
import dev.locum.worker.polling.QueuePolls;
import dev.locum.worker.rpc.AuthorityClient;
import dev.locum.worker.temporal.CompletionReporter;
import dev.locum.worker.temporal.RunLineages;
import dev.locum.worker.trace.WorkSpans;
import dev.locum.worker.verification.ChildDelegations;
import dev.locum.worker.verification.DelegationCache;
import dev.locum.worker.verification.DelegationVerifier;
import dev.locum.worker.verification.Tickets;
import dev.locum.worker.verification.VerificationAudit;
import dev.locum.worker.workflow.WorkflowChecks;
import io.grpc.CallCredentials;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.opentelemetry.api.OpenTelemetry;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Puts the parts of the plugin together. */
final class PluginParts {

  private final WorkerSelf self = new WorkerSelf();
  private final RunLineages lineages = new RunLineages();
  private final AuthorityClient authority;
  private final DownstreamConnections connections;
  private final CompletionReporter completions;
  private final QueuePolls polls;
  private final Layers layers;
  private final PluginInterceptor interceptor;
  private final WorkerAudit audit;

  PluginParts(AuthService given, Calls calls, Watching watching, Clock clock, Layers layers) {
    @Nullable OpenTelemetry telemetry = watching.openTelemetry();
    AuthService authService = telemetry == null ? given : given.over(spans(given, telemetry));
    ServiceTokens serviceTokens =
        new ServiceTokens(authService.channel(), authService.credential(), clock);
    CallCredentials credentials = credentials(authService, serviceTokens);
    this.layers = layers;
    this.audit = WorkerAudit.open(watching.audit(), authService.channel(), credentials);
    DpopKey key =
        DpopKey.generate(
            CryptoProviders.choose(), clock, () -> new TokenId(UUID.randomUUID().toString()));
    this.authority =
        new AuthorityClient(authService.channel(), credentials, authService.issuer(), key);
    this.connections = new DownstreamConnections(calls.downstreams(), telemetry);
    this.completions = new CompletionReporter(authority);
    this.polls = new QueuePolls(authority, self, layers);
    VerificationAudit verifications =
        new VerificationAudit(
            new AuditRecorder(
                AuditParties.of("worker", authService.credential().workload().value()),
                audit.sink(),
                new EventIds(clock, new SecureRandom()),
                clock));
    Tickets tickets = new Tickets(authority, clock);
    DelegationVerifier verifier =
        new DelegationVerifier(
            new DelegationVerifier.Parts(
                new DelegationCache(
                    tokenVerifier(authService, clock), authService.trustDomain(), clock),
                authority,
                tickets,
                self,
                verifications,
                layers,
                clock));
    ChildDelegations children = new ChildDelegations(calls.children(), authority, tickets);
    CallAuthorizer authorizer =
        new CallAuthorizer(
            new CallAuthorizer.Parts(
                verifier, authority, tickets, serviceTokens::get, key, layers, clock));
    this.interceptor =
        new PluginInterceptor(
            new WorkflowChecks(
                self, verifier, verifications, polls, completions, children, lineages, layers),
            new ActivityChecks(
                verifier,
                new ActivityRefusals(polls),
                verifications,
                calls.actions(),
                lineages,
                new VerificationQuestions(verifier, verifications, lineages, polls, children),
                connections,
                authorizer),
            telemetry == null ? null : WorkSpans.of(telemetry));
  }

  private static Channel spans(AuthService authService, OpenTelemetry telemetry) {
    return ClientInterceptors.intercept(authService.channel(), ClientSpans.of(telemetry));
  }

  private static CallCredentials credentials(AuthService authService, ServiceTokens tokens) {
    ServiceTokenCredentials credentials =
        ServiceTokenCredentials.of(tokens, new Audience(authService.issuer().value()));
    return authService.insecureLoopback() ? credentials.onInsecureLoopback() : credentials;
  }

  private static TokenVerifier tokenVerifier(AuthService authService, Clock clock) {
    return TokenVerifier.builder()
        .issuer(authService.issuer())
        .signatures(
            new JoseSignatureVerifier(
                new RefreshingKeySource(
                    () -> AuthorityClient.fetchKeys(authService.channel()),
                    clock,
                    RefreshingKeySource.Limits.defaults()),
                CryptoProviders.choose()))
        .clock(clock)
        .build();
  }

  WorkerSelf self() {
    return self;
  }

  RunLineages lineages() {
    return lineages;
  }

  AuthorityClient authority() {
    return authority;
  }

  QueuePolls polls() {
    return polls;
  }

  CompletionReporter completions() {
    return completions;
  }

  Layers layers() {
    return layers;
  }

  PluginInterceptor interceptor() {
    return interceptor;
  }

  void close() {
    polls.close();
    completions.close();
    connections.close();
    audit.close();
  }

  /**
   * Who hears of what the worker does.
   *
   * @param audit where its audit events go
   * @param openTelemetry gets spans; null: nobody does
   */
  record Watching(AuditTarget audit, @Nullable OpenTelemetry openTelemetry) {}

  /**
   * What activities and children do, and call.
   *
   * @param actions by activity type
   * @param children by workflow type, of those that may get a delegation of their own
   * @param downstreams by whom they are served
   */
  record Calls(
      ActivityActions actions,
      Map<String, ActionSet> children,
      Collection<Downstream> downstreams) {}
}
