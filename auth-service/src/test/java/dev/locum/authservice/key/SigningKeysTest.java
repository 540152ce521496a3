package dev.locum.authservice.key;

import static dev.locum.authservice.key.KeyWorld.MONTH;
import static dev.locum.authservice.key.KeyWorld.verifies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditEventType;
import dev.locum.testkit.await.Await;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.SecretKeyAccess;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys sealed at rest, rotated with overlap, revoked in an emergency. */
class SigningKeysTest {

  private static final Duration MOMENT = Duration.ofSeconds(1);

  @TempDir private Path directory;
  private KeyWorld world;
  private SigningKeys keys;

  @BeforeEach
  void open() {
    world = KeyWorld.open(directory);
    keys = world.keys;
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void store_neverHoldsAPrivateKeyInClear() throws IOException {
    String secret = privatePart(keys.current());
    world.rotate(SigningAlgorithm.RS256);

    assertThat(secret).hasSizeGreaterThan(40);
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(secret);
      }
    }
    assertThat(sealed()).hasSize(2).allMatch(text -> text.split("\\.", -1).length == 5);
  }

  @Test
  void load_withAnotherKeyEncryptionKey_isRefused() {
    assertThatThrownBy(() -> world.load(KeyWorld.seal(2)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keyEncryptionKey_isReplacedWhileItIsInUse_andTheFormerIsNotNeededThen() {
    String keyId = keys.current().keyId();
    world.rotate(SigningAlgorithm.ED25519);

    SigningKeys both = world.load(KeyWorld.seal(2).alsoOpening(List.of(KeyWorld.SEAL)));
    assertThat(world.logins.store.write(both::sealAnew)).isEqualTo(2);

    assertThat(verifies(world.load(KeyWorld.seal(2)), keyId)).isTrue();
    assertThatThrownBy(() -> world.load(KeyWorld.SEAL))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(world.logins.store.write(both::sealAnew)).as("again").isEqualTo(2);
  }

  @Test
  void load_again_isTheSameKey() {
    assertThat(world.load(KeyWorld.SEAL).current().keyId()).isEqualTo(keys.current().keyId());
  }

  @Test
  void rotate_newKeySignsAtOnce_formerVerifiesUntilItsTokensHaveExpired() {
    String former = keys.current().keyId();

    world.rotate();

    assertThat(keys.current().keyId()).isNotEqualTo(former);
    world.logins.clock.advance(SigningKeys.OVERLAP.minus(MOMENT));
    assertThat(verifies(keys, former)).isTrue();
    world.logins.clock.advance(MOMENT);
    assertThat(verifies(keys, former)).isFalse();
    assertThat(verifies(keys, keys.current().keyId())).isTrue();
  }

  @Test
  void schedule_beforeItsTime_doesNothing() {
    world.logins.clock.advance(MONTH.minus(MOMENT));

    world.rotation(keys).round();

    assertThat(keys.published()).hasSize(1);
    assertThat(world.logins.events(AuditEventType.KEY_ROTATED)).isEmpty();
  }

  @Test
  void schedule_nextKeyIsPublishedBeforeItSigns_andTheFormerIsKeptAfter() {
    String former = keys.current().keyId();
    world.logins.clock.advance(MONTH);

    world.rotation(keys).round();

    String next = keys.published().get(0).key().keyId();
    assertThat(next).isNotEqualTo(former);
    assertThat(keys.current().keyId()).isEqualTo(former);
    assertThat(keys.keySet().toJwks()).contains(next, former);
    assertThat(world.logins.events(AuditEventType.KEY_ROTATED)).hasSize(1);
    world.logins.clock.advance(SigningKeys.PUBLISHED_BEFORE.minus(MOMENT));
    assertThat(keys.current().keyId()).isEqualTo(former);
    world.logins.clock.advance(MOMENT);
    assertThat(keys.current().keyId()).isEqualTo(next);
    assertThat(verifies(keys, former)).isTrue();
    world.logins.clock.advance(SigningKeys.OVERLAP);
    assertThat(verifies(keys, former)).isFalse();
  }

  @Test
  void schedule_byTwoAuthServices_makesOneKey() {
    SigningKeys other = world.load(KeyWorld.SEAL);
    world.logins.clock.advance(MONTH);

    world.rotation(keys).round();
    world.rotation(other).round();
    world.rotation(keys).round();

    assertThat(keys.published()).hasSize(2);
    assertThat(other.published()).hasSize(2);
  }

  @Test
  void rotateByHand_whileTheNextWaits_theNewOneSignsThroughout() {
    world.logins.clock.advance(MONTH);
    world.rotation(keys).round();

    String byHand = world.rotate();

    for (int minute = 0; minute < 60; minute++) {
      assertThat(keys.current().keyId()).isEqualTo(byHand);
      world.logins.clock.advance(Duration.ofMinutes(1));
    }
  }

  @Test
  void revoke_keyThatSigns_verifiesNothingMoreAndAnotherSigns() {
    String revoked = keys.current().keyId();

    world.revoke(revoked);

    assertThat(verifies(keys, revoked)).isFalse();
    assertThat(keys.keySet().toJwks()).doesNotContain(revoked);
    assertThat(keys.current().keyId()).isNotEqualTo(revoked);
    assertThat(keys.current().algorithm()).isEqualTo(SigningAlgorithm.ES256);
    assertThat(sealed()).filteredOn(String::isEmpty).hasSize(1);
    assertThat(world.load(KeyWorld.SEAL).current().keyId()).isEqualTo(keys.current().keyId());
  }

  @Test
  void revoke_keyThatSignsWhileTheNextWaits_theNextSignsAtOnce() {
    world.logins.clock.advance(MONTH);
    world.rotation(keys).round();
    String next = keys.published().get(0).key().keyId();

    world.revoke(keys.current().keyId());

    assertThat(keys.current().keyId()).isEqualTo(next);
    assertThat(keys.published()).hasSize(1);
  }

  @Test
  void revoke_keyThatWaits_leavesOneThatLasts() {
    world.logins.clock.advance(MONTH);
    world.rotation(keys).round();

    world.revoke(keys.published().get(0).key().keyId());

    world.logins.clock.advance(SigningKeys.PUBLISHED_BEFORE.plus(SigningKeys.OVERLAP));
    assertThat(verifies(keys, keys.current().keyId())).isTrue();
  }

  @Test
  void revoke_formerKey_leavesTheOneThatSigns() {
    String former = keys.current().keyId();
    String present = world.rotate();

    world.revoke(former);

    assertThat(verifies(keys, former)).isFalse();
    assertThat(keys.current().keyId()).isEqualTo(present);
  }

  @Test
  void revoke_repeated_changesNothing() {
    String revoked = keys.current().keyId();
    world.revoke(revoked);
    String present = keys.current().keyId();

    world.revoke(revoked);

    assertThat(keys.current().keyId()).isEqualTo(present);
    assertThat(keys.published()).hasSize(1);
  }

  @Test
  void revoke_unknownOrRetiredKey_isNotFound() {
    String retired = keys.current().keyId();
    world.rotate();
    world.logins.clock.advance(SigningKeys.OVERLAP);

    for (String id : List.of("nonesuch", retired)) {
      assertThatThrownBy(() -> world.revoke(id))
          .isInstanceOfSatisfying(
              DenialException.class,
              e -> assertThat(e.reason()).isEqualTo(DenialReason.ENTITY_NOT_FOUND));
    }
  }

  @Test
  void otherAuthService_learnsOfARevocationAlone_andOfANewKeyAtOnce() {
    SigningKeys other = world.load(KeyWorld.SEAL);
    String revoked = keys.current().keyId();
    try (KeyRotation rotation = world.rotation(other)) {
      rotation.start();

      world.revoke(revoked);

      assertThat(verifies(other, keys.current().keyId())).isTrue();
      Await.until("the revocation", Duration.ofSeconds(30), () -> !verifies(other, revoked));
    }
  }

  @Test
  void keyWhosePublicHalfCannotBeRead_isLeftOut_andTheOthersCount() {
    SigningKeys here = world.load(KeyWorld.SEAL);
    String revoked = keys.current().keyId();
    String next = world.rotate();
    String unreadable = world.rotate();
    world.logins.store.write(
        tx -> tx.update("UPDATE signing_key SET public_key = '' WHERE id = ?", unreadable));
    world.logins.store.write(
        tx -> tx.update("UPDATE signing_key SET revoked_at = 1 WHERE id = ?", revoked));

    here.reload();

    assertThat(verifies(here, revoked)).isFalse();
    assertThat(verifies(here, unreadable)).isFalse();
    assertThat(here.current().keyId()).isEqualTo(next);
  }

  private List<String> sealed() {
    return world.logins.store.read(tx ->
        tx.query(
            "SELECT sealed_private_key FROM signing_key", row -> row.text("sealed_private_key")));
  }

  /** The {@code d} of the JWK. */
  private static String privatePart(SigningKey key) {
    String jwk = key.revealPrivateJwk(SecretKeyAccess.granted());
    return jwk.replaceFirst(".*\"d\":\"([^\"]+)\".*", "$1");
  }
}
