package dev.locum.gateway.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a sealed token proves, and what it is not taken for. */
final class TokenSealTest {

  private static final byte[] SECRET = secret('a');
  private static final SealKey KEY = SealKey.of(SECRET);
  private static final SealKey OTHER = SealKey.of(secret('b'));
  private static final ByteString TOKEN = ByteString.copyFromUtf8("ns-id/alice.order/run/5");

  /** A task's token is bound to nothing but what it holds. */
  private static final byte[] NO_PAGE = {0};

  private static final TaskBinding ALICE =
      new TaskBinding("alice", "shared", "alice-orders", "alice.order", "run", "Order", 1);
  private static final PageBinding PAGE =
      new PageBinding("alice", "shared", "service/List", "WorkflowId STARTS_WITH 'alice.'");

  private final TokenSeal seal = new TokenSeal(KEY, List.of());

  @Test
  void task_opened_isAsItWasSealed() {
    ByteString sealed = seal.seal(SealKind.ACTIVITY_TASK, ALICE, TOKEN);

    OpenedTask opened = seal.openTask(SealKind.ACTIVITY_TASK, sealed).orElseThrow();

    assertThat(opened.binding()).isEqualTo(ALICE);
    assertThat(opened.original()).isEqualTo(TOKEN);
  }

  /** SDKs and worker commands compare tokens. */
  @Test
  void task_sealedAgainByAnotherReplica_isTheSameBytes() {
    TokenSeal replica = new TokenSeal(SealKey.of(SECRET.clone()), List.of(OTHER));

    assertThat(replica.seal(SealKind.ACTIVITY_TASK, ALICE, TOKEN))
        .isEqualTo(seal.seal(SealKind.ACTIVITY_TASK, ALICE, TOKEN));
  }

  @ParameterizedTest
  @EnumSource(SealKind.class)
  void task_ofOneKind_opensAsThatKindAlone(SealKind kind) {
    ByteString sealed = seal.seal(kind, ALICE, TOKEN);

    for (SealKind other : SealKind.values()) {
      assertThat(seal.openTask(other, sealed).isPresent()).as("%s", other).isEqualTo(other == kind);
    }
  }

  @Test
  void token_withAnyBitTurned_opensNotAtAll() {
    byte[] task = seal.seal(SealKind.ACTIVITY_TASK, ALICE, TOKEN).toByteArray();
    byte[] page = seal.seal(SealKind.LIST_PAGE, PAGE, TOKEN).toByteArray();

    for (int bit = 0; bit < task.length * 8; bit++) {
      assertThat(seal.openTask(SealKind.ACTIVITY_TASK, turned(task, bit))).as("%s", bit).isEmpty();
    }
    for (int bit = 0; bit < page.length * 8; bit++) {
      assertThat(seal.openPage(SealKind.LIST_PAGE, PAGE, turned(page, bit)))
          .as("%s", bit)
          .isEmpty();
    }
  }

  @Test
  void token_cutOrLengthened_opensNotAtAll() {
    ByteString sealed = seal.seal(SealKind.ACTIVITY_TASK, ALICE, TOKEN);

    for (int length = 0; length < sealed.size(); length++) {
      assertThat(seal.openTask(SealKind.ACTIVITY_TASK, sealed.substring(0, length))).isEmpty();
    }
    assertThat(
            seal.openTask(
                SealKind.ACTIVITY_TASK, sealed.concat(ByteString.copyFrom(new byte[] {0}))))
        .isEmpty();
  }

  @Test
  void token_ofTemporalItself_opensNotAtAll() {
    assertThat(seal.openTask(SealKind.ACTIVITY_TASK, TOKEN)).isEmpty();
    assertThat(seal.openPage(SealKind.LIST_PAGE, PAGE, TOKEN)).isEmpty();
  }

  /** Each field of a binding has its length before it, so that none can lend to its neighbour. */
  @Test
  void page_underAnotherBinding_opensNotAtAll() {
    ByteString sealed = seal.seal(SealKind.LIST_PAGE, PAGE, TOKEN);

    assertThat(seal.openPage(SealKind.LIST_PAGE, PAGE, sealed)).contains(TOKEN);
    for (PageBinding other :
        List.of(
            new PageBinding("bob", "shared", PAGE.method(), PAGE.subject()),
            new PageBinding("alice", "other", PAGE.method(), PAGE.subject()),
            new PageBinding("alice", "shared", "service/Scan", PAGE.subject()),
            new PageBinding("alice", "shared", PAGE.method(), ""),
            new PageBinding("alices", "hared", PAGE.method(), PAGE.subject()))) {
      assertThat(seal.openPage(SealKind.LIST_PAGE, other, sealed)).as("%s", other).isEmpty();
    }
  }

