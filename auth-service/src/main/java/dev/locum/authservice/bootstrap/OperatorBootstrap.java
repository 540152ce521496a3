package dev.locum.authservice.bootstrap;

import dev.locum.audit.AuditEventType;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.user.Records;
import dev.locum.authservice.workload.AdministratorRole;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadCredentials;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.authservice.workload.Workloads;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.SecretKeyAccess;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lets the first operator in: a store without any operator gets the workload {@code operator}, and
 * its private key is written to a file for its owner alone. The file is written before the workload
 * is stored, so that a crash between the two leaves a key that nobody knows, and the next start
 * makes another.
 */
final class OperatorBootstrap {

  private static final WorkloadId OPERATOR = new WorkloadId("operator");

  private OperatorBootstrap() {}

  /**
   * Admits the first operator, unless there is one.
   *
   * @param keyFile where its private key goes; empty: nobody is admitted
   */
  static void run(Records records, Optional<Path> keyFile) throws IOException {
    if (keyFile.isPresent() && !records.store().read(Workloads::hasOperator)) {
      admit(records, keyFile.get());
    }
  }

  private static void admit(Records records, Path keyFile) throws IOException {
    SigningKey key = SigningKey.generate(SigningAlgorithm.ES256);
    write(keyFile, key.revealPrivateJwk(SecretKeyAccess.granted()));
    AuditTrail trail = records.trail();
    records
        .store()
        .write(tx -> {
          if (Workloads.hasOperator(tx)) {
            return false;
          }
          Workloads.put(tx, operator(key), records.clock().instant());
          trail.record(
              tx,
              trail
                  .draft(AuditEventType.ADMINISTERED)
                  .actor(OPERATOR.value())
                  .action("first operator")
                  .allowed());
          return true;
        });
  }

  private static Workload operator(SigningKey key) {
    return new Workload(
        OPERATOR,
        WorkloadKind.OPERATOR,
        Optional.empty(),
        List.of(),
        false,
        new WorkloadCredentials(List.of(key.verificationKey()), List.of(), List.of()),
        List.of(),
        Optional.empty(),
        Set.of(AdministratorRole.ADMINISTRATOR));
  }

  private static void write(Path file, String secret) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    Files.createFile(
        draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(draft, secret);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
