package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.gateway.caller.Layout;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What SDKs send and read beside the work itself, by hand, since no SDK sets all of it: links,
 * hints of workers and pollers, tasks that come with an answer, sticky queues, heartbeats, the end
 * of a worker, histories that are waited for. The answers are the same with a gateway and without
 * one, in a namespace of one's own and in a shared one.
 */
@Tag("real-temporal")
@InRealWorld("fields")
final class SameFieldsTest {

  private final RealWorld world;

  SameFieldsTest(RealWorld world) {
    this.world = world;
  }

  @ParameterizedTest
  @Bypass(
      value = 31,
      in = {Layout.SHARED, Layout.DEDICATED},
      unharmed = "it is about what must not get lost")
  @ValueSource(strings = {RealWorld.SHARED, "alice-own"})
  void fieldsBesideTheWork_getTheSameAnswers(String namespace) throws Exception {
    List<String> directly =
        new FieldRun(world.bareChannel(), world.bareChannel(), namespace).answers();
    List<String> through =
        new FieldRun(
                world.gateway().withApiKey("alice-worker"),
                world.gateway().withApiKey("alice-starter"),
                namespace)
            .answers();

    assertThat(directly).hasSizeGreaterThan(25);
    assertThat(through).containsExactlyElementsOf(directly);
  }
}
