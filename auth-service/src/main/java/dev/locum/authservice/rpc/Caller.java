package dev.locum.authservice.rpc;

import dev.locum.authservice.user.Requester;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.token.TokenId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.grpc.Context;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who calls: a workload that has proven itself, or somebody who has not and shows a credential in
 * the request, where {@link MethodAccess} allows that. Only {@link CallerAuthentication} says who
 * calls.
 *
 * @param proven the workload and the service token by which it proved itself
 * @param correlationId joins the audit events of the call
 * @param certificate thumbprint of the connection's client certificate; empty: none
 */
public record Caller(Optional<Proven> proven, String correlationId, String certificate) {

  static final Context.Key<Caller> KEY = Context.key("locum-caller");

  /**
   * A proven workload.
   *
   * @param workload as the store knows it now
   * @param token the service token's id
   */
  public record Proven(Workload workload, TokenId token) {}

  /** The caller of the call that this thread serves. */
  public static Caller current() {
    Caller caller = KEY.get();
    if (caller == null) {
      throw new DenialException(DenialReason.NO_CREDENTIAL, "no authentication on this route");
    }
    return caller;
  }

  /**
   * Does something as if another workload called: of a change that waits, it is asked whether they
   * could make it still.
   */
  public static <T> T inPlaceOf(Workload other, Supplier<T> work) {
    Caller now = current();
    Proven proven = new Proven(other, now.proven().orElseThrow().token());
    Context theirs =
        Context.current()
            .withValue(
                KEY, new Caller(Optional.of(proven), now.correlationId(), now.certificate()));
    Context former = theirs.attach();
    try {
      return work.get();
    } finally {
      theirs.detach(former);
    }
  }

  /** The workload; only for methods that nobody calls without one. */
  public Workload workload() {
    return proven
        .map(Proven::workload)
        .orElseThrow(() -> new DenialException(DenialReason.NO_CREDENTIAL, "no workload"));
  }

  public boolean is(WorkloadKind kind) {
    return proven.filter(each -> each.workload().kind() == kind).isPresent();
  }

  public String actor() {
    return proven.map(each -> each.workload().id().value()).orElse("");
  }

  /** The id that a request carries, where it has a usable one; else that of the call. */
  public String correlation(String given) {
    return given.matches("[A-Za-z0-9._:-]{1,64}") ? given : correlationId;
  }

  public Requester requester() {
    return new Requester(actor(), correlationId);
  }
}
