package dev.locum.worker;

import dev.locum.audit.AuditSink;
import dev.locum.audit.spool.FileAuditSpool;
import dev.locum.audit.spool.SpoolSettings;
import dev.locum.audit.spool.SpoolingAuditSink;
import dev.locum.grpcauthz.audit.AuditShipper;
import io.grpc.CallCredentials;
import io.grpc.Channel;

/**
 * Where the worker's audit events go, opened.
 *
 * @param sink takes the events
 * @param closing ends what was opened for it
 */
record WorkerAudit(AuditSink sink, Runnable closing) {

  static WorkerAudit open(AuditTarget target, Channel authService, CallCredentials credentials) {
    if (target instanceof AuditTarget.Given given) {
      return new WorkerAudit(given.sink(), () -> {});
    }
    FileAuditSpool spool =
        FileAuditSpool.open(SpoolSettings.in(((AuditTarget.Spool) target).directory()));
    AuditShipper shipper = AuditShipper.start(spool, authService, credentials);
    return new WorkerAudit(
        new SpoolingAuditSink(spool),
        () -> {
          shipper.close();
          spool.close();
        });
  }

  void close() {
    closing.run();
  }
}
