package dev.locum.grpcauthz.client;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens the channel to one of Locum's servers. Exactly one of {@link #trusting} and {@link
 * #insecureLoopback} must be chosen; there is no default.
 *
 * <p><b>Security guarantees</b>: with {@code trusting}, TLS with a certificate of that authority for the
 * host of the address. With {@code insecureLoopback}, plaintext to this machine only.
 */
public final class RpcChannel {

  /** A refusal is small; more in the headers of an answer is an attack on our memory. */
  private static final int MAX_METADATA_BYTES = 16 * 1024;

  /** Finds a dead connection before a caller's deadline does. */
  private static final long KEEPALIVE_SECONDS = 30;

  private final String address;
  private @Nullable Path trustAnchor;
  private @Nullable Path certificateChain;
  private @Nullable Path privateKey;
  private boolean insecure;

  private RpcChannel(String address) {
    this.address = address;
  }

  /** Starts with the address, {@code host:port}. */
  public static RpcChannel to(String address) {
    return new RpcChannel(address);
  }

  /** Trusts servers whose certificate was issued by an authority in this PEM file. */
  public RpcChannel trusting(Path certificateAuthorities) {
    this.trustAnchor = certificateAuthorities;
    return this;
  }

  /** Presents a client certificate: PEM files with the chain and its unencrypted PKCS#8 key. */
  public RpcChannel presenting(Path certificateChain, Path privateKey) {
    this.certificateChain = certificateChain;
    this.privateKey = privateKey;
    return this;
  }

  /** Development only: plaintext, to a loopback address. */
  public RpcChannel insecureLoopback() {
    this.insecure = true;
    return this;
  }

  /**
   * Opens the channel; it connects with the first call. The caller shuts it down.
   *
   * @throws IllegalArgumentException if not exactly one of TLS and plaintext was chosen, a client
   *     certificate was given for plaintext, or plaintext was chosen for another machine
   * @throws IOException if a PEM file cannot be read
   */
  public ManagedChannel open() throws IOException {
    return Grpc.newChannelBuilder(address, credentials())
        .maxInboundMetadataSize(MAX_METADATA_BYTES)
        .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
        .build();
  }

  private ChannelCredentials credentials() throws IOException {
    if (insecure == (trustAnchor != null)) {
      throw new IllegalArgumentException(
          "channel to " + address + ": expected exactly one of a trust anchor and insecure loopback");
    }
    if (trustAnchor != null) {
      return tls(trustAnchor);
    }
    if (certificateChain != null) {
      throw new IllegalArgumentException("client certificate: set for plaintext (expected: TLS)");
    }
    if (!isLoopback(address)) {
      throw new IllegalArgumentException(
          "plaintext channel: " + address + " (expected: a loopback address)");
    }
    return InsecureChannelCredentials.create();
  }

  private ChannelCredentials tls(Path anchor) throws IOException {
    TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
    tls.trustManager(anchor.toFile());
    if (certificateChain != null && privateKey != null) {
      tls.keyManager(certificateChain.toFile(), privateKey.toFile());
    }
    return tls.build();
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
