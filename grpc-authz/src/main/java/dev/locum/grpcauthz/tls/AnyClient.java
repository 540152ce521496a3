package dev.locum.grpcauthz.tls;

import dev.locum.token.Incubating;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets every client's certificate in, a self-signed one, too (RFC 8705 §2.2, §3): what it is worth
 * depends on what is shown over the connection. That the client holds its key is verified by the
 * handshake itself, and is no matter of a trust manager.
 *
 * <p><b>Not guaranteed</b>: anything else. Neither the names in the certificate nor its dates say
 * who calls; it may only be compared, as a token's {@code cnf} is. No server's certificate counts.
 */
@Incubating
public final class AnyClient extends X509ExtendedTrustManager {

  /** For a server that asks for certificates and does not demand them. */
  public AnyClient() {}

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind) {}

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {}

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    throw notForServers();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    throw notForServers();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    throw notForServers();
  }

  /** None: clients are not told whom to choose by. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  private static CertificateException notForServers() {
    return new CertificateException("a server's certificate (expected: a client's)");
  }
}
