package dev.locum.worker;

import static dev.locum.worker.DownstreamWorld.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.Unconfirmed;
import dev.locum.token.VerifiedToken;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.DpopSignatures;
import dev.locum.token.proof.Confirmation;
import dev.locum.token.proof.DpopProof;
import dev.locum.token.proof.DpopVerifier;
import dev.locum.token.proof.KeyThumbprint;
import dev.locum.token.proof.Possession;
import dev.locum.token.proof.ProofTiming;
import dev.locum.token.proof.ProvenRequest;
import dev.locum.token.proof.RememberedProofs;
import dev.locum.worker.context.HttpCall;
import dev.locum.worker.context.LocumContext;
import dev.locum.worker.downstream.Downstream;
import dev.locum.worker.downstream.DownstreamMode;
import dev.locum.worker.fixture.FakeDownstream;
import dev.locum.worker.fixture.FakeDownstream.Seen;
import dev.locum.worker.fixture.Trip;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** S3-42, S3-53: tokens that are bound to the worker's key, and a fresh proof on each call. */
@Timeout(120)
final class BoundCallsTest {

  private DownstreamWorld calls;
  private FakeDownstream service;

  @BeforeEach
  void start() throws Exception {
    calls = DownstreamWorld.start();
    service = calls.service();
  }

  @AfterEach
  void stop() {
    calls.close();
  }

  /** The auth service asks; neither the activity nor the worker's configuration says a word. */
  @Test
  void exchange_whereTheAuthServiceAsks_provesTheKeyAtEachCall() {
    calls.world().authService().bindTokensFor("fleet");

    calls.run(
        calls.fleet().build(),
        () -> {
          call();
          return call();
        });

    List<Seen> seen = service.seen();
    assertThat(seen).hasSize(2);
    for (Seen each : seen) {
      assertThat(confirmed(each, "/" + FakeDownstream.CALL)).isNotNull();
    }
    assertThat(token(seen.get(0))).as("S3-51").isEqualTo(token(seen.get(1)));
    assertThat(seen.get(0).header("dpop")).isNotEqualTo(seen.get(1).header("dpop"));
    assertThat(calls.world().authService().count("Exchange"))
        .as("refused once, then with a proof")
        .isEqualTo(2);
  }

  @Test
  void exchange_whereTheWorkerIsToldBefore_asksForABoundTokenAtOnce() {
    calls.world().authService().bindTokensFor("fleet");

    calls.run(calls.fleet().senderConstrained().build(), DownstreamWorld::call);

    assertThat(confirmed(service.seen().get(0), "/" + FakeDownstream.CALL)).isNotNull();
    assertThat(calls.world().authService().count("Exchange")).isEqualTo(1);
  }

  /** A token that anybody could use is not sent where the worker was told to bind them. */
  @Test
  void exchange_whereTheAuthServiceDoesNotBind_sendsNothing() {
    calls.world().authService().ignoreProofs();
    AtomicReference<Status.Code> refused = new AtomicReference<>();

    calls.run(
        calls.fleet().senderConstrained().build(),
        () -> {
          try {
            return call();
          } catch (StatusRuntimeException e) {
            refused.set(e.getStatus().getCode());
            return "";
          }
        });

    assertThat(service.seen()).isEmpty();
    assertThat(refused).hasValue(Status.Code.UNAVAILABLE);
  }

  @Test
  void exchange_whereNobodyAsks_isABearerTokenWithoutProof() {
    calls.run(calls.fleet().build(), DownstreamWorld::call);

    assertThat(service.seen().get(0).header("dpop")).isEmpty();
    assertThat(service.seen().get(0).header("authorization").get(0)).startsWith("Bearer ");
  }

  /** The ticket that travels with the workflow stays with the worker. */
  @Test
  void forward_senderConstrained_sendsABoundTicketAndNotTheTravellingOne() {
    Downstream fleet =
        calls.fleet().internal().mode(DownstreamMode.FORWARD).senderConstrained().build();

    Trip trip = calls.run(fleet, DownstreamWorld::call);

    Seen seen = service.seen().get(0);
    String ticket = seen.header("txn-token").get(0);
    assertThat(ticket).isNotEqualTo(trip.token().reveal());
    Unconfirmed<?> unconfirmed =
        calls
            .world()
            .authService()
            .issuer()
            .verifier()
            .unconfirmedDelegationToken(RawToken.of(ticket), new Audience("locum"))
            .orElseThrow();
    KeyThumbprint key = ((Confirmation.Key) unconfirmed.confirmation().orElseThrow()).thumbprint();
    ProvenRequest request =
        ProvenRequest.of("POST", Set.of(service.channel().origin()), "/" + FakeDownstream.CALL)
            .withTxnToken(ticket, key);
    assertThat(
            unconfirmed.confirm(
                Possession.of(
                    verifier().verify(DpopProof.of(seen.header("dpop").get(0)), request))))
        .isNotNull();
    assertThat(calls.world().authService().count("Renew")).isEqualTo(1);
  }

  /** MT-1: the connection proves it, so there is no proof with the call. */
  @Test
  void forward_certificateBound_sendsATicketThatIsBoundToTheCertificate() {
    Downstream fleet =
        calls.fleet().internal().mode(DownstreamMode.FORWARD).certificateBound().build();

    Trip trip = calls.run(fleet, DownstreamWorld::call);

    Seen seen = service.seen().get(0);
    String ticket = seen.header("txn-token").get(0);
    assertThat(ticket).isNotEqualTo(trip.token().reveal());
    assertThat(seen.header("dpop")).isEmpty();
    assertThat(
            calls
                .world()
                .authService()
                .issuer()
                .verifier()
                .unconfirmedDelegationToken(RawToken.of(ticket), new Audience("locum"))
                .orElseThrow()
                .confirmation())
        .containsInstanceOf(Confirmation.Certificate.class);
  }

