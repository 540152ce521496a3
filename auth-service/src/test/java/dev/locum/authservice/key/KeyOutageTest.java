package dev.locum.authservice.key;

import static dev.locum.authservice.key.KeyWorld.verifies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.KeyLookup;
import dev.locum.token.jose.SigningAlgorithm;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is learned and what is signed while the key-encryption key, or the store, is away. */
class KeyOutageTest {

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

  /** The key-encryption key may be in a token, and every look at the keys is a look each second. */
  @Test
  void keysThatAreKnown_goOn_andRevocationsAreLearned_whileTheTokenIsAway() {
    Away token = new Away();
    SigningKeys here = world.load(KeyWorld.seal(1, Optional.of(token)));
    String former = keys.current().keyId();
    here.reload();

    token.isAway = true;
    here.reload();
    assertThat(verifies(here, former)).isTrue();
    world.logins.store.write(
        tx -> tx.update("UPDATE signing_key SET revoked_at = 1 WHERE id = ?", former));
    here.reload();

    assertThat(verifies(here, former)).isFalse();
    assertThatThrownBy(() -> world.load(KeyWorld.seal(1, Optional.of(token))))
        .as("the token is needed to start")
        .isNotNull();
  }

  /** One key that cannot be opened must not keep a revocation from being learned. */
  @Test
  void successorThatCannotBeOpened_verifiesHere_andTheRevokedKeyCountsNoMore() {
    Away token = new Away();
    SigningKeys here = world.load(KeyWorld.seal(1, Optional.of(token)));
    String revoked = keys.current().keyId();
    token.isAway = true;

    world.revoke(revoked);
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

  /** To end a key that somebody else may have, nothing needs to be sealed. */
  @Test
  void revoke_whileTheTokenIsAway_isDone_andNothingIsSignedUntilItIsBack() {
    Away token = new Away();
    SigningKeys here = world.load(KeyWorld.seal(1, Optional.of(token)));
    String revoked = here.current().keyId();
    token.isAway = true;

    assertThatThrownBy(() -> world.revoke(here, revoked))
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
    world.rotation(here).round();
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
                  return method.invoke(world.logins.store, arguments);
                });
    SigningKeys here =
        SigningKeys.load(flaky, KeyWorld.SEAL, SigningAlgorithm.ES256, world.logins.clock);
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
}
