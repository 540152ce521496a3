package dev.locum.authservice.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.SignedJWT;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.authservice.workload.ServiceTokenDesk;
import dev.locum.authservice.workload.WorkloadAuthentication;
import dev.locum.protocol.auth.v1.IssueServiceTokenRequest;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.token.Audience;
import dev.locum.token.IssuedToken;
import dev.locum.token.RawToken;
import dev.locum.token.Verification;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import io.grpc.StatusRuntimeException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that Temporal's own JWT authorizer takes: who gets one, and what it says. */
class TemporalTokenTest {

  private static final List<WorkloadId> OTHERS =
      List.of(
          ProcessWorld.TRIGGER,
          ProcessWorld.ALICE_WORKER,
          ProcessWorld.BOB_WORKER,
          ProcessWorld.FLEET,
          ProcessWorld.BILLING,
          ProcessWorld.OPERATOR,
          ProcessWorld.STARTER);

  private ProcessWorld world;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = ProcessWorld.open(directory);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private String issue(WorkloadId workload, String audience) {
    return TokenServiceGrpc.newBlockingStub(world.grpc())
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .issueServiceToken(
            IssueServiceTokenRequest.newBuilder()
                .setApiKey(world.apiKey(workload))
                .setAudience(audience)
                .build())
        .getServiceToken();
  }

  /** Temporal wants `kid`, ES256 or RS256, `sub`, `permissions`; the rest protects us. */
  @Test
  void gatewaysToken_isOneThatTemporalTakes() throws Exception {
    SignedJWT token = SignedJWT.parse(issue(ProcessWorld.GATEWAY, "locum-temporal"));

    assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.ES256);
    assertThat(token.getHeader().getKeyID()).isNotEmpty();
    assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo("gateway");
    assertThat(token.getJWTClaimsSet().getAudience()).containsExactly("locum-temporal");
    assertThat(token.getJWTClaimsSet().getStringListClaim("permissions"))
        .containsExactly("temporal-system:admin");
    assertThat(token.getJWTClaimsSet().getExpirationTime().toInstant())
        .isBeforeOrEqualTo(world.beside.clock.instant().plus(ServiceTokenDesk.LIFE));
  }

  @Test
  void everybodyElse_getsNone() {
    for (WorkloadId workload : OTHERS) {
      assertThatThrownBy(() -> issue(workload, "locum-temporal"))
          .as(workload.value())
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              refusal ->
                  assertThat(Refused.detail(refusal).getCode())
                      .isEqualTo(DenialReason.CALLER_NOT_ALLOWED.code()));
    }
    HttpResponse<String> overHttp =
        world.postAs(
            ProcessWorld.ALICE_WORKER,
            "/oauth/token",
            "grant_type",
            "client_credentials",
            "resource",
            "locum-temporal");
    assertThat(overHttp.statusCode()).as(overHttp.body()).isBetween(400, 499);
    assertThat(overHttp.body()).doesNotContain("access_token");
  }

  /** What is listed with a workload is an administrator's; Temporal would believe it anything. */
  @Test
  void audienceThatIsListed_isNoneOfAWorkload() {
    world.beside.store.write(tx ->
        tx.update(
            "UPDATE workload SET service_audiences = ? WHERE id = ?",
            "locum-temporal",
            ProcessWorld.ALICE_WORKER.value()));

    assertThatThrownBy(() -> issue(ProcessWorld.ALICE_WORKER, "locum-temporal"))
        .isInstanceOf(StatusRuntimeException.class);
  }

  @Test
  void otherTokens_permitNothingThere() throws Exception {
    SignedJWT token =
        SignedJWT.parse(issue(ProcessWorld.GATEWAY, ServiceTokenDesk.GATEWAY.value()));

    assertThat(token.getJWTClaimsSet().getClaims()).doesNotContainKey("permissions");
    assertThat(token.getJWTClaimsSet().getAudience()).doesNotContain("locum-temporal");
  }

  @Test
  void gatewaysToken_isNoneAtTheAuthService() {
    assertThat(
            world.beside.verifier.verifyServiceToken(
                RawToken.of(issue(ProcessWorld.GATEWAY, "locum-temporal")),
                new Audience(LoginWorld.ISSUER.value())))
        .isInstanceOf(Verification.Rejected.class);
  }

  /** The auth service asks whether workflows are open, and may do nothing else. */
  @Test
  void ownToken_mayOnlyRead_andIsAudited() throws Exception {
    IssuedToken own =
        new ServiceTokenDesk(
                LoginWorld.ISSUER,
                new WorkloadAuthentication(
                    LoginWorld.ISSUER,
                    world.beside.store,
                    CryptoProviders.choose(),
                    world.beside.clock),
                world.beside.issuer,
                world.beside.trail)
            .issueOwn();

    assertThat(
            SignedJWT.parse(own.token().reveal())
                .getJWTClaimsSet()
                .getStringListClaim("permissions"))
        .containsExactly("temporal-system:read");
    assertThat(world.beside.events(AuditEventType.SERVICE_TOKEN_ISSUED))
        .anyMatch(event -> event.toString().contains(own.life().id().value()));
  }
}
