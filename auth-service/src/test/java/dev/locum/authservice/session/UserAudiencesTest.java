package dev.locum.authservice.session;

import static dev.locum.authservice.fixture.LoginWorld.CLI;
import static dev.locum.authservice.fixture.LoginWorld.CLIENT;
import static dev.locum.authservice.fixture.LoginWorld.TRIGGER;
import static dev.locum.authservice.fixture.LoginWorld.TRIP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditEventType;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.possession.ShownKey;
import dev.locum.token.Audience;
import dev.locum.token.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens with which users call services themselves. */
class UserAudiencesTest {

  private static final Audience SELF = new Audience(LoginWorld.ISSUER.value());

  private LoginWorld world;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = LoginWorld.open(directory);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void refresh_forAService_isForItAloneAndShort() {
    SessionTokens atTrip = refresh(world.sessionOfAda(), TRIP);

    assertThat(world.verifier.verifyAccessToken(atTrip.access().token(), TRIP))
        .isInstanceOf(Verification.Verified.class);
    assertThat(world.verifier.verifyAccessToken(atTrip.access().token(), TRIGGER))
        .isInstanceOf(Verification.Rejected.class);
    assertThat(atTrip.access().life().duration()).isEqualTo(Duration.ofSeconds(60));
    assertThat(world.events(AuditEventType.ACCESS_TOKEN_ISSUED).getLast().tokens().audience())
        .isEqualTo("trip");
  }

  /** What was got for a service opens nothing at the front door. */
  @Test
  void introspect_tokenOfAService_isRejected() {
    SessionTokens atTrip = refresh(world.sessionOfAda(), TRIP);

    assertThat(world.accessTokens.introspect(atTrip.access().token()))
        .isInstanceOf(Verification.Rejected.class);
  }

  /** The session goes on as ever: the next token is the trigger's, and reuse still ends it. */
  @Test
  void refresh_afterOneForAService_isTheTriggersAgain() {
    SessionTokens atTrip = refresh(world.sessionOfAda(), TRIP);

    SessionTokens next = world.sessions.refresh(atTrip.refresh(), CLIENT, CLI).orElseThrow();

    assertThat(world.accessTokens.introspect(next.access().token()))
        .isInstanceOf(Verification.Verified.class);
    assertThat(world.sessions.refresh(asked(atTrip.refresh(), Optional.of(TRIP)), CLI))
        .isInstanceOf(Verification.Rejected.class);
    assertThat(world.accessTokens.introspect(next.access().token()))
        .isInstanceOf(Verification.Rejected.class);
  }

  @Test
  void refresh_forAnAudienceThatIsNotListed_issuesNothing() {
    SessionTokens tokens = world.sessionOfAda();

    assertThat(
            world.sessions.refresh(
                asked(tokens.refresh(), Optional.of(new Audience("billing"))), CLI))
        .isInstanceOf(Verification.Rejected.class);
    assertThat(world.sessions.refresh(tokens.refresh(), CLIENT, CLI))
        .isInstanceOf(Verification.Verified.class);
  }

  @Test
  void allow_nothingConfigured_isTheTriggerAlone() {
    UserAudiences none = UserAudiences.onlyTrigger(TRIGGER, SELF);

    assertThat(none.allow(TRIGGER)).isTrue();
    assertThat(none.allow(TRIP)).isFalse();
  }

  @Test
  void of_audienceOfOneOfOurParts_isRefused() {
    assertThatThrownBy(
            () -> new UserAudiences(TRIGGER, Set.of(new Audience("locum-gateway")), SELF))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private SessionTokens refresh(SessionTokens tokens, Audience audience) {
    return world
        .sessions
        .refresh(asked(tokens.refresh(), Optional.of(audience)), CLI)
        .orElseThrow();
  }

  private static RefreshRequest asked(OpaqueToken token, Optional<Audience> audience) {
    return new RefreshRequest(token, CLIENT, false, audience, ShownKey.none(), TokenBinding.none());
  }
}
