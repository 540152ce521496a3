package dev.locum.authservice.rpc;

import dev.locum.authservice.possession.AccessHolder;
import dev.locum.authservice.possession.ShownProof;
import dev.locum.authservice.session.ShownAccess;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.grpcauthz.header.CallHeaders;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.proof.CertificateThumbprint;
import dev.locum.token.proof.Confirmation;
import dev.locum.token.proof.DpopProof;
import dev.locum.token.proof.KeyThumbprint;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes DPoP proofs out of the metadata; whoever issues tokens, or takes a user's, looks at them.
 *
 * <p>A trigger shows users' tokens that were shown to it. It has seen the proof, which was made for
 * it and not for us, or the client's certificate, and says which it was. Of anybody else that is
 * not believed: they would be the thief.
 */
final class ProofIntake implements ServerInterceptor {

  private static final Context.Key<ShownProof> SHOWN = Context.key("locum-shown-proof");
  private static final Context.Key<AccessHolder> HOLDER = Context.key("locum-access-holder");

  /** What the call that this thread serves shows besides its credential. */
  static ShownProof current() {
    ShownProof shown = SHOWN.get();
    return shown == null ? ShownProof.none() : shown;
  }

  /** A user's access token in the request that this thread serves. */
  static ShownAccess access(String field, String token) {
    AccessHolder holder = HOLDER.get();
    return new ShownAccess(
        Wire.token(field, token), holder == null ? new AccessHolder.Shown(current()) : holder);
  }

  /** The same where there may be none. */
  static Optional<ShownAccess> optionalAccess(String field, String token) {
    return token.isEmpty() ? Optional.empty() : Optional.of(access(field, token));
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    ShownProof shown =
        new ShownProof(
            proofs(headers.removeAll(CallHeaders.DPOP)),
            Optional.of(Caller.current().certificate())
                .filter(thumbprint -> !thumbprint.isEmpty())
                .map(CertificateThumbprint::new),
            "POST",
            "/" + call.getMethodDescriptor().getFullMethodName());
    Context context = Context.current().withValue(SHOWN, shown);
    Optional<AccessHolder> holder =
        provenElsewhere(
            all(headers.removeAll(CallHeaders.PROVEN_KEY)),
            all(headers.removeAll(CallHeaders.PROVEN_CERTIFICATE)));
    return Contexts.interceptCall(
        holder.isPresent() ? context.withValue(HOLDER, holder.get()) : context,
        call,
        headers,
        next);
  }

  private static Optional<AccessHolder> provenElsewhere(
      List<String> keys, List<String> certificates) {
    if (!Caller.current().is(WorkloadKind.TRIGGER)) {
      return Optional.empty();
    }
    List<Confirmation> held = new ArrayList<>(1);
    try {
      keys.forEach(key -> held.add(new Confirmation.Key(new KeyThumbprint(key))));
      certificates.forEach(certificate ->
          held.add(new Confirmation.Certificate(new CertificateThumbprint(certificate))));
    } catch (IllegalArgumentException e) {
      throw notOne();
    }
    if (held.size() > 1) {
      throw notOne();
    }
    return held.stream().findFirst().map(AccessHolder.Proven::new);
  }

  private static DenialException notOne() {
    return new DenialException(
        DenialReason.PROOF_MALFORMED, "proven elsewhere: not one thumbprint");
  }

  private static List<String> all(@Nullable Iterable<String> values) {
    List<String> all = new ArrayList<>(1);
    if (values != null) {
      values.forEach(all::add);
    }
    return all;
  }

  private static List<DpopProof> proofs(@Nullable Iterable<String> values) {
    List<DpopProof> proofs = new ArrayList<>(1);
    if (values != null) {
      try {
        values.forEach(value -> proofs.add(DpopProof.of(value)));
      } catch (IllegalArgumentException e) {
        throw new DenialException(DenialReason.PROOF_MALFORMED, "proof: empty or too long");
      }
    }
    return proofs;
  }
}
