package dev.locum.authservice.bootstrap;

import static dev.locum.authservice.fixture.LoopbackClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.authservice.fixture.StartedWork;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.token.denial.DenialReason;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** DP-5 at the whole process, which asks for nonces: over HTTP, over gRPC, at another replica. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class ProofNoncesProcessTest {

  private static final String HTTP = "/oauth/token";
  private static final Metadata.Key<String> NONCE =
      Metadata.Key.of("dpop-nonce", Metadata.ASCII_STRING_MARSHALLER);

  private ProcessWorld world;
  private StartedWork work;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = ProcessWorld.askingForNonces(directory);
    work = StartedWork.at(world);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void dp5_missingNonce_isRefusedWithExactlyOneThatCounts() {
    HttpResponse<String> refused = work.exchange(work.proof(HTTP));

    String nonce = requireAsked(refused);
    HttpResponse<String> granted = work.exchange(work.proof(HTTP, nonce));
    assertThat(granted.statusCode()).isEqualTo(200);
    assertThat(json(granted).path("token_type").asText()).isEqualTo("DPoP");
    assertThat(nonces(granted)).as("the next one").hasSize(1);
  }

  @Test
  void dp5_nonceOfThisMinuteOrTheLast_countsAndAnOlderOneDoesNot() {
    String nonce = requireAsked(work.exchange(work.proof(HTTP)));

    world.beside.clock.advance(Duration.ofSeconds(60));
    HttpResponse<String> later = work.exchange(work.proof(HTTP, nonce));
    assertThat(later.statusCode()).isEqualTo(200);
    String next = nonces(later).get(0);
    assertThat(next).isNotEqualTo(nonce);

    world.beside.clock.advance(Duration.ofSeconds(60));
    requireAsked(work.exchange(work.proof(HTTP, nonce)));
    assertThat(work.exchange(work.proof(HTTP, next)).statusCode()).isEqualTo(200);
  }

  @Test
  void dp5_forgedNonce_isRefusedWithARealOne() {
    String nonce = requireAsked(work.exchange(work.proof(HTTP)));
    String last = nonce.substring(0, nonce.length() - 1);

    for (String forged :
        List.of(
            last + (nonce.endsWith("A") ? "E" : "A"),
            last,
            nonce + "A",
            "",
            "0",
            Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]))) {
      assertThat(requireAsked(work.exchange(work.proof(HTTP, forged)))).isEqualTo(nonce);
    }
  }

  /** A fresh nonce makes no used proof new, and a proof that does not count gets none. */
  @Test
  void dp5_replayedProofWithAFreshNonce_isRefusedAsThatAndToldNoNonce() {
    String nonce = requireAsked(work.exchange(work.proof(HTTP)));
    String proof = work.proof(HTTP, nonce);
    assertThat(work.exchange(proof).statusCode()).isEqualTo(200);

    for (String refused : List.of(proof, work.proof("/oauth/introspect", nonce), "x")) {
      HttpResponse<String> again = work.exchange(refused);
      assertThat(again.statusCode()).isEqualTo(400);
      assertThat(json(again).path("error").asText()).isEqualTo("invalid_dpop_proof");
      assertThat(nonces(again)).isEmpty();
    }
  }

  /** Over gRPC the refusal has a code and the nonce comes in the trailers, at any replica. */
  @Test
  void dp5_nonceOfAnotherReplica_counts() {
    String nonce = requireAsked(work.exchange(work.proof(HTTP)));
    Channel another = world.as(ProcessWorld.ALICE_WORKER, world.grpcOfAnother());

    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> work.exchange(another, work.proof(StartedWork.GRPC_PATH)));
    assertThat(Refusals.reasonOf(refused)).isEqualTo(DenialReason.PROOF_NONCE_NEEDED);
    assertThat(Objects.requireNonNull(refused.getTrailers()).getAll(NONCE)).containsExactly(nonce);

    AtomicReference<Metadata> trailers = new AtomicReference<>();
    Channel heard =
        ClientInterceptors.intercept(
            another,
            MetadataUtils.newCaptureMetadataInterceptor(new AtomicReference<>(), trailers));
    assertThat(work.exchange(heard, work.proof(StartedWork.GRPC_PATH, nonce)).getTokenType())
        .isEqualTo("DPoP");
    assertThat(trailers.get().getAll(NONCE)).as("the next one").containsExactly(nonce);
  }

  @Test
  void dp5_nonces_areUnpredictable() {
    Set<String> seen = new HashSet<>();
    for (int minute = 0; minute < 4; minute++) {
      String nonce = requireAsked(work.exchange(work.proof(HTTP)));
      assertThat(Base64.getUrlDecoder().decode(nonce)).as("of 256 random bits").hasSize(32);
      assertThat(seen.add(nonce)).isTrue();
      world.beside.clock.advance(Duration.ofSeconds(60));
    }
    List<String> kept =
        world.beside.store.read(
            tx -> tx.query("SELECT value FROM proof_nonce", row -> row.text("value")));
    assertThat(kept).as("old ones are forgotten").hasSize(3);
  }

  /** Whoever shows no proof is asked for no nonce, and told none. */
  @Test
  void dp5_withoutAProof_nothingIsAskedFor() {
    HttpResponse<String> granted = work.exchange("");

    assertThat(json(granted).path("token_type").asText()).isEqualTo("Bearer");
    assertThat(nonces(granted)).isEmpty();
  }

  private static String requireAsked(HttpResponse<String> refused) {
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).path("error").asText()).isEqualTo("use_dpop_nonce");
    assertThat(nonces(refused)).hasSize(1);
    return nonces(refused).get(0);
  }

  private static List<String> nonces(HttpResponse<String> answer) {
    return answer.headers().allValues("DPoP-Nonce");
  }
}
