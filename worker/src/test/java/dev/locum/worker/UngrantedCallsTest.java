package dev.locum.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.worker.downstream.Downstream;
import dev.locum.worker.fixture.FakeDownstream;
import dev.locum.worker.fixture.WorkerWorld;
import dev.locum.worker.layer.Layer;
import dev.locum.worker.layer.TestLayers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls of actions that were not granted, or not declared, never leave the worker. */
@Timeout(120)
final class UngrantedCallsTest {

  private DownstreamWorld calls;
  private WorkerWorld world;
  private FakeDownstream service;

  @BeforeEach
  void start() throws Exception {
    calls = DownstreamWorld.start();
    world = calls.world();
    service = calls.service();
  }

  @AfterEach
  void stop() {
    calls.close();
  }

  /** S3-15: an action that the user did not allow never reaches the wire. */
  @Test
  void callOfAnActionThatWasNotGranted_always_isRefusedBeforeTheWire() {
    Downstream fleet =
        Downstream.grpc("fleet", service.channel())
            .action(FakeDownstream.CALL, "fleet.scrap")
            .build();

    calls.assertRefused(builder -> builder.downstream(fleet), "locum.ACTION_NOT_ALLOWED");
    assertThat(world.authService().count("Exchange")).isZero();
  }

  /** S3-15: neither does a method whose action nobody declared. */
  @Test
  void callOfAMethodWithoutAction_always_isRefusedBeforeTheWire() {
    Downstream fleet =
        Downstream.grpc("fleet", service.channel())
            .action(FakeDownstream.OTHER, "fleet.reserve")
            .build();

    calls.assertRefused(builder -> builder.downstream(fleet), "locum.ACTION_NOT_ALLOWED");
  }

  /** The negative control of the test before last: without the layer the call would leave. */
  @Test
  void callOfAnActionThatWasNotGranted_withoutItsLayer_leaves() {
    Downstream fleet =
        Downstream.grpc("fleet", service.channel())
            .action(FakeDownstream.CALL, "fleet.scrap")
            .build();

    calls.run(
        builder -> TestPlugins.layers(builder, TestLayers.without(Layer.ACTION)).downstream(fleet),
        DownstreamWorld::call);

    assertThat(service.seen()).hasSize(1);
  }

  /** S3-15: an activity whose own action was not granted does not even begin. */
  @Test
  void activityWhoseActionWasNotGranted_always_doesNotBegin() {
    calls.assertRefused(
        builder ->
            builder.activity("ReserveVehicle", "fleet.scrap").downstream(calls.fleet().build()),
        "locum.ACTION_NOT_ALLOWED");
  }
}
