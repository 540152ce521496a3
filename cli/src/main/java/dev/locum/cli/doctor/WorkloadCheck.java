package dev.locum.cli.doctor;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.rpc.WorkloadCalls;
import dev.locum.grpcauthz.client.ServiceTokens;
import dev.locum.protocol.auth.v1.DescribeSelfRequest;
import dev.locum.protocol.auth.v1.DescribeSelfResponse;
import dev.locum.protocol.auth.v1.TaskQueueRef;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.protocol.auth.v1.WorkloadKind;
import dev.locum.settings.PeerSettings;
import dev.locum.settings.WorkloadSettings;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.grpc.ManagedChannel;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the auth service lets a process in as its workload, as one of the right kind, with the
 * queues that it polls, and at the same time of day.
 */
record WorkloadCheck(
    CliContext context,
    String section,
    PeerSettings authService,
    URI issuer,
    WorkloadSettings workload,
    WorkloadKind kind,
    List<TaskQueueRef> polled) {

  private static final Pattern ISSUED_AT = Pattern.compile("\"iat\"\\s*:\\s*([0-9]{1,12})");
  private static final String PREFIX = "WORKLOAD_KIND_";

  Finding look() {
    WorkloadCalls calls = new WorkloadCalls(authService, workload, section + ".workload");
    ManagedChannel channel = calls.channel();
    try {
      ServiceTokens tokens =
          calls.tokens(channel, new Issuer(issuer.toString()), context.terminal().clock());
      Audience audience = new Audience(issuer.toString());
      RawToken token = tokens.get(audience);
      return wrongClock(token).orElseGet(() -> kind(described(channel, calls, tokens, audience)));
    } catch (DenialException e) {
      return refused(e.reason());
    } finally {
      channel.shutdownNow();
    }
  }

  private DescribeSelfResponse described(
      ManagedChannel channel, WorkloadCalls calls, ServiceTokens tokens, Audience audience) {
    return TokenServiceGrpc.newBlockingStub(channel)
        .withCallCredentials(calls.credentials(tokens, audience))
        .withDeadlineAfter(context.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .describeSelf(DescribeSelfRequest.getDefaultInstance());
  }

  private Finding refused(DenialReason reason) {
    if (reason.publicReason() == DenialReason.AUTHORITY_UNAVAILABLE) {
      return Finding.bad(
          workload.id() + ": the auth service gave no answer",
          "Is it running, and is its certificate of the authority in tls.ca?");
    }
    return Finding.bad(
        workload.id() + " is not let in: " + reason.publicReason().code(),
        "Is it registered and not disabled (`locum workload list`), is this its credential and not"
            + " an older one, and is the clock right? `locum audit tail` has the reason.");
  }

  private Finding kind(DescribeSelfResponse self) {
    String found = self.getKind().name().replace(PREFIX, "");
    String expected = kind.name().replace(PREFIX, "");
    return self.getKind() == kind
        ? queues(self, found)
        : Finding.bad(
            workload.id() + " is a " + found + " (expected: " + expected + ")",
            "Everything it asks for will be refused: register a workload with --kind "
                + expected.toLowerCase(Locale.ROOT)
                + ", and name that one here.");
  }

  /** A worker polls no queue that is not its own. */
  private Finding queues(DescribeSelfResponse self, String found) {
    return polled.stream()
        .filter(queue -> !self.getTaskQueuesList().contains(queue))
        .map(queue -> queue.getNamespace() + "/" + queue.getTaskQueue())
        .findFirst()
        .map(queue ->
            Finding.bad(
                workload.id() + " does not own the queue " + queue + ", and will not start",
                "Correct "
                    + section
                    + ".namespace and "
                    + section
                    + ".taskQueue, or put the workload anew with --queue "
                    + queue
                    + " beside those that it has."))
        .orElseGet(() -> Finding.good(workload.id() + " is let in, as " + found));
  }

  /** Each verifier compares with its own clock. */
  private Optional<Finding> wrongClock(RawToken token) {
    Instant now = context.terminal().clock().instant();
    return issuedAt(token)
        .map(at -> Duration.between(at, now).abs())
        .filter(off -> off.compareTo(ServerChecks.SKEW.plusSeconds(1)) > 0)
        .map(off ->
            Finding.bad(
                "the clock differs from the auth service's by about " + off.toSeconds() + " s",
                "Synchronize the clocks (NTP): tokens would be refused as expired or not yet"
                    + " valid."));
  }

  private static Optional<Instant> issuedAt(RawToken token) {
    String[] parts = token.reveal().split("\\.");
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      Matcher claim =
          ISSUED_AT.matcher(
              new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
      return claim.find()
          ? Optional.of(Instant.ofEpochSecond(Long.parseLong(claim.group(1))))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
