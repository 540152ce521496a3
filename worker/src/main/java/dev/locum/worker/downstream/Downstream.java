package dev.locum.worker.downstream;

import dev.locum.grpcauthz.client.RpcChannel;
import dev.locum.token.Action;
import dev.locum.token.Audience;
import dev.locum.token.Incubating;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A service that activities call. Only the methods named here can be called, each by its own
 * action.
 *
 * <pre>{@code
 * Downstream.grpc("fleet", RpcChannel.to("fleet:7461").trusting(ca))
 *     .internal()
 *     .action("car.Fleet/ReserveVehicle", "fleet.reserve")
 *     .build();
 * }</pre>
 */
public final class Downstream {

  private final String name;
  private final DownstreamMode mode;
  private final TokenPlacement placement;
  private final Map<String, Action> actions;
  private final Place place;
  private final boolean senderConstrained;
  private final boolean certificateBound;

  private Downstream(Builder builder) {
    this.name = builder.name;
    this.mode = builder.mode;
    this.placement = builder.placement;
    this.actions = Map.copyOf(builder.actions);
    this.place = builder.place;
    this.senderConstrained = builder.senderConstrained;
    this.certificateBound = builder.certificateBound;
  }

  /**
   * A gRPC service.
   *
   * @param name as it is registered at the auth service; the audience of its tokens
   */
  public static Builder grpc(String name, RpcChannel channel) {
    return new Builder(name, new Place.Grpc(channel));
  }

  /**
   * An HTTP service, trusted by the certificates that Java trusts.
   *
   * @param name as it is registered at the auth service; the audience of its tokens
   * @param base scheme, host and port; {@code https}, or {@code http} on a loopback address
   */
  public static Builder http(String name, URI base) {
    return new Builder(name, new Place.Http(base, null));
  }

  /** An HTTP service with its own trust anchors or client certificate. */
  public static Builder http(String name, URI base, SSLContext tls) {
    return new Builder(name, new Place.Http(base, tls));
  }

  public String name() {
    return name;
  }

  public Audience audience() {
    return new Audience(name);
  }

  public DownstreamMode mode() {
    return mode;
  }

  public TokenPlacement placement() {
    return placement;
  }

  public Place place() {
    return place;
  }

  /** Whether its tokens are bound to the key of this process. */
  @Incubating
  public boolean isSenderConstrained() {
    return senderConstrained;
  }

  /** Whether the tickets forwarded to it are bound to the client certificate of this process. */
  @Incubating
  public boolean isCertificateBound() {
    return certificateBound;
  }

  /** Where it is, as proofs of possession name it. */
  String origin() {
    return place instanceof Place.Grpc grpc
        ? grpc.channel().origin()
        : ((Place.Http) place).base().toString();
  }

  /** The action of a method: {@code package.Service/Method} for gRPC. */
  public Optional<Action> actionOf(String method) {
    return Optional.ofNullable(actions.get(method));
  }

  public Map<String, Action> actions() {
    return actions;
  }

  /** Where a downstream is. */
  public sealed interface Place {

    /** Over gRPC. */
    record Grpc(RpcChannel channel) implements Place {}

    /** Over HTTP. */
    record Http(URI base, @Nullable SSLContext tls) implements Place {

      public Http {
        boolean secure = "https".equals(base.getScheme());
        if (!secure && !("http".equals(base.getScheme()) && isLoopback(base.getHost()))) {
          throw new IllegalArgumentException(
              "downstream address: " + base + " (expected: https, or http on a loopback address)");
        }
        boolean bare = base.getRawPath() == null || base.getRawPath().isEmpty();
        if (!bare || base.getRawQuery() != null || base.getRawUserInfo() != null) {
          throw new IllegalArgumentException(
              "downstream address: " + base.getHost() + " (expected: scheme, host and port only)");
        }
      }

      private static boolean isLoopback(@Nullable String host) {
        try {
          return host != null && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
          return false;
        }
      }
    }
  }

  /** Collects a downstream; {@link #build} refuses what is unsafe. */
  public static final class Builder {

    private final String name;
    private final Place place;
    private final Map<String, Action> actions = new LinkedHashMap<>();
    private DownstreamMode mode = DownstreamMode.EXCHANGE;
    private TokenPlacement placement = new TokenPlacement.InHeader();
    private boolean internal;
    private boolean senderConstrained;
    private boolean certificateBound;

    private Builder(String name, Place place) {
      this.name = new Audience(name).value();
      this.place = place;
    }

    /** How calls are authenticated; the default is {@link DownstreamMode#EXCHANGE}, the safest. */
    public Builder mode(DownstreamMode mode) {
      this.mode = mode;
      return this;
    }

    /** Says that it is inside our trust boundary; the default is that it is not. */
    public Builder internal() {
      this.internal = true;
      return this;
    }

    /**
     * Binds the tokens for it to a key of this process, which never leaves its memory, and proves
     * the key with each call, so that what the service is shown opens nothing elsewhere; a token
     * that the auth service did not bind to it is not sent. Needed where the service takes
     * forwarded tokens that are bound and no others; exchanged tokens are bound without it where
     * the auth service asks for that.
     */
    @Incubating
    public Builder senderConstrained() {
      this.senderConstrained = true;
      return this;
    }

    /**
     * Binds the tickets forwarded to it to the client certificate with which this process is
     * connected to the auth service (RFC 8705); the channel to the service must show the same one.
     * Needed where the service takes forwarded tokens with {@code mtls}; exchanged tokens are bound
     * without it where the auth service asks for that.
     */
    @Incubating
    public Builder certificateBound() {
      this.certificateBound = true;
      return this;
    }

    /** Where the token goes; the default is the header. */
    public Builder placement(TokenPlacement placement) {
      this.placement = placement;
      return this;
    }

    /**
     * Declares the action of a method. One method has one action; what is not declared cannot be
     * called.
     *
     * @param method {@code package.Service/Method}, or for HTTP {@code METHOD /path}, where a
     *     segment {@code {}} stands for any one segment
     * @throws IllegalArgumentException if the method has an action already
     */
    public Builder action(String method, String action) {
      if (actions.putIfAbsent(method, new Action(action)) != null) {
        throw new IllegalArgumentException(
            "downstream " + name + ": " + method + " twice (expected: once)");
      }
      return this;
    }

    /**
     * Builds.
     *
     * @throws IllegalStateException if the delegation token would leave our trust boundary (S3-40),
     *     if no method may be called, if an on-behalf call would carry its token in the payload or
     *     bind it, or if what is bound to a certificate is not forwarded or is bound to a key, too
     */
    public Downstream build() {
      if (mode.forwardsDelegation() && !internal) {
        throw new IllegalStateException(
            "downstream "
                + name
                + ": mode "
                + mode
                + " to an external service (expected: EXCHANGE)");
      }
      if (actions.isEmpty()) {
        throw new IllegalStateException(
            "downstream " + name + ": no method (expected: at least one with its action)");
      }
      if (mode == DownstreamMode.ON_BEHALF && senderConstrained) {
        throw new IllegalStateException(
            "downstream " + name + ": service tokens are not bound (expected: another mode)");
      }
      if (certificateBound && (senderConstrained || !mode.forwardsDelegation())) {
        throw new IllegalStateException(
            "downstream "
                + name
                + ": bound to a certificate (expected: a forwarding mode, and no key besides)");
      }
      if (mode == DownstreamMode.ON_BEHALF && placement instanceof TokenPlacement.InPayload) {
        throw new IllegalStateException(
            "downstream " + name + ": service token in the payload (expected: in the header)");
      }
      return new Downstream(this);
    }
  }
}
