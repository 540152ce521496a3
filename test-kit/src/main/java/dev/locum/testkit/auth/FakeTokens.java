package dev.locum.testkit.auth;

import com.nimbusds.jwt.SignedJWT;
import dev.locum.protocol.auth.v1.DescribeSelfResponse;
import dev.locum.protocol.auth.v1.EndSessionRequest;
import dev.locum.protocol.auth.v1.EndSessionResponse;
import dev.locum.protocol.auth.v1.GetKeySetResponse;
import dev.locum.protocol.auth.v1.IntrospectTokenRequest;
import dev.locum.protocol.auth.v1.IntrospectTokenResponse;
import dev.locum.protocol.auth.v1.IssueServiceTokenRequest;
import dev.locum.protocol.auth.v1.IssueServiceTokenResponse;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.Audience;
import dev.locum.token.IssuedToken;
import dev.locum.token.RawToken;
import dev.locum.token.Unconfirmed;
import dev.locum.token.Verification;
import dev.locum.token.VerifiedAccessToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.text.ParseException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The token service of the fake. */
final class FakeTokens {

  private static final Duration SERVICE_LIFE = Duration.ofMinutes(5);

  private final TestIssuer issuer;
  private final FakeWorld world;
  private final Set<String> endedSessions = ConcurrentHashMap.newKeySet();

  FakeTokens(TestIssuer issuer, FakeWorld world) {
    this.issuer = issuer;
    this.world = world;
  }

  IssueServiceTokenResponse issue(IssueServiceTokenRequest request) {
    FakeWorkload workload = holder(request);
    IssuedToken token =
        issuer
            .serviceToken()
            .workload(workload.id())
            .audience(request.getAudience())
            .life(SERVICE_LIFE)
            .issue();
    return IssueServiceTokenResponse.newBuilder()
        .setServiceToken(token.token().reveal())
        .setExpiresAt(ProtoTimes.timestamp(token.life().expiresAt()))
        .build();
  }

  private FakeWorkload holder(IssueServiceTokenRequest request) {
    if (request.hasApiKey()) {
      return world
          .withApiKey(request.getApiKey())
          .orElseThrow(() -> new DenialException(DenialReason.CREDENTIAL_UNKNOWN, ""));
    }
    if (request.hasClientAssertion()) {
      return world.workload(subjectOf(request.getClientAssertion()));
    }
    throw new DenialException(DenialReason.NO_CREDENTIAL, "");
  }

  /** Who the assertion says it is: the fake believes it. */
  private static String subjectOf(String assertion) {
    try {
      return String.valueOf(SignedJWT.parse(assertion).getJWTClaimsSet().getSubject());
    } catch (ParseException e) {
      throw new DenialException(DenialReason.TOKEN_MALFORMED, "");
    }
  }

  /** The workload of a service token for the auth service. */
  FakeWorkload caller(RawToken serviceToken) {
    return world.workload(
        issuer
            .verifier()
            .verifyServiceToken(serviceToken, TestIssuer.AUTH_SERVICE)
            .orElseThrow()
            .claims()
            .workload()
            .value());
  }

  /** The workload of a service token for an audience. */
  FakeWorkload holder(RawToken serviceToken, Audience audience) {
    return world.workload(
        issuer
            .verifier()
            .verifyServiceToken(serviceToken, audience)
            .orElseThrow()
            .claims()
            .workload()
            .value());
  }

  /**
   * The user of an access token whose session has not ended. A bound one counts for whoever shows
   * it: what a caller says of its key, {@link FakeCall#headers} tells.
   */
  VerifiedAccessToken user(String accessToken) {
    if (accessToken.isEmpty()) {
      throw new DenialException(DenialReason.NO_CREDENTIAL, "");
    }
    VerifiedAccessToken token =
        issuer
            .verifier()
            .unconfirmedAccessToken(RawToken.of(accessToken), TestIssuer.TRIGGER)
            .orElseThrow()
            .unproven();
    if (endedSessions.contains(token.claims().session().value())) {
      throw new DenialException(DenialReason.SESSION_ENDED, "");
    }
    return token;
  }

  IntrospectTokenResponse introspect(IntrospectTokenRequest request, FakeWorkload caller) {
    if (request.getToken().isEmpty()) {
      return IntrospectTokenResponse.getDefaultInstance();
    }
    RawToken token = RawToken.of(request.getToken());
    var access = issuer.verifier().unconfirmedAccessToken(token, TestIssuer.TRIGGER);
    if (access instanceof Verification.Verified<Unconfirmed<VerifiedAccessToken>> verified
        && !endedSessions.contains(verified.token().unproven().claims().session().value())) {
      return FakeIntrospection.of(verified.token());
    }
    var delegation = issuer.verifier().verifyDelegationToken(token, TestIssuer.TRUST_DOMAIN);
    if (delegation instanceof Verification.Verified<?>) {
      return FakeIntrospection.of(delegation.orElseThrow());
    }
    var downstream = issuer.verifier().verifyDownstreamToken(token, new Audience(caller.id()));
    return downstream instanceof Verification.Verified<?>
        ? FakeIntrospection.of(downstream.orElseThrow())
        : IntrospectTokenResponse.getDefaultInstance();
  }

  GetKeySetResponse keySet() {
    return GetKeySetResponse.newBuilder()
        .setJwks(issuer.publicKeys().toJwks())
        .setIssuer(TestIssuer.ISSUER.value())
        .build();
  }

  static DescribeSelfResponse describe(FakeWorkload workload) {
    return DescribeSelfResponse.newBuilder()
        .setWorkloadId(workload.id())
        .setKind(workload.kind())
        .setTenant(workload.tenant())
        .addAllTaskQueues(workload.taskQueueRefs())
        .build();
  }

  EndSessionResponse end(EndSessionRequest request) {
    endedSessions.add(user(request.getAccessToken()).claims().session().value());
    return EndSessionResponse.getDefaultInstance();
  }
}
