package dev.locum.grpcauthz.server;

import dev.locum.testkit.tls.CertificateMaker;
import dev.locum.testkit.tls.IssuedCertificate;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** TLS that takes a client's certificate if it shows one. */
record TlsWire(CertificateMaker authority, Optional<IssuedCertificate> client)
    implements ShopServer.Wire {

  @Override
  public ServerBuilder<?> server() {
    IssuedCertificate own = authority.issueLocalServer("shop");
    try {
      return NettyServerBuilder.forAddress(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          TlsServerCredentials.newBuilder()
              .keyManager(stream(own.certificatePem()), stream(own.privateKeyPem()))
              .trustManager(stream(authority.certificatePem()))
              .clientAuth(TlsServerCredentials.ClientAuth.OPTIONAL)
              .build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public ManagedChannel channel(Server server) {
    try {
      TlsChannelCredentials.Builder tls =
          TlsChannelCredentials.newBuilder().trustManager(stream(authority.certificatePem()));
      if (client.isPresent()) {
        tls.keyManager(stream(client.get().certificatePem()), stream(client.get().privateKeyPem()));
      }
      return NettyChannelBuilder.forAddress(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()),
              tls.build())
          .overrideAuthority("localhost")
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
  }
}
