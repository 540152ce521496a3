package dev.locum.cli.login;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.oauth.BrowserStandIn;
import dev.locum.cli.oauth.DeviceCode;
import dev.locum.cli.oauth.DevicePoll;
import dev.locum.cli.oauth.OAuthClient;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Output;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Progress;
import dev.locum.cli.output.Style;
import dev.locum.cli.profile.StoredTokens;
import dev.locum.cli.profile.TokenFile;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.SigningKey;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Logs in by the device flow (RFC 8628). */
@Command(
    name = "login",
    description = {
      "Log in: shows an address and a code, and waits until you have confirmed the code in a"
          + " browser.",
      "With --user it does what the browser would, for terminals without one."
    })
public final class LoginCommand implements Callable<Integer> {

  private static final Duration SLOWER = Duration.ofSeconds(5);

  private final CliContext context;

  @Option(
      names = "--user",
      paramLabel = "TENANT/NAME",
      description = "Log in as this user without a browser; asks for the password.")
  private @Nullable String user;

  @Option(
      names = "--password-stdin",
      description = "With --user: read the password from standard input.")
  private boolean isPasswordOnStdin;

  @Option(
      names = "--bound",
      description =
          "Bind the tokens to a key that stays on this machine: whoever steals one has nothing. The"
              + " key is kept with the tokens, in a file of mode 0600; each call proves it.")
  private boolean isBound;

  public LoginCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    PasswordSource passwords = new PasswordSource(context.terminal());
    Optional<BrowserStandIn.Credentials> credentials =
        Optional.ofNullable(user).map(who -> passwords.credentials(who, isPasswordOnStdin));
    if (credentials.isEmpty() && isPasswordOnStdin) {
      throw CliException.usage("--password-stdin: of whom? (expected: --user TENANT/NAME too)");
    }
    Optional<SigningKey> key =
        isBound ? Optional.of(SigningKey.generate(SigningAlgorithm.ES256)) : Optional.empty();
    OAuthClient oauth = context.oauth();
    DeviceCode code = oauth.beginDevice();
    if (credentials.isPresent()) {
      new BrowserStandIn(context.http()).confirm(code, credentials.get());
    } else {
      show(code);
    }
    keep(poll(oauth, code, key, credentials.isPresent()));
    return ExitCode.OK.code();
  }

  /** On standard error: the result of the command is who is logged in. */
  private void show(DeviceCode code) {
    PrintWriter err = context.terminal().streams().err();
    boolean isColoured = context.output().isColoured();
    err.println("Open    " + Printable.safe(code.page().toString()));
    err.println("Enter   " + Style.STRONG.apply(Printable.safe(code.userCode()), isColoured));
    err.flush();
  }

  private StoredTokens poll(
      OAuthClient oauth, DeviceCode code, Optional<SigningKey> key, boolean isConfirmed) {
    Clock clock = context.terminal().clock();
    Instant begun = clock.instant();
    Duration interval = code.pace().interval();
    boolean isFirst = true;
    try (Progress progress = context.output().progress("waiting for the browser")) {
      while (clock.instant().isBefore(code.pace().expiresAt())) {
        if (!isFirst || !isConfirmed) {
          await(progress, begun, interval);
        }
        isFirst = false;
        switch (oauth.poll(code, key)) {
          case DevicePoll.Granted(StoredTokens tokens) -> {
            return tokens;
          }
          case DevicePoll.Pending(boolean isTooFast) ->
              interval = isTooFast ? interval.plus(SLOWER) : interval;
        }
      }
    }
    throw new CliException(
        ExitCode.REFUSED, "the code has expired before it was confirmed", "Try again.");
  }

  private void await(Progress progress, Instant begun, Duration interval) {
    Duration second = Duration.ofSeconds(1);
    for (Duration left = interval; left.isPositive(); left = left.minus(second)) {
      progress.tick(Duration.between(begun, context.terminal().clock().instant()), "");
      context.pause(left.compareTo(second) < 0 ? left : second);
    }
  }

  /** Keeps the tokens in the place of those before, whose session ends. */
  private void keep(StoredTokens tokens) {
    TokenFile file = context.profile().tokenFile();
    Optional<StoredTokens> before = before(file);
    file.write(tokens);
    Output output = context.output();
    new Identity(context.profile().name(), tokens).print(output);
    before
        .filter(old -> old.issuer().equals(tokens.issuer()))
        .ifPresent(old -> endQuietly(old, output));
  }

  /** A file that must not be used is replaced, which is what its message asks for. */
  private static Optional<StoredTokens> before(TokenFile file) {
    try {
      return file.read();
    } catch (CliException e) {
      return Optional.empty();
    }
  }

  private void endQuietly(StoredTokens old, Output output) {
    try {
      context.oauth().revoke(old.refreshToken());
    } catch (CliException e) {
      output.note("the session before could not be ended; it ends by itself");
    }
  }
}
