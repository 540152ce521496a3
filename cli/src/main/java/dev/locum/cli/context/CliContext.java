package dev.locum.cli.context;

import dev.locum.cli.oauth.IssuerHttp;
import dev.locum.cli.oauth.OAuthClient;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Output;
import dev.locum.cli.profile.Profile;
import dev.locum.cli.profile.Profiles;
import dev.locum.cli.profile.StoredTokens;
import dev.locum.cli.rpc.Servers;
import dev.locum.cli.rpc.TraceParent;
import dev.locum.cli.session.Session;
import dev.locum.cli.terminal.Terminal;
import dev.locum.protocol.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.locum.protocol.admin.v1.ClientServiceGrpc.ClientServiceBlockingStub;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc.DelegationServiceBlockingStub;
import dev.locum.protocol.gateway.v1.ExplanationServiceGrpc.ExplanationServiceBlockingStub;
import dev.locum.protocol.trigger.v1.TriggerServiceGrpc.TriggerServiceBlockingStub;
import dev.locum.token.RawToken;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a command works with. Everything is made when it is first asked for: a command starts light.
 */
public final class CliContext implements AutoCloseable {

  private static final Duration LONGEST_STREAM = Duration.ofMinutes(4);

  private final Terminal terminal;
  private final GlobalOptions options = new GlobalOptions();
  private final Servers servers = new Servers(this::profile);
  private @Nullable Profile profile;
  private @Nullable Session session;
  private @Nullable IssuerHttp http;
  private @Nullable OAuthClient oauth;

  public CliContext(Terminal terminal) {
    this.terminal = terminal;
  }

  public Terminal terminal() {
    return terminal;
  }

  /** The shared options; they are filled in when the arguments are parsed. */
  public GlobalOptions options() {
    return options;
  }

  /** Prints in the format that was asked for. */
  public Output output() {
    return Output.of(terminal, options.output(), options.colour());
  }

  /** How long one call may take. */
  public Duration timeout() {
    return options.timeout();
  }

  public Profiles profiles() {
    return Profiles.of(terminal);
  }

  /** The profile that was chosen. */
  public Profile profile() {
    Profile chosen = profile;
    if (chosen == null) {
      chosen = profiles().choose(options.profile());
      profile = chosen;
    }
    return chosen;
  }

  /** The login of the profile. */
  public Session session() {
    Session current = session;
    if (current == null) {
      current = new Session(profile(), ignored -> oauth(), terminal.clock());
      session = current;
    }
    return current;
  }

  public RawToken accessToken() {
    return session().accessToken();
  }

  /** HTTP to the profile's issuer. */
  public IssuerHttp http() {
    IssuerHttp current = http;
    if (current == null) {
      current = new IssuerHttp(profile().issuer(), profile().settings().ca());
      http = current;
    }
    return current;
  }

  /** OAuth with the profile's issuer. */
  public OAuthClient oauth() {
    OAuthClient current = oauth;
    if (current == null) {
      current = new OAuthClient(http(), terminal.clock());
      oauth = current;
    }
    return current;
  }

  public Servers servers() {
    return servers;
  }

  /**
   * The trigger, as the user who is logged in; each call has the time that {@code --timeout} gives.
   */
  public TriggerServiceBlockingStub trigger() {
    return servers
        .trigger(session().tokens(), terminal.clock())
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(TraceParent.headers(terminal)))
        .withDeadlineAfter(millis(), TimeUnit.MILLISECONDS);
  }

  public DelegationServiceBlockingStub delegations() {
    return servers
        .delegations(session().tokens(), terminal.clock())
        .withDeadlineAfter(millis(), TimeUnit.MILLISECONDS);
  }

  /**
   * The trail, for the user who is logged in, or else for the administrator that the profile names.
   */
  public TrailReader trail() {
    if (!session().isLoggedIn() && profile().settings().administrator().isPresent()) {
      return new TrailReader(servers.auditForAdministrator(terminal.clock()), "", LONGEST_STREAM);
    }
    StoredTokens tokens = session().tokens();
    return new TrailReader(
        servers.audit(tokens, terminal.clock()), tokens.accessToken().reveal(), streamTime(tokens));
  }

  /** How long one call to a server may take. */
  public Duration callTime() {
    return options.timeout();
  }

  /** Administration, as the administrator that the profile names. */
  public AdminServiceBlockingStub administration() {
    return servers
        .administration(terminal.clock())
        .withDeadlineAfter(millis(), TimeUnit.MILLISECONDS);
  }

  /** The administration of clients, as an operator. */
  public ClientServiceBlockingStub clients() {
    return servers.clients(terminal.clock()).withDeadlineAfter(millis(), TimeUnit.MILLISECONDS);
  }

  /** What a gateway would decide, as an operator. */
  public ExplanationServiceBlockingStub explanations() {
    return servers
        .explanations(terminal.clock())
        .withDeadlineAfter(millis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Lets time pass.
   *
   * @throws CliException {@code NOT_FINISHED} if the command is interrupted
   */
  public void pause(Duration duration) {
    try {
      terminal.person().await(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(ExitCode.NOT_FINISHED, "interrupted");
    }
  }

  /**
   * How long a stream may last that begins with these tokens: as long as the access token counts,
   * and then another is opened with a fresh one.
   */
  public Duration streamTime(StoredTokens tokens) {
    Duration left = Duration.between(terminal.clock().instant(), tokens.expiresAt());
    return left.compareTo(LONGEST_STREAM) < 0 ? left : LONGEST_STREAM;
  }

  private long millis() {
    return options.timeout().toMillis();
  }

  @Override
  public void close() {
    servers.close();
    IssuerHttp open = http;
    if (open != null) {
      open.close();
    }
  }
}
