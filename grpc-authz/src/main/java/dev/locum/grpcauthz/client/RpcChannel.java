package dev.locum.grpcauthz.client;

import dev.locum.grpcauthz.tls.TlsIdentity;
import dev.locum.token.Incubating;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens the channel to one of Locum's servers. Either {@link #trusting} or {@link #trustingSystem},
 * or {@link #insecureLoopback} must be chosen; there is no default.
 *
 * <p><b>Security guarantees</b>: with {@code trusting}, TLS with a certificate of that authority
 * for the host of the address. With {@code insecureLoopback}, plaintext to this machine only.
 */
public final class RpcChannel {

  /** A refusal is small; more in the headers of an answer is an attack on our memory. */
  private static final int MAX_METADATA_BYTES = 16 * 1024;

  /** Finds a dead connection before a caller's deadline does. */
  private static final long KEEPALIVE_SECONDS = 30;

  private static final int DEFAULT_MESSAGE_BYTES = 4 * 1024 * 1024;

  private final String address;
  private final TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
  private final List<ClientInterceptor> interceptors = new ArrayList<>();
  private @Nullable String serverName;
  private int maxMessageBytes = DEFAULT_MESSAGE_BYTES;
  private boolean trusting;
  private boolean presenting;
  private boolean insecure;

  private RpcChannel(String address) {
    this.address = address;
  }

  /** Starts with the address, {@code host:port}. */
  public static RpcChannel to(String address) {
    return new RpcChannel(address);
  }

  /**
   * Trusts servers whose certificate was issued by an authority in this PEM file.
   *
   * @throws IOException if the file cannot be read
   */
  public RpcChannel trusting(Path certificateAuthorities) throws IOException {
    tls.trustManager(certificateAuthorities.toFile());
    trusting = true;
    return this;
  }

  /** Trusts servers whose certificate was issued by an authority that Java trusts. */
  public RpcChannel trustingSystem() {
    trusting = true;
    return this;
  }

  /** The name that the server's certificate must have, where it is not the host of the address. */
  public RpcChannel expecting(String serverName) {
    this.serverName = serverName;
    return this;
  }

  /**
   * Presents a client certificate: PEM files with the chain and its unencrypted PKCS#8 key.
   *
   * @throws IOException if a file cannot be read
   */
  public RpcChannel presenting(Path certificateChain, Path privateKey) throws IOException {
    try (InputStream chain = Files.newInputStream(certificateChain);
        InputStream key = Files.newInputStream(privateKey)) {
      return presenting(chain, key);
    }
  }

  /**
   * Presents a client certificate: PEM with the chain and its unencrypted PKCS#8 key.
   *
   * @throws IOException if one cannot be read
   */
  public RpcChannel presenting(InputStream certificateChain, InputStream privateKey)
      throws IOException {
    tls.keyManager(TlsIdentity.keyManager(certificateChain, privateKey));
    presenting = true;
    return this;
  }

  /** The largest answer that is taken, in bytes; gRPC's default is 4 MiB. */
  public RpcChannel receivingUpTo(int bytes) {
    this.maxMessageBytes = bytes;
    return this;
  }

  /** Has each call pass an interceptor; the first that is given is the innermost. */
  @Incubating
  public RpcChannel intercepting(ClientInterceptor interceptor) {
    interceptors.add(interceptor);
    return this;
  }

  /** Development only: plaintext, to a loopback address. */
  public RpcChannel insecureLoopback() {
    this.insecure = true;
    return this;
  }

  /**
   * What the server is called by whoever comes this way: scheme and address. Proofs of possession
   * name it (RFC 9449 §4.2).
   */
  @Incubating
  public String origin() {
    return (insecure ? "http://" : "https://") + address;
  }

  /**
   * Opens the channel; it connects with the first call, and while the server is away tries again
   * every second. The caller shuts it down.
   *
   * @throws IllegalStateException if not exactly one of TLS and plaintext was chosen, or a client
   *     certificate for plaintext
   * @throws IllegalArgumentException if plaintext was chosen for another machine
   */
  public ManagedChannel open() {
    ManagedChannelBuilder<?> channel =
        Grpc.newChannelBuilder(address, credentials())
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .maxInboundMessageSize(maxMessageBytes)
            .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS);
    if (!interceptors.isEmpty()) {
      channel.intercept(interceptors);
    }
    if (serverName != null) {
      channel.overrideAuthority(serverName);
    }
    return PromptReconnect.of(channel.build());
  }

  private ChannelCredentials credentials() {
    if (insecure == trusting) {
      throw new IllegalStateException(
          "channel to "
              + address
              + ": expected exactly one of a trust anchor and insecure loopback");
    }
    if (trusting) {
      return tls.build();
    }
    if (presenting) {
      throw new IllegalStateException("client certificate: set for plaintext (expected: TLS)");
    }
    if (!isLoopback(address)) {
      throw new IllegalArgumentException(
          "plaintext channel: " + address + " (expected: a loopback address)");
    }
    return InsecureChannelCredentials.create();
  }

  /** Names are resolved: {@code localhost} counts only where it means this machine. */
  private static boolean isLoopback(String address) {
    String host = URI.create("//" + address).getHost();
    if (host == null) {
      return false;
    }
    try {
      for (InetAddress place : InetAddress.getAllByName(host)) {
        if (!place.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
