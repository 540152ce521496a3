package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Starts the world of {@link InRealWorld} and ends it, and holds each test of a {@link Bypass} to
 * its promise: what the gateway refuses is asserted with {@link Attacks}, and audited.
 */
final class RealWorldExtension implements ParameterResolver, BeforeEachCallback, AfterEachCallback {

  private static final ExtensionContext.Namespace STORE =
      ExtensionContext.Namespace.create(RealWorldExtension.class);

  /** A world and its files. */
  private record Running(Path directory, RealWorld world) implements AutoCloseable {

    static Running start(String... queues) {
      try {
        Path directory = Files.createTempDirectory("real-world");
        return new Running(directory, RealWorld.start(directory, queues));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      world.close();
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == RealWorld.class;
  }

  @Override
  public RealWorld resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return world(context);
  }

  /** The one of the class; it ends with the class. */
  private static RealWorld world(ExtensionContext context) {
    Class<?> tests = context.getRequiredTestClass();
    InRealWorld wanted =
        AnnotationSupport.findAnnotation(tests, InRealWorld.class)
            .orElseThrow(() -> new AssertionError(tests + ": not in a real world"));
    ExtensionContext ofClass = context;
    while (ofClass.getTestMethod().isPresent()) {
      ofClass = ofClass.getParent().orElseThrow();
    }
    return ofClass
        .getStore(STORE)
        .computeIfAbsent(tests, key -> Running.start(wanted.value()), Running.class)
        .world();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    world(context).attacks().forget();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      return;
    }
    Attacks attacks = world(context).attacks();
    Optional<Bypass> bypass =
        AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), Bypass.class);
    bypass.ifPresent(way ->
        assertThat(attacks.isAsserted())
            .as("a refusal was asserted; or: unharmed '%s'", way.unharmed())
            .isEqualTo(way.unharmed().isEmpty()));
    attacks.assertAudited();
  }
}