  @Test
  void emptyToken_staysEmpty() {
    assertThat(seal.seal(SealKind.WORKFLOW_TASK, ALICE, ByteString.EMPTY)).isEmpty();
    assertThat(seal.seal(SealKind.LIST_PAGE, PAGE, ByteString.EMPTY)).isEmpty();
    assertThat(seal.openPage(SealKind.LIST_PAGE, PAGE, ByteString.EMPTY))
        .contains(ByteString.EMPTY);
    assertThat(seal.openTask(SealKind.WORKFLOW_TASK, ByteString.EMPTY)).isEmpty();
  }

  /** An activity that runs for days outlives the key that its token was sealed under. */
  @Test
  void rotatedKey_isAcceptedWhileItIsListed() {
    ByteString before = seal.seal(SealKind.ACTIVITY_TASK, ALICE, TOKEN);
    TokenSeal rotated = new TokenSeal(OTHER, List.of(KEY));
    TokenSeal forgotten = new TokenSeal(OTHER, List.of());

    assertThat(rotated.openTask(SealKind.ACTIVITY_TASK, before)).isPresent();
    assertThat(forgotten.openTask(SealKind.ACTIVITY_TASK, before)).isEmpty();
    assertThat(
            seal.openTask(
                SealKind.ACTIVITY_TASK, rotated.seal(SealKind.ACTIVITY_TASK, ALICE, TOKEN)))
        .isEmpty();
  }

  /** Written out as the layout was: replicas are replaced one by one, and tokens outlive them. */
  @Test
  void tokenOfTheLayoutBefore_opens_withoutAnAttempt() {
    ByteString task = before(SealKind.ACTIVITY_TASK, fieldsOfAlice(), NO_PAGE);
    ByteString page = before(SealKind.LIST_PAGE, new byte[0], fieldsOfPage());

    OpenedTask opened = seal.openTask(SealKind.ACTIVITY_TASK, task).orElseThrow();

    assertThat(opened.original()).isEqualTo(TOKEN);
    assertThat(opened.binding())
        .isEqualTo(
            new TaskBinding("alice", "shared", "alice-orders", "alice.order", "run", "Order", 0));
    assertThat(seal.openPage(SealKind.LIST_PAGE, PAGE, page)).contains(TOKEN);
    for (int bit = 0; bit < task.size() * 8; bit++) {
      assertThat(seal.openTask(SealKind.ACTIVITY_TASK, turned(task.toByteArray(), bit)))
          .as("%s", bit)
          .isEmpty();
    }
  }

  private static ByteString before(SealKind kind, byte[] inside, byte[] outside) {
    ByteBuffer sealed = ByteBuffer.allocate(6 + inside.length + TOKEN.size());
    sealed.put((byte) 1).put(kind.number()).putInt(KEY.id()).put(inside);
    sealed.put(TOKEN.toByteArray());
    Mac mac = KEY.mac();
    mac.update(outside);
    mac.update(sealed.array());
    return ByteString.copyFrom(sealed.array()).concat(ByteString.copyFrom(mac.doFinal(), 0, 16));
  }

  private static byte[] fieldsOfAlice() {
    ByteBuffer fields = ByteBuffer.allocate(200);
    for (String field : List.of("alice", "shared", "alice-orders", "alice.order", "run", "Order")) {
      fields.putShort((short) field.length()).put(field.getBytes(StandardCharsets.UTF_8));
    }
    return Arrays.copyOf(fields.array(), fields.position());
  }

  private static byte[] fieldsOfPage() {
    ByteBuffer fields = ByteBuffer.allocate(200).put((byte) 4);
    for (String field : List.of(PAGE.tenant(), PAGE.namespace(), PAGE.method(), PAGE.subject())) {
      fields.putInt(field.length()).put(field.getBytes(StandardCharsets.UTF_8));
    }
    return Arrays.copyOf(fields.array(), fields.position());
  }

  @Test
  void key_thatIsShortOrThereTwice_isRefused() {
    assertThatThrownBy(() -> SealKey.of(new byte[31]))
        .hasMessage("seal key: 31 bytes (expected: >= 32)");
    assertThatThrownBy(() -> new TokenSeal(KEY, List.of(SealKey.of(SECRET))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void secretsAndTokens_areNotPrinted() {
    OpenedTask opened =
        seal.openTask(SealKind.ACTIVITY_TASK, seal.seal(SealKind.ACTIVITY_TASK, ALICE, TOKEN))
            .orElseThrow();

    assertThat(KEY.toString()).doesNotContain(new String(SECRET, StandardCharsets.US_ASCII));
    assertThat(opened.toString()).doesNotContain(TOKEN.toStringUtf8());
  }

  private static ByteString turned(byte[] token, int bit) {
    byte[] turned = token.clone();
    turned[bit / 8] ^= (byte) (1 << (bit % 8));
    return ByteString.copyFrom(turned);
  }

  private static byte[] secret(char fill) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) fill);
    return secret;
  }
}
