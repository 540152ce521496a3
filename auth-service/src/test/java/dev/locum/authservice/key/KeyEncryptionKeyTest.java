package dev.locum.authservice.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.KeyEncryptionSource;
import dev.locum.settings.KeyEncryptionSource.Keystore;
import dev.locum.settings.KeyEncryptionSource.Octets;
import dev.locum.settings.KeyEncryptionSource.Other;
import dev.locum.settings.KeyEncryptionSource.Place;
import dev.locum.settings.KeyEncryptionSource.Token;
import dev.locum.settings.SettingsException;
import dev.locum.settings.value.Secret;
import dev.locum.testkit.hsm.SoftHsm;
import dev.locum.token.jose.SigningAlgorithm;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The key-encryption key out of a file, a PKCS #12 keystore and a real PKCS #11 token. */
@Timeout(120)
class KeyEncryptionKeyTest {

  private static final Octets OCTETS = new Octets(Secret.of("11".repeat(32)));
  private static final String PASSWORD = "a password of the keystore";

  @TempDir private Path directory;
  private LoginWorld world;

  @BeforeEach
  void open() {
    world = LoginWorld.open(directory);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void keyFromAKeystore_sealsAndOpens_andNoOtherDoes() throws Exception {
    Keystore keystore = keystore("kek.p12", aes(32));
    String keyId = load(keystore).current().keyId();

    assertThat(load(keystore).current().keyId()).isEqualTo(keyId);
    assertThatThrownBy(() -> load(OCTETS)).hasMessageContaining("cannot be opened");
    assertThatThrownBy(() -> load(keystore("other.p12", aes(32))))
        .hasMessageContaining("cannot be opened");
  }

  @Test
  void keystoreThatCannotBeUsed_isSaidAtTheStart_withoutItsPassword() throws Exception {
    Keystore good = keystore("kek.p12", aes(32));
    Path none = directory.resolve("none.p12");
    Path text = Files.writeString(directory.resolve("text.p12"), "no keystore");

    unusable(new Keystore(none, good.password(), "locum"), "encryptionKeystore: there is no file");
    unusable(new Keystore(text, good.password(), "locum"), "cannot be read (expected: a PKCS #12");
    unusable(new Keystore(good.file(), Secret.of("wrong"), "locum"), "password does not open");
    unusable(new Keystore(good.file(), good.password(), "another"), "there is no key another");
    unusable(keystore("short.p12", aes(16)), "another kind of key");
    unusable(
        keystore("mac.p12", new SecretKeySpec(new byte[32], "HmacSHA256")), "another kind of key");
    unusable(new Octets(Secret.of("too short")), "encryptionKey: not 32 bytes");
  }

  /** A key in a token of software, where the JDK and a real PKCS #11 library meet. */
  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class InAToken {

    private SoftHsm hsm;

    @BeforeAll
    void makeTokens() {
      hsm = SoftHsm.start("locum", "former", "locked");
      hsm.makeKey("locum", "kek", 256);
      hsm.makeKey("locum", "short", 128);
      hsm.makeReadableKey("locum", "readable");
      hsm.makeKeyPair("locum", "pair");
      hsm.makeKey("former", "kek", 256);
    }

    private Token token(String label, String pin, String key) {
      return new Token(hsm.library(), new Place.Label(label), Secret.of(pin), key);
    }

    private Token token() {
      return token("locum", SoftHsm.PIN, "kek");
    }

    @Test
    void keyInAToken_sealsAndOpens_andIsNowhereElse() {
      SigningKeys keys = load(token());
      String keyId = keys.current().keyId();

      assertThat(load(token()).current().keyId()).isEqualTo(keyId);
      assertThatThrownBy(() -> load(token("former", SoftHsm.PIN, "kek")))
          .as("the same label in another token")
          .hasMessageContaining("cannot be opened");
      assertThatThrownBy(() -> load(OCTETS)).hasMessageContaining("cannot be opened");
      assertThat(token().toString()).doesNotContain(SoftHsm.PIN);
    }

    @Test
    void rewrap_movesFromAFileToATokenToAKeystore_andEachFormerIsNotNeededThen() throws Exception {
      Keystore keystore = keystore("kek.p12", aes(32));
      String keyId = load(OCTETS).current().keyId();

      for (List<KeyEncryptionSource> step :
          List.of(
              List.<KeyEncryptionSource>of(OCTETS, token()),
              List.<KeyEncryptionSource>of(token(), keystore))) {
        KeyEncryptionSource former = step.get(0);
        KeyEncryptionSource next = step.get(1);
        load(former, next); // (1) every process opens both
        SigningKeys keys = load(next, former); // (2) the next one seals
        assertThat(world.store.write(keys::sealAnew)).isEqualTo(1); // (3) locum key rewrap

        assertThat(load(next).current().keyId()).isEqualTo(keyId);
        assertThatThrownBy(() -> load(former)).hasMessageContaining("cannot be opened");
      }
    }

    @Test
    void tokenThatCannotBeUsed_isSaidAtTheStart_withoutItsPin() {
      Secret pin = Secret.of(SoftHsm.PIN);
      unusable(
          new Token(Path.of("/nowhere/lib.so"), new Place.Label("locum"), pin, "kek"),
          "encryptionToken: there is no library /nowhere/lib.so");
      Path text = directory.resolve("text.so");
      unusable(new Token(written(text), new Place.Label("locum"), pin, "kek"), "cannot be loaded");
      unusable(token("nobody", SoftHsm.PIN, "kek"), "no token of label nobody");
      unusable(new Token(hsm.library(), new Place.Slot(7777), pin, "kek"), "slot 7777");
      unusable(token("locked", "654321", "kek"), "the token refused the PIN: CKR_PIN_INCORRECT");
      unusable(token("locum", SoftHsm.PIN, "another"), "there is no key another");
      unusable(token("locum", SoftHsm.PIN, "short"), "another kind of key");
      unusable(token("locum", SoftHsm.PIN, "pair"), "another kind of key");
      unusable(token("locum", SoftHsm.PIN, "readable"), "can be taken out of the token");
    }

    private static Path written(Path file) {
      try {
        return Files.writeString(file, "no library");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private SigningKeys load(KeyEncryptionSource source, KeyEncryptionSource... others) {
    AuthServiceSettings.Keys keys =
        new AuthServiceSettings.Keys(
            source,
            Arrays.stream(others).map(Other::new).toList(),
            AuthServiceSettings.Algorithm.ES256,
            Duration.ofDays(30));
    return SigningKeys.load(
        world.store, KeyEncryptionKey.seal(keys), SigningAlgorithm.ES256, world.clock);
  }

  private void unusable(KeyEncryptionSource source, String problem) {
    assertThatThrownBy(() -> load(source))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(problem)
        .message()
        .doesNotContain(PASSWORD, SoftHsm.PIN, "654321");
  }

  private static SecretKey aes(int length) {
    byte[] key = new byte[length];
    new SecureRandom().nextBytes(key);
    return new SecretKeySpec(key, "AES");
  }

  private Keystore keystore(String name, SecretKey key) throws Exception {
    Path file = directory.resolve(name);
    KeyStore keystore = KeyStore.getInstance("PKCS12");
    keystore.load(null, null);
    keystore.setKeyEntry("locum", key, PASSWORD.toCharArray(), null);
    try (OutputStream out = Files.newOutputStream(file)) {
      keystore.store(out, PASSWORD.toCharArray());
    }
    return new Keystore(file, Secret.of(PASSWORD), "locum");
  }
}
