package dev.locum.gateway.real;

import dev.locum.gateway.check.tenant.TenantRules;
import dev.locum.gateway.fixture.GatewayWorld;
import dev.locum.gateway.seal.SealKey;
import dev.locum.gateway.seal.TokenSeal;
import dev.locum.protocol.auth.v1.DelegationRule;
import dev.locum.settings.TemporalSettings;
import dev.locum.settings.value.Address;
import dev.locum.testkit.auth.FakeNamespace;
import dev.locum.testkit.auth.FakeWorkload;
import dev.locum.testkit.auth.FakeWorld;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Alice and Bob at a Temporal that allows everything, with a gateway before it and without one: a
 * real one with {@code -Dlocum.real-temporal}, else the embedded one. They share the namespace
 * {@value #SHARED}, and have one each; ids of theirs begin with {@code alice.} and {@code bob.}.
 * Delegations are allowed and not asked for, so that a plain SDK is at work.
 */
final class RealWorld implements AutoCloseable {

  static final String SHARED = "default";
  static final String TYPE = "TripWorkflow";

  /** Audit events are shipped a few at a time, on a busy machine. */
  private static final Duration SHIPPED = Duration.ofSeconds(60);

  private final @Nullable RealTemporal temporal;
  private final GatewayWorld gateway;
  private final ManagedChannel bare;
  private final Attacks attacks;

  private RealWorld(@Nullable RealTemporal temporal, Path directory, String... queues)
      throws IOException {
    this.temporal = temporal;
    this.gateway =
        GatewayWorld.start(
            directory,
            new TenantRules(new TokenSeal(SealKey.of(new byte[32]), List.of())),
            settings ->
                temporal == null
                    ? settings
                    : GatewayWorld.with(
                        settings, TemporalSettings.plaintext(Address.parse(temporal.address()))));
    this.attacks = new Attacks(gateway.authService()::events, SHIPPED);
    DelegationRule allowed = DelegationRule.DELEGATION_RULE_ALLOWED;
    FakeWorld world = gateway.world();
    world.with(FakeNamespace.shared(SHARED).asking(allowed));
    for (String tenant : List.of("alice", "bob")) {
      world.with(FakeNamespace.of(tenant + "-own", tenant).asking(allowed));
      String[] own = new String[queues.length];
      for (int i = 0; i < own.length; i++) {
        own[i] = tenant + "-" + queues[i];
      }
      world.with(FakeWorkload.worker(tenant + "-worker", tenant, own));
      world.with(FakeWorkload.starter(tenant + "-starter", tenant, own));
    }
    this.bare =
        NettyChannelBuilder.forTarget(
                temporal == null ? gateway.engine().target() : temporal.address(),
                InsecureChannelCredentials.create())
            .build();
  }

  /**
   * Starts it.
   *
   * @param queues what each tenant is granted, with its name and a dash before
   */
  static RealWorld start(Path directory, String... queues) throws IOException {
    if (!isReal()) {
      return new RealWorld(null, directory, queues);
    }
    RealTemporal temporal = RealTemporal.start(directory, List.of(SHARED, "alice-own", "bob-own"));
    try {
      return new RealWorld(temporal, directory, queues);
    } catch (IOException | RuntimeException e) {
      temporal.close();
      throw e;
    }
  }

  /** Whether the server is a real one; else it is the embedded one. */
  static boolean isReal() {
    return System.getProperty("locum.real-temporal") != null;
  }

  GatewayWorld gateway() {
    return gateway;
  }

  /** What is asserted of attacks through the gateway. */
  Attacks attacks() {
    return attacks;
  }

  /** The way around the gateway. */
  ManagedChannel bareChannel() {
    return bare;
  }

  /** Anybody, directly at Temporal. */
  Party bare() {
    return new Party(bare, SHARED);
  }

  /** A workload, through the gateway. */
  Party through(String workload) {
    return new Party(attacks.noting(gateway.withApiKey(workload), workload), SHARED);
  }

  @Override
  public void close() {
    bare.shutdownNow();
    try {
      gateway.close();
    } finally {
      if (temporal != null) {
        temporal.close();
      }
    }
  }
}