  /** An auth service of before would answer with a ticket for whoever bears it. */
  @Test
  void forward_certificateBoundAndTheAuthServiceDoesNotBind_sendsNothing() {
    calls.world().authService().ignoreCertificates();
    Downstream fleet =
        calls.fleet().internal().mode(DownstreamMode.FORWARD).certificateBound().build();

    calls.run(
        fleet,
        () -> {
          try {
            return call();
          } catch (StatusRuntimeException e) {
            return "";
          }
        });

    assertThat(service.seen()).isEmpty();
  }

  /**
   * DP-5: refused for want of a nonce, the worker asks once more, with the one that it was told.
   */
  @Test
  void dp5_authServiceThatAsksForNonces_getsThem() {
    calls.world().authService().bindTokensFor("fleet");
    calls.world().authService().askForNonce("n-1");

    calls.run(calls.fleet().senderConstrained().build(), DownstreamWorld::call);

    assertThat(confirmed(service.seen().get(0), "/" + FakeDownstream.CALL)).isNotNull();
    assertThat(calls.world().authService().count("Exchange"))
        .as("the refused one has not come that far")
        .isEqualTo(1);
  }

  /** DP-5 at a service: refused once, and from then on the worker has the nonce. */
  @Test
  void dp5_downstreamThatAsksForNonces_getsThem() {
    calls.world().authService().bindTokensFor("fleet");
    service.askForNonce("n-1");

    calls.run(
        calls.fleet().build(),
        () -> {
          call();
          return call();
        });

    assertThat(service.seen()).hasSize(2);
    assertThat(service.refused()).isEqualTo(1);
    assertThat(confirmed(service.seen().get(1), "/" + FakeDownstream.CALL)).isNotNull();
  }

  @Test
  void dp5_httpDownstreamThatAsksForNonces_getsThem() throws Exception {
    calls.world().authService().bindTokensFor("billing");
    service.askForNonce("n-1");
    Downstream billing =
        Downstream.http("billing", service.address())
            .action("POST /charges/{}", "billing.charge")
            .build();

    calls.run(
        billing,
        () -> {
          charge();
          return charge();
        });

    assertThat(service.seen()).hasSize(2);
    assertThat(service.refused()).isEqualTo(1);
  }

  private static String charge() throws Exception {
    return LocumContext.current().http("billing").send(HttpCall.post("/charges/7", "{}")).body();
  }

  @Test
  void http_boundToken_provesMethodAndPathWithoutQuery() throws Exception {
    calls.world().authService().bindTokensFor("billing");
    Downstream billing =
        Downstream.http("billing", service.address())
            .action("POST /charges/{}", "billing.charge")
            .build();

    calls.run(
        billing,
        () ->
            LocumContext.current()
                .http("billing")
                .send(HttpCall.post("/charges/7?dry=true", "{}"))
                .body());

    Seen seen = service.seen().get(0);
    RawToken token = token(seen);
    Unconfirmed<?> unconfirmed = unconfirmed(token, "billing");
    KeyThumbprint key = ((Confirmation.Key) unconfirmed.confirmation().orElseThrow()).thumbprint();
    ProvenRequest request =
        ProvenRequest.of("POST", Set.of(service.address().toString()), "/charges/7")
            .withAccessToken(token.reveal(), key);
    assertThat(verifier().verify(DpopProof.of(seen.header("DPoP").get(0)), request).key())
        .isEqualTo(key);
  }

  @Test
  void build_onBehalf_cannotBeBound() {
    assertThatThrownBy(
            () -> calls.fleet().mode(DownstreamMode.ON_BEHALF).senderConstrained().build())
        .isInstanceOf(IllegalStateException.class);
  }

  private VerifiedToken confirmed(Seen seen, String path) {
    RawToken token = token(seen);
    Unconfirmed<?> unconfirmed = unconfirmed(token, "fleet");
    assertThat(
            calls
                .world()
                .authService()
                .issuer()
                .verifier()
                .verifyDownstreamToken(token, new Audience("fleet"))
                .toString())
        .as("stolen, it is nothing")
        .contains(DenialReason.PROOF_NEEDED.code());
    KeyThumbprint key = ((Confirmation.Key) unconfirmed.confirmation().orElseThrow()).thumbprint();
    ProvenRequest request =
        ProvenRequest.of("POST", Set.of(service.channel().origin()), path)
            .withAccessToken(token.reveal(), key);
    return unconfirmed
        .confirm(
            Possession.of(verifier().verify(DpopProof.of(seen.header("dpop").get(0)), request)))
        .orElseThrow();
  }

  private Unconfirmed<?> unconfirmed(RawToken token, String audience) {
    return calls
        .world()
        .authService()
        .issuer()
        .verifier()
        .unconfirmedDownstreamToken(token, new Audience(audience))
        .orElseThrow();
  }

  private static RawToken token(Seen seen) {
    String value = seen.header("authorization").get(0);
    assertThat(value).startsWith("DPoP ");
    return RawToken.of(value.substring("DPoP ".length()));
  }

  private DpopVerifier verifier() {
    return new DpopVerifier(
        new DpopSignatures(CryptoProviders.jdk()),
        new RememberedProofs(calls.world().clock()),
        ProofTiming.of(calls.world().clock()));
  }
}
