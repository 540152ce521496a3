package dev.locum.authservice.rpc;

import dev.locum.authservice.possession.ShownProof;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.proof.CertificateThumbprint;
import dev.locum.token.proof.DpopProof;
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

/** Takes DPoP proofs out of the metadata; whoever issues tokens looks at them. */
final class ProofIntake implements ServerInterceptor {

  static final Metadata.Key<String> PROOF =
      Metadata.Key.of("dpop", Metadata.ASCII_STRING_MARSHALLER);
  private static final Context.Key<ShownProof> SHOWN = Context.key("locum-shown-proof");

  /** What the call that this thread serves shows besides its credential. */
  static ShownProof current() {
    ShownProof shown = SHOWN.get();
    return shown == null ? ShownProof.none() : shown;
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    ShownProof shown =
        new ShownProof(
            proofs(headers.removeAll(PROOF)),
            Optional.of(Caller.current().certificate())
                .filter(thumbprint -> !thumbprint.isEmpty())
                .map(CertificateThumbprint::new),
            "POST",
            "/" + call.getMethodDescriptor().getFullMethodName());
    return Contexts.interceptCall(Context.current().withValue(SHOWN, shown), call, headers, next);
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
