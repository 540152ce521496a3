package dev.locum.worker.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.RawToken;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UnverifiedDelegationTest {

  @Test
  void parse_ofADelegationToken_readsWhatItSays() {
    RawToken token = TestIssuer.atNoon().delegationToken().token();

    assertThat(UnverifiedDelegation.parse(token))
        .isEqualTo(
            new UnverifiedDelegation(
                "delegation-1", "user-ada", "alice", "trip-1", List.of("queue-alice")));
  }

  /** It proves nothing: a forger's token reads the same. */
  @Test
  void parse_ofAForgedToken_readsTheSame() {
    TestIssuer issuer = TestIssuer.atNoon();

    assertThat(UnverifiedDelegation.parse(issuer.forger().delegationToken().token()))
        .isEqualTo(UnverifiedDelegation.parse(issuer.delegationToken().token()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "\"text\"",
        "{\"txn\":\"d\",\"sub\":\"u\"}",
        "{\"txn\":\"d\",\"sub\":\"u\",\"tctx\":{\"tenant\":\"a\",\"workflow_id\":\"w\"}}",
        "{\"txn\":1,\"sub\":\"u\",\"tctx\":{\"tenant\":\"a\",\"workflow_id\":\"w\",\"task_queues\":[\"q\"]}}",
        "{\"txn\":\"d\",\"sub\":\"u\",\"tctx\":{\"tenant\":\"a\",\"workflow_id\":\"w\",\"task_queues\":[1]}}",
        "{\"txn\":\"d\",\"txn\":\"e\",\"sub\":\"u\",\"tctx\":{\"tenant\":\"a\",\"workflow_id\":\"w\",\"task_queues\":[\"q\"]}}",
        "{\"txn\":\"d\",\"sub\":\"u\",\"tctx\":{\"tenant\":\"a\",\"workflow_id\":\"w\",\"task_queues\":[\"q\"]}}"
            + " {}",
        "{\"txn\":\"d\",\"sub\":\"u\",\"tctx\":{\"tenant\":\"a\",\"workflow_id\":\"w\",\"task_queues\":[\"q\"",
        "{\"a\":[[[[[[[[[[1]]]]]]]]]]}"
      })
  void parse_ofAnythingElse_throws(String claims) {
    RawToken token =
        RawToken.of(
            "e30."
                + Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + ".c2ln");

    assertThatThrownBy(() -> UnverifiedDelegation.parse(token))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.b", "a.b.c.d", "..", "a.!.c", "a.bb=b.c"})
  void parse_ofNoToken_throws(String text) {
    assertThatThrownBy(() -> UnverifiedDelegation.parse(RawToken.of(text)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
