package dev.locum.launcher.topology;

import dev.locum.testkit.tls.CertificateMaker;
import dev.locum.testkit.tls.IssuedCertificate;
import dev.locum.token.jose.SecretKeyAccess;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.SigningKey;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The secrets of a topology: made once, each in a file for its owner alone. Nothing of them is ever
 * printed but the file's name.
 */
final class Secrets {

  /** Development certificates; a new state directory makes new ones. */
  private static final Duration CERTIFICATE_LIFE = Duration.ofDays(365);

  private static final int PASSWORD_BYTES = 18;
  private static final int KEY_BYTES = 32;

  private final StateDirectory state;
  private final SecureRandom random = new SecureRandom();

  Secrets(StateDirectory state) {
    this.state = state;
  }

  /**
   * Makes the certificate authority, the server certificate and certificates of those that call
   * Temporal, unless they are there.
   */
  void makeCertificates(Clock clock) throws IOException {
    if (state.has("tls/server-key.pem") && state.has(certificate(OwnNamespace.WORKER))) {
      return;
    }
    CertificateMaker authority =
        CertificateMaker.createRsa(clock, CERTIFICATE_LIFE, "Locum development authority");
    IssuedCertificate server = authority.issueLocalServer("locum");
    state.writePrivate("tls/ca.pem", authority.certificatePem());
    state.writePrivate("tls/server.pem", server.certificatePem());
    for (String caller : Part.callersOfTemporal()) {
      IssuedCertificate client = authority.issueClient(caller);
      state.writePrivate("credentials/" + caller + "-key.pem", client.privateKeyPem());
      state.writePrivate("credentials/" + caller + ".x5t", client.thumbprint());
      state.writePrivate(certificate(caller), client.certificatePem());
    }
    state.writePrivate("tls/server-key.pem", server.privateKeyPem());
  }

  private static String certificate(String workload) {
    return "credentials/" + workload + ".pem";
  }

  /** Thumbprints of the certificates of those that call Temporal, by workload. */
  Map<String, String> thumbprints() throws IOException {
    Map<String, String> thumbprints = new LinkedHashMap<>();
    for (String caller : Part.callersOfTemporal()) {
      thumbprints.put(caller, state.read("credentials/" + caller + ".x5t"));
    }
    return thumbprints;
  }

  /** Makes the key under which the gateway seals tokens, unless it is there. */
  void makeSealKey() throws IOException {
    if (!state.has("gateway/seal.key")) {
      state.writePrivate("gateway/seal.key", randomText(KEY_BYTES));
    }
  }

  /** Makes the key-encryption key of the auth service, unless it is there. */
  void makeKeyEncryptionKey() throws IOException {
    if (!state.has("auth-service/key-encryption.key")) {
      state.writePrivate("auth-service/key-encryption.key", randomText(KEY_BYTES));
    }
  }

  /** Makes private keys for the workloads; answers their public keys (JWK) by id. */
  Map<String, String> makeWorkloadKeys(List<String> workloads) throws IOException {
    Map<String, String> publicKeys = new LinkedHashMap<>();
    for (String workload : workloads) {
      String file = "credentials/" + workload + ".jwk";
      SigningKey key;
      if (state.has(file)) {
        key = SigningKey.parsePrivateJwk(state.read(file), SecretKeyAccess.granted());
      } else {
        key = SigningKey.generate(SigningAlgorithm.ES256);
        state.writePrivate(file, key.revealPrivateJwk(SecretKeyAccess.granted()));
      }
      publicKeys.put(workload, key.verificationKey().toJwk());
    }
    return publicKeys;
  }

  /** Makes passwords for the people, unless they are there; by name. */
  Map<String, String> makePasswords() throws IOException {
    Map<String, String> passwords = new LinkedHashMap<>();
    for (World.Person person : World.PEOPLE) {
      String file = "users/" + person.name() + ".password";
      if (!state.has(file)) {
        state.writePrivate(file, randomText(PASSWORD_BYTES) + "\n");
      }
      passwords.put(person.name(), state.read(file));
    }
    return passwords;
  }

  private String randomText(int bytes) {
    byte[] fresh = new byte[bytes];
    random.nextBytes(fresh);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(fresh);
  }
}
