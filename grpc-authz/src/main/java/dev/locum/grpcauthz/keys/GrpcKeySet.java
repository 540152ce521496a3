package dev.locum.grpcauthz.keys;

import dev.locum.protocol.auth.v1.GetKeySetRequest;
import dev.locum.protocol.auth.v1.GetKeySetResponse;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.protocol.auth.v1.TokenServiceGrpc.TokenServiceBlockingStub;
import dev.locum.token.Issuer;
import dev.locum.token.jose.PublicKeys;
import io.grpc.Channel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One issuer's keys over {@code TokenService.GetKeySet}. Keys of another issuer are refused. */
final class GrpcKeySet implements Supplier<PublicKeys> {

  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private final TokenServiceBlockingStub authService;
  private final Issuer issuer;

  GrpcKeySet(Channel authService, Issuer issuer) {
    this.authService = TokenServiceGrpc.newBlockingStub(authService);
    this.issuer = issuer;
  }

  @Override
  public PublicKeys get() {
    GetKeySetResponse answer =
        authService
            .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
            .getKeySet(GetKeySetRequest.getDefaultInstance());
    if (!answer.getIssuer().equals(issuer.value())) {
      throw new IllegalStateException("key set: of another issuer (expected: " + issuer + ")");
    }
    return PublicKeys.parse(answer.getJwks());
  }
}
