package dev.locum.grpcauthz.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.grpc.InternalMetadata;
import io.grpc.Metadata;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The form of credentials, and what is left of the headers when they were taken out. */
final class CredentialIntakeTest {

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  // RFC 6750 §2.1, RFC 9110 §11.1.
  @ParameterizedTest
  @ValueSource(
      strings = {"Bearer a.b.c", "bearer a", "BEARER AZaz09-._~+/", "BeArEr a=", "bearer a=="})
  void bearer_ofItsForm_isTheToken(String value) {
    assertThat(taken("authorization", value).all().bearer().orElseThrow().reveal())
        .isEqualTo(value.substring("Bearer ".length()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Bearer  a",
        " Bearer a",
        "Bearer a ",
        "Bearer a b",
        "Bearer a=b",
        "Bearer =",
        "Bearer a,b",
        "Bearer\ta",
        "Basic a",
        "Bearera",
        "a",
        "Bearer a, Bearer b"
      })
  void bearer_ofAnotherForm_isRefused(String value) {
    CredentialIntake.Taken taken = taken("authorization", value);

    assertThatThrownBy(taken::all)
        .isInstanceOfSatisfying(
            DenialException.class,
            e -> assertThat(e.reason()).isEqualTo(DenialReason.TOKEN_MALFORMED));
  }

  @Test
  void tokenText_ofEveryCharacterAtEveryPlace_isWhatTheRfcSays() {
    IntStream.rangeClosed(0, Character.MAX_VALUE)
        .mapToObj(Character::toString)
        .flatMap(c -> List.of(c, c + "a", "a" + c, "a" + c + "a", "a=" + c).stream())
        .forEach(text ->
            assertThat(TokenText.isToken(text, 0))
                .as(text)
                .isEqualTo(TOKEN.matcher(text).matches()));
  }

  // H9
  @Test
  void header_thatIsThereTwice_isRefused() {
    Metadata headers = new Metadata();
    headers.put(CallHeaders.AUTHORIZATION, "Bearer a");
    headers.put(CallHeaders.AUTHORIZATION, "Bearer a");
    CredentialIntake.Taken taken = CredentialIntake.takeFrom(headers);

    assertThatThrownBy(taken::all).isInstanceOf(DenialException.class);
  }

  // H5, H6
  @Test
  void take_leavesNoCredential_whetherItIsReadOrNot() {
    Metadata headers = new Metadata();
    for (String name :
        List.of(
            "authorization",
            "txn-token",
            "cookie",
            "x-forwarded-user",
            "x-auth-roles",
            "x-locum-anything",
            "x-peer",
            "x-correlates",
            "x-locum-correlation-id")) {
      headers.put(key(name), "1");
    }
    headers.put(Metadata.Key.of("x-auth-raw-bin", Metadata.BINARY_BYTE_MARSHALLER), new byte[1]);

    CredentialIntake.Taken taken = CredentialIntake.of(Set.of("x-peer", "x-absent")).take(headers);

    assertThat(headers.keys()).containsExactlyInAnyOrder("x-correlates", "x-locum-correlation-id");
    assertThat(taken.trustHeaders()).containsOnlyKeys("x-peer");
  }

  /** HTTP/2 forbids it, grpc-java lets it through, and its Metadata cannot take it out again. */
  @ParameterizedTest
  @ValueSource(strings = {"X-Forwarded-User", "Authorization", "x-Peer", "Cookie"})
  void take_headerThatIsNotInLowerCase_refusesTheCall(String name) {
    Metadata headers =
        InternalMetadata.newMetadata(
            name.getBytes(StandardCharsets.US_ASCII), "ada".getBytes(StandardCharsets.US_ASCII));
    CredentialIntake intake = CredentialIntake.of(Set.of("x-peer"));

    assertThatThrownBy(() -> intake.take(headers))
        .isInstanceOfSatisfying(
            DenialException.class,
            e -> assertThat(e.reason()).isEqualTo(DenialReason.REQUEST_INVALID));
  }

  // A source may read a header that is a credential as well; both see it.
  @Test
  void trustHeader_thatIsAlsoACredential_isBoth() {
    Metadata headers = new Metadata();
    headers.put(CallHeaders.AUTHORIZATION, "Bearer a");

    CredentialIntake.Taken taken = CredentialIntake.of(Set.of("authorization")).take(headers);

    assertThat(taken.all().bearer()).isPresent();
    assertThat(taken.trustHeaders()).containsEntry("authorization", List.of("Bearer a"));
  }

  private static CredentialIntake.Taken taken(String name, String value) {
    Metadata headers = new Metadata();
    headers.put(key(name), value);
    return CredentialIntake.takeFrom(headers);
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
