package dev.locum.grpcauthz.header;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.grpc.InternalMetadata;
import io.grpc.Metadata;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Headers as a peer may send them: credentials of the right form, or a refusal that says which
 * header; and none of them is left. In a normal run the inputs beside this class are tried; {@code
 * make fuzz} searches for new ones.
 */
final class CredentialIntakeFuzzTest {

  private static final Set<DenialReason> REFUSALS =
      EnumSet.of(
          DenialReason.TOKEN_MALFORMED,
          DenialReason.TOKEN_TOO_LARGE,
          DenialReason.FORWARDED_HEADER_REFUSED,
          DenialReason.REQUEST_INVALID);

  /** Lines of {@code name: value}, as they come off the wire. */
  @FuzzTest(maxDuration = "1m")
  void headers_ofAnyBytes_areCredentialsOrRefusedAndNoneIsLeft(byte[] bytes) {
    Metadata headers = metadata(bytes);
    try {
      CredentialIntake.Taken taken =
          CredentialIntake.takeFrom(headers, Set.of("x-forwarded-client-cert"));
      assertThat(headers.keys()).noneMatch(CredentialIntake::isCredential);
      readTwice(taken);
    } catch (DenialException e) {
      assertThat(e.reason()).isIn(REFUSALS);
    }
  }

  /** Each header alone is read as it would be with others: what one refuses, both refuse. */
  private static void readTwice(CredentialIntake.Taken taken) {
    PresentedCredentials all = taken.all();
    assertThat(taken.withoutBearer().forwarded()).isEqualTo(all.forwarded());
    assertThat(taken.withoutBearer().bearer()).isEmpty();
    boolean nothing =
        all.bearer().isEmpty() && all.txnToken().isEmpty() && all.forwarded().isEmpty();
    assertThat(taken.isEmpty()).isEqualTo(nothing);
    all.bearer().ifPresent(token -> assertThat(token.reveal()).matches("[A-Za-z0-9._~+/=-]+"));
    all.txnToken().ifPresent(token -> assertThat(token.reveal()).matches("[A-Za-z0-9._~+/=-]+"));
    all.forwarded()
        .ifPresent(forwarded ->
            assertThat(forwarded.workflowId().codePoints().anyMatch(Character::isISOControl))
                .isFalse());
  }

  private static Metadata metadata(byte[] bytes) {
    List<String> lines =
        new String(bytes, StandardCharsets.ISO_8859_1).lines().filter(l -> !l.isEmpty()).toList();
    byte[][] pairs = new byte[2 * lines.size()][];
    for (int i = 0; i < lines.size(); i++) {
      String[] pair = lines.get(i).split(": ", 2);
      pairs[2 * i] = pair[0].getBytes(StandardCharsets.ISO_8859_1);
      pairs[2 * i + 1] = pair[pair.length - 1].getBytes(StandardCharsets.ISO_8859_1);
    }
    return InternalMetadata.newMetadata(lines.size(), pairs);
  }
}
