package dev.locum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.locum.carsharing.api.trip.v1.CheckVehicleRequest;
import dev.locum.carsharing.api.trip.v1.TripEdgeServiceGrpc;
import dev.locum.e2e.fixture.CommandLineClient;
import dev.locum.e2e.fixture.CommandLineClient.Done;
import dev.locum.e2e.fixture.Deployment;
import dev.locum.e2e.fixture.Downstreams;
import dev.locum.grpcauthz.header.CallHeaders;
import dev.locum.launcher.stage.Outcome;
import dev.locum.launcher.stage.Trip;
import dev.locum.protocol.trigger.v1.ListWorkRequest;
import dev.locum.protocol.trigger.v1.TriggerServiceGrpc;
import dev.locum.token.TokenId;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.DpopKey;
import dev.locum.token.jose.SecretKeyAccess;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.SigningKey;
import dev.locum.token.proof.TargetUri;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * S3-42, DP-2 to DP-4: a user whose login is bound to a key works as ever, and what is stolen of it
 * opens nothing; over the processes as they ship.
 */
final class BoundUserIT {

  private static final MethodDescriptor<?, ?> LIST = TriggerServiceGrpc.getListWorkMethod();
  private static final MethodDescriptor<?, ?> CHECK = TripEdgeServiceGrpc.getCheckVehicleMethod();

  private final Deployment deployment = Deployment.shared();

  @TempDir private Path scratch = Path.of(".");

  @Test
  void boundLogin_worksThroughTheCommandLine_andKeepsItsKeyToItself() throws Exception {
    CommandLineClient ada = logIn();
    Done whoami = ada.run("whoami", "-o", "json");
    Done started =
        ada.run(
            "work",
            "start",
            "trip",
            "--input",
            Trip.json(deployment.freshVehicle(), 0),
            "-o",
            "json");
    String trip = started.output().replaceAll("(?s).*?\"([a-z0-9-]+[.]trip-[0-9a-f-]+)\".*", "$1");
    Done watched = ada.run("work", "watch", trip, "-o", "json");
    Done result = ada.run("work", "result", trip);
    Done listed = ada.run("delegation", "list", "-o", "json");
    Done trail = ada.run("audit", "search", "-o", "json");

    assertThat(Stream.of(whoami, started, watched, result, listed, trail))
        .as(ada.printed())
        .extracting(Done::exit)
        .containsOnly(0);
    assertThat(whoami.output()).contains("\"bound_to_key\" : true");
    assertThat(result.output()).contains("SETTLED");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ada.tokenFile())))
        .isEqualTo("rw-------");
    String key = tokens(ada).path("proof_key").asText();
    assertThat(ada.printed()).doesNotContain(new ObjectMapper().readTree(key).path("d").asText());
  }

  @Test
  void tokenOfABoundLogin_stolen_opensNothingAtTheTrigger() throws Exception {
    JsonNode tokens = tokens(logIn());
    String token = tokens.path("access_token").asText();
    DpopKey adas = key(tokens);
    DpopKey thiefs = key();
    String origin = "https://localhost:" + deployment.topology().ports().trigger();
    Metadata once = dpop(adas, origin, LIST, token);

    assertThat(list(once).code()).as("ada herself").isEmpty();
    assertThat(list(once).isRefusal(DenialReason.PROOF_REJECTED)).as("heard").isTrue();
    assertThat(list(Downstreams.bearer(token)).isRefusal(DenialReason.PROOF_NEEDED))
        .as("stolen")
        .isTrue();
    assertThat(list(dpop(thiefs, origin, LIST, token)).isRefusal(DenialReason.PROOF_REJECTED))
        .as("with the thief's key")
        .isTrue();
    assertThat(list(dpop(adas, origin, CHECK, token)).isRefusal(DenialReason.PROOF_REJECTED))
        .as("a proof for something else")
        .isTrue();
    String bearers = deployment.stage().tokensOf("ada").accessToken().reveal();
    assertThat(list(Downstreams.bearer(bearers)).code()).as("bound to nothing").isEmpty();
  }

  @Test
  void tokenForTheTripsEdge_ofABoundLogin_needsTheProofThere() throws Exception {
    CommandLineClient ada = logIn();
    Path file = scratch.resolve("token");
    Done fetched = ada.run("token", "fetch", "trip", "--to", file.toString());
    assertThat(fetched.exit()).as(ada.printed()).isZero();
    String token = Files.readString(file).strip();
    DpopKey adas = key(tokens(ada));
    String origin = "https://localhost:" + deployment.topology().ports().trip();
    Metadata once = dpop(adas, origin, CHECK, token);

    assertThat(check(once).code()).as("ada herself").isEmpty();
    assertThat(check(once).isRefusal(DenialReason.PROOF_REJECTED)).as("heard").isTrue();
    assertThat(check(Downstreams.bearer(token)).isRefusal(DenialReason.PROOF_NEEDED))
        .as("stolen")
        .isTrue();
    assertThat(check(dpop(key(), origin, CHECK, token)).isRefusal(DenialReason.PROOF_REJECTED))
        .as("with the thief's key")
        .isTrue();
    assertThat(ada.run("work", "list").exit()).as("the login goes on").isZero();
  }

  private CommandLineClient logIn() throws Exception {
    CommandLineClient ada = CommandLineClient.at(deployment.topology(), scratch.resolve("home"));
    Path password = deployment.topology().state().file("users/ada.password");
    Done login = ada.run(password, "login", "--bound", "--user", "alice/ada", "--password-stdin");
    assertThat(login.exit()).as(ada.printed()).isZero();
    return ada;
  }

  private Outcome list(Metadata headers) {
    return Outcome.of(() ->
        TriggerServiceGrpc.newBlockingStub(deployment.stage().triggerChannel())
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .withDeadlineAfter(30, TimeUnit.SECONDS)
            .listWork(ListWorkRequest.getDefaultInstance()));
  }

  private Outcome check(Metadata headers) {
    return Outcome.of(() ->
        TripEdgeServiceGrpc.newBlockingStub(deployment.stage().tripChannel())
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .withDeadlineAfter(30, TimeUnit.SECONDS)
            .checkVehicle(
                CheckVehicleRequest.newBuilder().setVehicle(deployment.freshVehicle()).build()));
  }

  private static Metadata dpop(
      DpopKey key, String origin, MethodDescriptor<?, ?> method, String token) {
    Metadata headers = new Metadata();
    TargetUri target = new TargetUri(origin, "/" + method.getFullMethodName());
    headers.put(CallHeaders.AUTHORIZATION, "DPoP " + token);
    headers.put(CallHeaders.DPOP, key.proveAccessToken("POST", target, token).reveal());
    return headers;
  }

  private static JsonNode tokens(CommandLineClient of) throws Exception {
    return new ObjectMapper().readTree(of.tokenFile().toFile());
  }

  private static DpopKey key(JsonNode tokens) {
    return key(
        SigningKey.parsePrivateJwk(tokens.path("proof_key").asText(), SecretKeyAccess.granted()));
  }

  private static DpopKey key() {
    return key(SigningKey.generate(SigningAlgorithm.ES256));
  }

  private static DpopKey key(SigningKey key) {
    return DpopKey.of(
        key,
        CryptoProviders.choose(),
        Clock.systemUTC(),
        () -> new TokenId(UUID.randomUUID().toString()));
  }
}
