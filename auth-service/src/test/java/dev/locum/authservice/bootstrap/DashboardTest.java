package dev.locum.authservice.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.locum.authservice.fixture.LoopbackClient;
import dev.locum.authservice.fixture.ProcessWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Grafana dashboard asks for what is served, and for all that the catalogue has. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DashboardTest {

  private static final Path DOCS = Path.of("..", "docs");
  private static final Pattern METRIC =
      Pattern.compile("\\b(locum|jvm|process|system)_[a-z]+(_[a-z]+)*");
  private static final Pattern OWN = Pattern.compile("locum_authority_[a-z_]+");
  private static final Pattern GATEWAYS = Pattern.compile("locum_gateway_[a-z_]+");

  @Test
  void queries_nameMetricsThatAreServed(@TempDir Path directory) throws IOException {
    Set<String> known = matches(OWN, read("telemetry.md"));
    known.addAll(matches(GATEWAYS, read("operate/gateway.md")));
    try (ProcessWorld world = ProcessWorld.open(directory);
        LoopbackClient metrics =
            new LoopbackClient(world.process.metricsAddress().orElseThrow().getPort())) {
      known.addAll(matches(METRIC, metrics.get("/metrics").body()));
    }

    List<String> queries = queries();

    assertThat(queries)
        .hasSizeGreaterThan(10)
        .allSatisfy(
            query -> assertThat(matches(METRIC, query)).as(query).isNotEmpty().isSubsetOf(known));
  }

  @Test
  void queries_useAllOfTheCatalogue() throws IOException {
    Set<String> asked = new TreeSet<>();
    queries().forEach(query -> asked.addAll(matches(OWN, query)));

    assertThat(asked).containsAll(matches(OWN, read("telemetry.md")));
  }

  /** The test can fail: a metric that nobody serves is in no catalogue. */
  @Test
  void unknownMetric_isFound() throws IOException {
    assertThat(matches(METRIC, "rate(locum_authority_nonsense_total[5m])"))
        .isNotEmpty()
        .doesNotContainAnyElementsOf(matches(OWN, read("telemetry.md")));
  }

  private static List<String> queries() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(read("operate/grafana/locum.json"));
    return dashboard.path("panels").findValuesAsText("expr");
  }

  private static String read(String name) throws IOException {
    return Files.readString(DOCS.resolve(name));
  }

  /** Timers are served with suffixes; the catalogue has their name. */
  private static Set<String> matches(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group().replaceFirst("_(count|sum|max)$", ""));
    }
    return found;
  }
}
