package dev.locum.authservice.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.Test;

/** S3-27: passwords. How often one may try is proven in {@code LoginTest}. */
class PasswordHashingTest {

  private final PasswordHashing hashing = new PasswordHashing(new SecureRandom(), 2);

  @Test
  void matches_samePassword_isTrue() {
    PasswordHash hash = hashing.hash(Password.chosen("correct horse battery"));

    assertThat(hashing.matches(Password.claimed("correct horse battery"), Optional.of(hash)))
        .isTrue();
    assertThat(hashing.matches(Password.claimed("correct horse batterY"), Optional.of(hash)))
        .isFalse();
  }

  @Test
  void matches_sameCharactersTypedOtherwise_isTrue() {
    PasswordHash hash = hashing.hash(Password.chosen("pa\u0301ssword of mine"));

    assertThat(hashing.matches(Password.claimed("p\u00e1ssword of mine"), Optional.of(hash)))
        .isTrue();
  }

  @Test
  void matches_longestPasswordAndOneMore_tellsThemApart() {
    String longest = "x".repeat(Password.MAX_LENGTH);
    PasswordHash hash = hashing.hash(Password.chosen(longest));

    assertThat(hashing.matches(Password.claimed(longest), Optional.of(hash))).isTrue();
    assertThat(hashing.matches(Password.claimed(longest + "x"), Optional.of(hash))).isFalse();
  }

  @Test
  void hash_samePasswordTwice_differs() {
    Password password = Password.chosen("correct horse battery");

    assertThat(hashing.hash(password).encode()).isNotEqualTo(hashing.hash(password).encode());
  }

  @Test
  void encode_anyHash_hasTheAgreedCost() {
    String encoded = hashing.hash(Password.chosen("correct horse battery")).encode();

    assertThat(encoded).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(PasswordHash.parse(encoded).encode()).isEqualTo(encoded);
  }

  @Test
  void matches_hashOfTheReferenceImplementation_isTrue() {
    // Test vector of the Argon2 reference implementation: argon2id, v=19, t=2, m=65536, p=1.
    PasswordHash reference =
        PasswordHash.parse(
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc");

    assertThat(hashing.matches(Password.claimed("password"), Optional.of(reference))).isTrue();
    assertThat(hashing.matches(Password.claimed("passwore"), Optional.of(reference))).isFalse();
  }

  @Test
  void matches_noHash_isFalseAfterTheSameWork() {
    long started = System.nanoTime();
    boolean matches = hashing.matches(Password.claimed("correct horse battery"), Optional.empty());
    long nobody = System.nanoTime() - started;

    assertThat(matches).isFalse();
    // One hash of the agreed cost is tens of milliseconds of work; skipping it would take
    // microseconds.
    assertThat(nobody).isGreaterThan(2_000_000);
  }

  @Test
  void hash_moreAtOnceThanCores_allEndRight() throws Exception {
    PasswordHashing narrow = new PasswordHashing(new SecureRandom(), 1);
    PasswordHash hash = narrow.hash(Password.chosen("correct horse battery"));
    Callable<Boolean> check =
        () -> narrow.matches(Password.claimed("correct horse battery"), Optional.of(hash));

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> answer : threads.invokeAll(List.of(check, check, check, check))) {
        assertThat(answer.get()).isTrue();
      }
    }
  }

  @Test
  void chosen_lengthOutOfRange_isRefusedWithoutShowingIt() {
    assertThatThrownBy(() -> Password.chosen("elevenchars"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("elevenchars");
    assertThatThrownBy(() -> Password.chosen("x".repeat(Password.MAX_LENGTH + 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void toString_secrets_areRedacted() {
    PasswordHash hash = hashing.hash(Password.chosen("correct horse battery"));

    assertThat(Password.chosen("correct horse battery").toString()).doesNotContain("horse");
    assertThat(hash.toString()).doesNotContain(hash.encode());
  }

  @Test
  void parse_notArgon2id_isRefused() {
    for (String text :
        List.of("", "plain", "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$YQ", "$2b$12$x")) {
      assertThatThrownBy(() -> PasswordHash.parse(text))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void bytes_ofAPassword_areUtf8() {
    // An oracle beside our class: the same parameters given to the generator by hand.
    PasswordHash hash = hashing.hash(Password.chosen("gr\u00fc\u00dfe aus K\u00f6ln"));
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(19 * 1024)
            .withIterations(2)
            .withParallelism(1)
            .withSalt(hash.salt())
            .build());
    byte[] expected = new byte[32];
    generator.generateBytes(
        "gr\u00fc\u00dfe aus K\u00f6ln".getBytes(StandardCharsets.UTF_8), expected);

    assertThat(hash.hash()).isEqualTo(expected);
  }
}
