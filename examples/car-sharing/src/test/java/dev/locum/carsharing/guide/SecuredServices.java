package dev.locum.carsharing.guide;

import dev.locum.audit.AuditParties;
import dev.locum.audit.AuditRecorder;
import dev.locum.audit.AuditSink;
import dev.locum.audit.EventIds;
import dev.locum.carsharing.api.fleet.v1.FleetServiceGrpc;
import dev.locum.carsharing.api.fleet.v1.FleetServiceGrpc.FleetServiceBlockingStub;
import dev.locum.grpcauthz.caller.CallerAuthenticator;
import dev.locum.grpcauthz.caller.CallerContext;
import dev.locum.grpcauthz.caller.CallerMode;
import dev.locum.grpcauthz.caller.OnBehalfOf;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.grpcauthz.client.ServiceTokenCredentials;
import dev.locum.grpcauthz.client.ServiceTokens;
import dev.locum.grpcauthz.jwt.JwtIssuer;
import dev.locum.grpcauthz.jwt.JwtVerifier;
import dev.locum.grpcauthz.jwt.UserTokens;
import dev.locum.grpcauthz.keys.IssuerKeys;
import dev.locum.grpcauthz.server.GrpcAuthorization;
import dev.locum.grpcauthz.trust.MeshIdentityTrust;
import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import dev.locum.token.TokenVerifier;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.CryptoProviders;
import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.Status;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** The code of {@code docs/guide/contract-authorization.md}, which quotes it line by line. */
final class SecuredServices {

  private SecuredServices() {}

  static Server withLocum(
      ServerBuilder<?> builder,
      BindableService fleet,
      TokenVerifier verifier,
      AuditRecorder recorder,
      Clock clock)
      throws IOException {
    GrpcAuthorization authorization =
        GrpcAuthorization.builder()
            .authenticator(
                CallerAuthenticator.builder()
                    .self(new Audience("fleet"))
                    .verifier(verifier)
                    .accept(CallerMode.EXCHANGE, CallerMode.SERVICE)
                    .trust(
                        TrustedWorkload.of(new WorkloadId("catalog")).withRoles(Set.of("catalog")))
                    .build())
            .audit(recorder)
            .clock(clock)
            .build();
    return authorization.secure(builder, fleet).build().start();
  }

  static Server withoutLocum(
      ServerBuilder<?> builder,
      BindableService fleet,
      UserTokens users,
      AuditRecorder recorder,
      Clock clock)
      throws IOException {
    TrustedWorkload worker =
        TrustedWorkload.of(new WorkloadId("worker"))
            .withActions(ActionSet.ofNames("fleet.reserve", "fleet.release"));
    GrpcAuthorization authorization =
        GrpcAuthorization.builder()
            .authenticator(
                CallerAuthenticator.builder()
                    .self(new Audience("fleet"))
                    .trustSource(
                        MeshIdentityTrust.allowing("cluster.local/ns/trips/sa/worker", worker))
                    .userTokens(users)
                    .build())
            .audit(recorder)
            .clock(clock)
            .build();
    return authorization.secure(builder, fleet).build().start();
  }

  static AuditRecorder recorder(AuditSink sink, Clock clock) {
    AuditRecorder recorder =
        new AuditRecorder(
            AuditParties.of("downstream", "fleet"),
            sink,
            new EventIds(clock, new SecureRandom()),
            clock);
    return recorder;
  }

  static UserTokens users(HttpClient client, Clock clock) {
    JwtIssuer provider =
        JwtIssuer.of(
            new Issuer("https://idp.example.org"),
            IssuerKeys.at(URI.create("https://idp.example.org/jwks"), client));
    UserTokens users =
        UserTokens.of(
            JwtVerifier.of(
                List.of(provider), CryptoProviders.choose(), JwtVerifier.Timing.of(clock)));
    return users;
  }

  static String tenantOfTheCall() {
    OnBehalfOf who =
        CallerContext.current()
            .onBehalfOf()
            .orElseThrow(Status.PERMISSION_DENIED::asRuntimeException);
    return who.tenant().value();
  }

  static FleetServiceBlockingStub client(Channel fleetChannel, ServiceTokens tokens) {
    return FleetServiceGrpc.newBlockingStub(fleetChannel)
        .withCallCredentials(ServiceTokenCredentials.of(tokens, new Audience("fleet")));
  }
}
