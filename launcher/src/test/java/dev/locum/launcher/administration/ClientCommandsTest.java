package dev.locum.launcher.administration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.launcher.administration.AdministeredService.Outcome;
import dev.locum.testkit.tls.CertificateMaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients of the OpenID provider by commands (S3-06). */
@Timeout(120)
class ClientCommandsTest {

  private AdministeredService service;

  @BeforeEach
  void open(@TempDir Path directory) {
    service = AdministeredService.open(directory);
    service.succeed("tenant", "put", "alice");
  }

  @AfterEach
  void close() {
    ExamplePlatform.requireNoSecretIn(service.everythingVisible());
    service.close();
  }

  @Test
  void client_withASecret_isRegisteredRotatedAndRemoved() throws IOException {
    Path secret = service.directory.resolve("shop.secret");
    putShop();

    assertThat(service.succeed("client", "show", "shop"))
        .contains("client_secret_basic", "https://shop.example/cb", "authorization_code", "alice");
    String answer = service.succeed("client", "rotate-secret", "shop", "--to", secret.toString());
    assertThat(answer).doesNotContain("locum_cs_");
    assertThat(Files.readString(secret)).startsWith("locum_cs_");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
        .isEqualTo("rw-------");
    assertThat(service.run("client", "rotate-secret", "shop", "--to", secret.toString()).exit())
        .isEqualTo(2);
    assertThat(service.run("client", "remove", "shop").exit()).isZero();
    assertThat(service.run("client", "show", "shop").exit()).isEqualTo(4);
  }

  @Test
  void client_withoutOneWayToProveItself_isRefused() {
    String[] noWay = {"client", "put", "shop", "--name", "The shop", "--tenant", "alice"};
    String[] twoWays = {
      "client", "put", "shop", "--name", "The shop", "--all-tenants", "--public", "--secret"
    };

    assertThat(service.run(noWay).err()).contains("exactly one of --public");
    assertThat(service.run(twoWays).err()).contains("exactly one of --public");
  }

  @Test
  void client_withACertificate_isRegisteredByNameOrByTheCertificateItself() throws IOException {
    putTill("--certificate-name", "dns=till.example", "--certificate-bound-tokens");
    assertThat(service.succeed("client", "show", "till"))
        .contains("tls_client_auth dns=till.example")
        .containsPattern("certificate-bound tokens:? +yes");

    Path own = CertificateMaker.forTest().writeCertificate(service.directory.resolve("till.pem"));
    putTill("--certificate", "file:" + own);
    assertThat(service.succeed("client", "show", "till")).contains("self_signed_tls_client_auth");

    Outcome refused =
        service.run(
            "client",
            "put",
            "till",
            "--name",
            "Till",
            "--all-tenants",
            "--certificate-name",
            "till.example");
    assertThat(refused.err()).contains("KIND=NAME");
  }

  @Test
  void client_andWorkload_neverShareAName() {
    putShop();

    assertThat(service.run("workload", "put", "shop", "--kind", "trigger").err())
        .contains("ALREADY_OWNED");
  }

  private void putShop() {
    service.succeed(
        "client",
        "put",
        "shop",
        "--name",
        "The shop",
        "--tenant",
        "alice",
        "--secret",
        "--redirect-uri",
        "https://shop.example/cb",
        "--grant",
        "code",
        "--grant",
        "refresh",
        "--scope",
        "openid",
        "--scope",
        "work");
  }

  private void putTill(String... proof) {
    List<String> put =
        new ArrayList<>(List.of("client", "put", "till", "--name", "Till", "--all-tenants"));
    put.addAll(List.of(proof));
    put.addAll(List.of("--grant", "device", "--scope", "openid"));
    service.succeed(put.toArray(String[]::new));
  }
}
