package dev.locum.cli.audit;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.context.TrailReader;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Printable;
import dev.locum.cli.rpc.RpcFailures;
import dev.locum.protocol.audit.v1.AuditEvent;
import dev.locum.protocol.audit.v1.SearchEventsRequest;
import dev.locum.protocol.audit.v1.TailEventsRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Follows new events until it is interrupted. */
@Command(
    name = "tail",
    description = "Follow new events until interrupted. With json, one object a line.")
final class TailAuditCommand implements Callable<Integer> {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Events of other machines may come with clocks that are a little slow. */
  private static final Duration OVERLAP = Duration.ofSeconds(10);

  private static final int REMEMBERED = 2_000;
  private static final int MAX_FAILURES = 30;

  private final CliContext context;

  @Option(names = "--type", paramLabel = "TYPE", description = "Only of this type.")
  private String type = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "End after so many; 0: never. Default: ${DEFAULT-VALUE}.")
  private int limit;

  private final Set<String> seen =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > REMEMBERED;
            }
          });
  private @Nullable Instant streamedAt;
  private int printed;
  private int failures;

  TailAuditCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    while (!isEnough()) {
      try {
        catchUp();
        follow();
      } catch (StatusRuntimeException e) {
        requirePatience(e);
      }
      if (!isEnough()) {
        context.pause(PAUSE);
      }
    }
    return ExitCode.OK.code();
  }

  /** A stream that has lasted its time is no failure. */
  private void requirePatience(StatusRuntimeException e) {
    failures = e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED ? 0 : failures + 1;
    if (!RpcFailures.isTransient(e) || failures > MAX_FAILURES) {
      throw RpcFailures.of(e);
    }
  }

  /** What happened between two streams is searched, so that nothing is left out. */
  private void catchUp() {
    Instant since = streamedAt;
    if (since != null) {
      AuditSearch.events(
              context,
              SearchEventsRequest.newBuilder()
                  .setType(type.toUpperCase(Locale.ROOT))
                  .setSince(Printable.timestamp(since.minus(OVERLAP))),
              REMEMBERED)
          .forEach(this::print);
    }
  }

  private void follow() {
    TrailReader reader = context.trail();
    Iterator<AuditEvent> events =
        reader
            .calls()
            .withDeadlineAfter(reader.streamTime().toMillis(), TimeUnit.MILLISECONDS)
            .tailEvents(
                TailEventsRequest.newBuilder()
                    .setAccessToken(reader.accessToken())
                    .setType(type.toUpperCase(Locale.ROOT))
                    .build());
    streamedAt = context.terminal().clock().instant();
    while (!isEnough() && events.hasNext()) {
      print(events.next());
      streamedAt = context.terminal().clock().instant();
      failures = 0;
    }
  }

  private void print(AuditEvent event) {
    if (!isEnough() && seen.add(event.getEventId())) {
      context.output().next(event, AuditView.TABLE);
      printed++;
    }
  }

  private boolean isEnough() {
    return limit > 0 && printed >= limit;
  }
}
