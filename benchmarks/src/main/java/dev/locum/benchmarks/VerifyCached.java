package dev.locum.benchmarks;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditParties;
import dev.locum.audit.AuditRecorder;
import dev.locum.audit.EventIds;
import dev.locum.token.Action;
import dev.locum.token.ActionSet;
import dev.locum.token.DelegationClaims;
import dev.locum.token.RawToken;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.worker.context.Principal;
import dev.locum.worker.identity.TaskQueueName;
import dev.locum.worker.identity.WorkerIdentity;
import dev.locum.worker.identity.WorkerSelf;
import dev.locum.worker.layer.Layers;
import dev.locum.worker.verification.Acting;
import dev.locum.worker.verification.CheckedToken;
import dev.locum.worker.verification.DelegationCache;
import dev.locum.worker.verification.DelegationPresented;
import dev.locum.worker.verification.DelegationVerifier;
import dev.locum.worker.verification.Lineage;
import dev.locum.worker.verification.Tickets;
import dev.locum.worker.verification.VerificationAudit;
import dev.locum.worker.verification.Work;
import dev.locum.worker.verification.WorkExecution;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A delegation verified again in the worker while the answers of a moment ago may be used. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class VerifyCached {

  private final Site site = new Site(SigningAlgorithm.ES256, Crypto.JDK.providers());
  private final RawToken token = site.delegation().token();
  private final DelegationCache cache =
      new DelegationCache(site.verifier(), Site.TRUST_DOMAIN, site.clock());
  private final DelegationPresented presented = presented(token);
  private final DelegationVerifier verifier = verifier();
  private List<AuditEvent> recorded = List.of();

  /** Fills the caches. */
  @Setup
  public void fill() {
    check();
    verify();
  }

  /** The token alone: its fingerprint, and what is known of it. */
  @Benchmark
  public CheckedToken check() {
    return cache.check(token);
  }

  /**
   * All that an activity waits for: token, principal, address, the auth service's answer, the audit
   * event.
   */
  @Benchmark
  public Acting verify() {
    return verifier.verify(presented);
  }

  private DelegationVerifier verifier() {
    DelegationClaims claims = Site.claims();
    WorkerSelf self = new WorkerSelf();
    self.become(
        new WorkerIdentity(
            new WorkloadId("alice-worker"),
            new TenantId("alice"),
            Set.of(new TaskQueueName("default", "queue-alice"))));
    AgreeingAuthority authority = new AgreeingAuthority(claims, ActionSet.empty());
    AuditRecorder recorder =
        new AuditRecorder(
            AuditParties.of("worker", "alice-worker"),
            events -> recorded = events,
            new EventIds(site.clock(), new SplittableRandom(1)),
            site.clock());
    return new DelegationVerifier(
        new DelegationVerifier.Parts(
            cache,
            authority,
            new Tickets(authority, site.clock()),
            self,
            new VerificationAudit(recorder),
            Layers.all(),
            site.clock()));
  }

  /** What the audit sink was given last; read so that it is not optimised away. */
  public List<AuditEvent> recorded() {
    return recorded;
  }

  private static DelegationPresented presented(RawToken token) {
    DelegationClaims claims = Site.claims();
    WorkExecution execution =
        new WorkExecution(
            claims.scope().namespace(),
            claims.scope().workflowType(),
            claims.scope().workflowId(),
            "01890a5d-ac96-774b-bcce-b302099a8060",
            "queue-alice",
            new Lineage("01890a5d-ac96-774b-bcce-b302099a8060", "", ""));
    return new DelegationPresented(
        token,
        new Principal(claims.subject().value(), claims.scope().tenant().value()),
        new Work(execution, "ReserveCar", Optional.of(new Action("fleet.reserve")), "correlation"));
  }
}
