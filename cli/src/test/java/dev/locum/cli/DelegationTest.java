package dev.locum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.cli.CliFixture.Outcome;
import dev.locum.cli.output.JsonText;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.DelegationState;
import dev.locum.protocol.auth.v1.ListDelegationsRequest;
import dev.locum.token.denial.DenialReason;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code locum delegation}, as a user without a workload. */
@Timeout(60)
final class DelegationTest {

  private final CliFixture cli;

  DelegationTest(@TempDir Path home) {
    this.cli = new CliFixture(home);
  }

  @BeforeEach
  void login() {
    cli.login();
    cli.auth.adopt(cli.issuer.delegationToken(), Map.of("fleet.release", "fleet.reserve"));
    cli.auth.adopt(
        cli.issuer.delegationToken().delegation("delegation-of-bob").of("user-ben", "bob"));
  }

  @AfterEach
  void saidNoSecret() {
    assertThat(cli.everythingSaid()).doesNotContain("eyJ", "locum_rt_");
    cli.close();
  }

  @Test
  void list_showsThoseOfTheOwnTenant() {
    assertThat(cli.run("delegation", "list").out())
        .contains("delegation-1", "trip-1", "ISSUED")
        .doesNotContain("delegation-of-bob");
    assertThat(cli.run("delegation", "list", "--state", "revoked").out())
        .doesNotContain("delegation-1");
    assertThat(JsonText.isJson(cli.run("delegation", "list", "-o", "json").out())).isTrue();
  }

  @Test
  void list_ofAStateThatDoesNotExist_endsWithTwo() {
    assertThat(cli.run("delegation", "list", "--state", "lost").exit()).isEqualTo(2);
    assertThat(cli.run("delegation", "list", "--state", "unspecified").exit()).isEqualTo(2);
  }

  @Test
  void show_byIdAndByWork_isTheSame() {
    Outcome byId = cli.run("delegation", "show", "delegation-1");

    assertThat(byId.out()).contains("fleet.release (undoes fleet.reserve)", "queue-alice");
    assertThat(cli.run("delegation", "show", "trip-1", "--work").out()).isEqualTo(byId.out());
  }

  @Test
  void show_ofAnotherTenants_endsWithFour() {
    assertThat(cli.run("delegation", "show", "delegation-of-bob").exit()).isEqualTo(4);
  }

  @Test
  void revoke_thenHard_endsItTwice() {
    assertThat(cli.run("delegation", "revoke", "delegation-1").out())
        .contains("REVOKED", "USER_REQUEST");
    assertThat(cli.auth.delegation("delegation-1").getState())
        .isEqualTo(DelegationState.DELEGATION_STATE_REVOKED);

    assertThat(
            cli.run("delegation", "revoke", "delegation-1", "--hard", "--reason", "STOLEN").exit())
        .isZero();
    assertThat(cli.auth.delegation("delegation-1").getState())
        .isEqualTo(DelegationState.DELEGATION_STATE_REVOKED_HARD);
  }

  @Test
  void revoke_ofAnotherTenants_endsWithFourAndRevokesNothing() {
    assertThat(cli.run("delegation", "revoke", "delegation-of-bob").exit()).isEqualTo(4);
    assertThat(cli.auth.delegation("delegation-of-bob").getState())
        .isEqualTo(DelegationState.DELEGATION_STATE_ISSUED);
  }

  // The user's client is no workload: its token goes into the request and not into authorization.
  @Test
  void calls_showTheAccessTokenInTheRequestOnly() {
    cli.run("delegation", "list");

    ListDelegationsRequest request =
        cli.auth.requests(DelegationServiceGrpc.getListDelegationsMethod()).getFirst();
    assertThat(request.getAccessToken()).startsWith("eyJ");
    assertThat(cli.auth.calls())
        .allSatisfy(call -> assertThat(call.headers().keys()).doesNotContain("authorization"));
  }

  @Test
  void calls_whenTheAuthServiceCannotDecide_endWithThree() {
    cli.auth.refuse(
        DelegationServiceGrpc.getListDelegationsMethod(), DenialReason.STORE_UNAVAILABLE);

    assertThat(cli.run("delegation", "list").exit()).isEqualTo(3);
  }
}
