package dev.locum.launcher.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a part is started with: a JVM refuses to start with two caches of classes. */
@Timeout(60)
final class JavaCommandTest {

  private static final String CACHE = "-XX:AOTCache=none.aot";

  @ParameterizedTest
  @ValueSource(strings = {"-XX:SharedArchiveFile=none.jsa", "-XX:DumpLoadedClassList=none"})
  void jvmWithAnArchive_takesNoCache_asTheJvmItselfSays(String archive) throws Exception {
    assertThat(JavaCommand.takesCache(List.of("-XX:+UseSerialGC", archive))).isFalse();
    assertThat(starts(archive, CACHE)).isFalse();
  }

  @Test
  void jvmWithoutAnArchive_takesOne() throws Exception {
    assertThat(JavaCommand.takesCache(List.of("-XX:+UseSerialGC", "-Xmx96m"))).isTrue();
    assertThat(starts("-XX:+UseSerialGC", CACHE)).isTrue();
  }

  private static boolean starts(String... flags) throws IOException, InterruptedException {
    List<String> command =
        Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                Stream.of(flags),
                Stream.of("-Xlog:disable", "-version"))
            .flatMap(each -> each)
            .toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(said).isTrue();
    return process.exitValue() == 0;
  }
}
