package dev.locum.authservice.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditEventType;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.testkit.await.Await;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.KeyLookup;
import dev.locum.token.jose.KeySeal;
import dev.locum.token.jose.SecretKeyAccess;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.SigningKey;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys sealed at rest, rotated with overlap, revoked in an emergency. */
class SigningKeysTest {

  private static final Duration MONTH = Duration.ofDays(30);
  private static final Duration MOMENT = Duration.ofSeconds(1);
  private static final KeySeal SEAL = seal(1);

  @TempDir private Path directory;
  private LoginWorld world;
  private SigningKeys keys;

  @BeforeEach
  void open() {
    world = LoginWorld.open(directory);
    keys = load(SEAL);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void store_neverHoldsAPrivateKeyInClear() throws IOException {
    String secret = privatePart(keys.current());
    rotate(SigningAlgorithm.RS256);

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
    assertThatThrownBy(() -> load(seal(2))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keyEncryptionKey_isReplacedWhileItIsInUse_andTheFormerIsNotNeededThen() {
    String keyId = keys.current().keyId();
    rotate(SigningAlgorithm.ED25519);

    SigningKeys both = load(seal(2).alsoOpening(List.of(SEAL)));
    assertThat(world.store.write(both::sealAnew)).isEqualTo(2);

    assertThat(verifies(load(seal(2)), keyId)).isTrue();
    assertThatThrownBy(() -> load(SEAL)).isInstanceOf(IllegalArgumentException.class);
    assertThat(world.store.write(both::sealAnew)).as("again").isEqualTo(2);
  }

  @Test
  void load_again_isTheSameKey() {
    assertThat(load(SEAL).current().keyId()).isEqualTo(keys.current().keyId());
  }

  @Test
  void rotate_newKeySignsAtOnce_formerVerifiesUntilItsTokensHaveExpired() {
    String former = keys.current().keyId();

    rotate();

    assertThat(keys.current().keyId()).isNotEqualTo(former);
    world.clock.advance(SigningKeys.OVERLAP.minus(MOMENT));
    assertThat(verifies(keys, former)).isTrue();
    world.clock.advance(MOMENT);
    assertThat(verifies(keys, former)).isFalse();
    assertThat(verifies(keys, keys.current().keyId())).isTrue();
  }

  @Test
  void schedule_beforeItsTime_doesNothing() {
    world.clock.advance(MONTH.minus(MOMENT));

    rotation(keys).round();

    assertThat(keys.published()).hasSize(1);
    assertThat(world.events(AuditEventType.KEY_ROTATED)).isEmpty();
  }

  @Test
  void schedule_nextKeyIsPublishedBeforeItSigns_andTheFormerIsKeptAfter() {
    String former = keys.current().keyId();
    world.clock.advance(MONTH);

    rotation(keys).round();

    String next = keys.published().get(0).key().keyId();
    assertThat(next).isNotEqualTo(former);
    assertThat(keys.current().keyId()).isEqualTo(former);
    assertThat(keys.keySet().toJwks()).contains(next, former);
    assertThat(world.events(AuditEventType.KEY_ROTATED)).hasSize(1);
    world.clock.advance(SigningKeys.PUBLISHED_BEFORE.minus(MOMENT));
    assertThat(keys.current().keyId()).isEqualTo(former);
    world.clock.advance(MOMENT);
    assertThat(keys.current().keyId()).isEqualTo(next);
    assertThat(verifies(keys, former)).isTrue();
    world.clock.advance(SigningKeys.OVERLAP);
    assertThat(verifies(keys, former)).isFalse();
  }

  @Test
  void schedule_byTwoAuthServices_makesOneKey() {
    SigningKeys other = load(SEAL);
    world.clock.advance(MONTH);

    rotation(keys).round();
    rotation(other).round();
    rotation(keys).round();

    assertThat(keys.published()).hasSize(2);
    assertThat(other.published()).hasSize(2);
  }

  @Test
  void rotateByHand_whileTheNextWaits_theNewOneSignsThroughout() {
    world.clock.advance(MONTH);
    rotation(keys).round();

    String byHand = rotate();

    for (int minute = 0; minute < 60; minute++) {
      assertThat(keys.current().keyId()).isEqualTo(byHand);
      world.clock.advance(Duration.ofMinutes(1));
    }
  }

  @Test
  void revoke_keyThatSigns_verifiesNothingMoreAndAnotherSigns() {
    String revoked = keys.current().keyId();

    revoke(revoked);

    assertThat(verifies(keys, revoked)).isFalse();
    assertThat(keys.keySet().toJwks()).doesNotContain(revoked);
    assertThat(keys.current().keyId()).isNotEqualTo(revoked);
    assertThat(keys.current().algorithm()).isEqualTo(SigningAlgorithm.ES256);
    assertThat(sealed()).filteredOn(String::isEmpty).hasSize(1);
    assertThat(load(SEAL).current().keyId()).isEqualTo(keys.current().keyId());
  }

  @Test
  void revoke_keyThatSignsWhileTheNextWaits_theNextSignsAtOnce() {
    world.clock.advance(MONTH);
    rotation(keys).round();
    String next = keys.published().get(0).key().keyId();

    revoke(keys.current().keyId());

    assertThat(keys.current().keyId()).isEqualTo(next);
    assertThat(keys.published()).hasSize(1);
  }

  @Test
  void revoke_keyThatWaits_leavesOneThatLasts() {
    world.clock.advance(MONTH);
    rotation(keys).round();

    revoke(keys.published().get(0).key().keyId());

    world.clock.advance(SigningKeys.PUBLISHED_BEFORE.plus(SigningKeys.OVERLAP));
    assertThat(verifies(keys, keys.current().keyId())).isTrue();
  }

  @Test
  void revoke_formerKey_leavesTheOneThatSigns() {
    String former = keys.current().keyId();
    String present = rotate();

    revoke(former);

    assertThat(verifies(keys, former)).isFalse();
    assertThat(keys.current().keyId()).isEqualTo(present);
  }

  @Test
  void revoke_repeated_changesNothing() {
    String revoked = keys.current().keyId();
    revoke(revoked);
    String present = keys.current().keyId();

    revoke(revoked);

    assertThat(keys.current().keyId()).isEqualTo(present);
    assertThat(keys.published()).hasSize(1);
  }

  @Test
  void revoke_unknownOrRetiredKey_isNotFound() {
    String retired = keys.current().keyId();
    rotate();
    world.clock.advance(SigningKeys.OVERLAP);

    for (String id : List.of("nonesuch", retired)) {
      assertThatThrownBy(() -> revoke(id))
          .isInstanceOfSatisfying(
              DenialException.class,
              e -> assertThat(e.reason()).isEqualTo(DenialReason.ENTITY_NOT_FOUND));
    }
  }

  @Test
  void otherAuthService_learnsOfARevocationAlone_andOfANewKeyAtOnce() {
    SigningKeys other = load(SEAL);
    String revoked = keys.current().keyId();
    try (KeyRotation rotation = rotation(other)) {
      rotation.start();

      revoke(revoked);

      assertThat(verifies(other, keys.current().keyId())).isTrue();
      Await.until("the revocation", Duration.ofSeconds(30), () -> !verifies(other, revoked));
    }
  }

  /** The key-encryption key may be in a token, and every look at the keys is a look each second. */
  @Test
  void keysThatAreKnown_goOn_andRevocationsAreLearned_whileTheTokenIsAway() {
    Away token = new Away();
    SigningKeys here = load(seal(1, Optional.of(token)));
    String former = keys.current().keyId();
    here.reload();

    token.isAway = true;
    here.reload();
    assertThat(verifies(here, former)).isTrue();
    world.store.write(
        tx -> tx.update("UPDATE signing_key SET revoked_at = 1 WHERE id = ?", former));
    here.reload();

    assertThat(verifies(here, former)).isFalse();
    assertThatThrownBy(() -> load(seal(1, Optional.of(token))))
        .as("the token is needed to start")
        .isNotNull();
  }

  /** One key that cannot be opened must not keep a revocation from being learned. */
  @Test
  void successorThatCannotBeOpened_verifiesHere_andTheRevokedKeyCountsNoMore() {
    Away token = new Away();
    SigningKeys here = load(seal(1, Optional.of(token)));
    String revoked = keys.current().keyId();
    token.isAway = true;

    revoke(revoked);
    String successor = keys.current().keyId();
    here.reload();

    assertThat(verifies(here, revoked)).isFalse();
    assertThat(verifies(here, successor)).isTrue();
    assertThat(here.keySet().toJwks()).contains(successor).doesNotContain(revoked);
    assertThatThrownBy(here::current)
        .isInstanceOfSatisfying(
            DenialException.class,
            e -> assertThat(e.reason()).isEqualTo(DenialReason.KEYS_UNAVAILABLE));
    token.isAway = false;
    here.reload();
    assertThat(here.current().keyId()).as("it is back").isEqualTo(successor);
  }

  @Test
  void keyWhosePublicHalfCannotBeRead_isLeftOut_andTheOthersCount() {
    SigningKeys here = load(SEAL);
    String revoked = keys.current().keyId();
    String next = rotate();
    String unreadable = rotate();
    world.store.write(
        tx -> tx.update("UPDATE signing_key SET public_key = '' WHERE id = ?", unreadable));
    world.store.write(
        tx -> tx.update("UPDATE signing_key SET revoked_at = 1 WHERE id = ?", revoked));

    here.reload();

    assertThat(verifies(here, revoked)).isFalse();
    assertThat(verifies(here, unreadable)).isFalse();
    assertThat(here.current().keyId()).isEqualTo(next);
  }

  /** To end a key that somebody else may have, nothing needs to be sealed. */
  @Test
  void revoke_whileTheTokenIsAway_isDone_andNothingIsSignedUntilItIsBack() {
    Away token = new Away();
    SigningKeys here = load(seal(1, Optional.of(token)));
    String revoked = here.current().keyId();
    token.isAway = true;

    assertThatThrownBy(() -> revoke(here, revoked))
        .isInstanceOfSatisfying(
            DenialException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(DenialReason.KEYS_UNAVAILABLE);
              assertThat(e.rejection().detail()).contains(revoked + " is revoked, but no other");
            });

    keys.reload();
    for (SigningKeys each : List.of(here, keys)) {
      assertThat(verifies(each, revoked)).isFalse();
      assertThatThrownBy(each::current).isInstanceOf(DenialException.class);
    }
    token.isAway = false;
    rotation(here).round();
    assertThat(verifies(here, here.current().keyId())).isTrue();
  }

  /** A forger chooses key ids; each would cost a look at the store, and a call of the token. */
  @Test
  void unknownKeys_whileTheStoreIsAway_areUnavailable_andCostOneLook() {
    AtomicInteger looks = new AtomicInteger();
    AtomicBoolean isAway = new AtomicBoolean();
    Store flaky =
        (Store)
            Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (proxy, method, arguments) -> {
                  if (isAway.get()) {
                    looks.incrementAndGet();
                    throw new StoreUnavailableException("away", new IOException());
                  }
                  return method.invoke(world.store, arguments);
                });
    SigningKeys here = SigningKeys.load(flaky, SEAL, SigningAlgorithm.ES256, world.clock);
    isAway.set(true);

    for (int i = 0; i < 100; i++) {
      assertThat(here.find("forged-" + i)).isInstanceOf(KeyLookup.Unavailable.class);
    }

    assertThat(looks).hasValueLessThan(50);
  }

  /** A provider as that of a token, which goes away. */
  private static final class Away extends Provider {

    private static final long serialVersionUID = 1L;

    private boolean isAway;

    Away() {
      super("Away", "1", "a token that goes away");
    }

    @Override
    public @Nullable Service getService(String type, String algorithm) {
      return isAway ? null : Security.getProvider("SunJCE").getService(type, algorithm);
    }
  }

  private SigningKeys load(KeySeal seal) {
    return SigningKeys.load(world.store, seal, SigningAlgorithm.ES256, world.clock);
  }

  private KeyRotation rotation(SigningKeys of) {
    return new KeyRotation(
        world.store, world.trail, of, new KeyRotation.Schedule(SigningAlgorithm.ES256, MONTH));
  }

  private String rotate() {
    return rotate(SigningAlgorithm.ES256);
  }

  private String rotate(SigningAlgorithm algorithm) {
    SealedKey next = keys.make(algorithm);
    StoredKey made = world.store.write(tx -> keys.rotate(tx, next));
    keys.reload();
    return made.key().keyId();
  }

  private void revoke(String keyId) {
    revoke(keys, keyId);
  }

  private void revoke(SigningKeys by, String keyId) {
    world.store.write(tx -> {
      by.revoke(tx, keyId);
      return keyId;
    });
    by.succeed(keyId);
  }

  private List<String> sealed() {
    return world.store.read(tx ->
        tx.query(
            "SELECT sealed_private_key FROM signing_key", row -> row.text("sealed_private_key")));
  }

  private static boolean verifies(SigningKeys keys, String keyId) {
    return keys.find(keyId) instanceof KeyLookup.Found;
  }

  /** The {@code d} of the JWK. */
  private static String privatePart(SigningKey key) {
    String jwk = key.revealPrivateJwk(SecretKeyAccess.granted());
    return jwk.replaceFirst(".*\"d\":\"([^\"]+)\".*", "$1");
  }

  private static KeySeal seal(int octet) {
    return seal(octet, Optional.empty());
  }

  private static KeySeal seal(int octet, Optional<Provider> provider) {
    byte[] key = new byte[32];
    key[0] = (byte) octet;
    return KeySeal.of(new SecretKeySpec(key, "AES"), provider, SecretKeyAccess.granted());
  }
}
