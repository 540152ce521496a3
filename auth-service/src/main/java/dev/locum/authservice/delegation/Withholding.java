package dev.locum.authservice.delegation;

import dev.locum.authservice.store.Transaction;
import dev.locum.token.Audience;
import dev.locum.token.DelegationId;

/** Revocation for one downstream alone: the delegation goes on counting for the others (S3-50). */
final class Withholding {

  private Withholding() {}

  static void withhold(Transaction tx, DelegationId delegation, Audience downstream) {
    tx.update(
        "INSERT INTO delegation_withheld (delegation, downstream) VALUES (?, ?)"
            + " ON CONFLICT (delegation, downstream) DO NOTHING",
        delegation.value(),
        downstream.value());
  }

  static boolean isWithheld(Transaction tx, DelegationId delegation, Audience downstream) {
    return tx.queryOne(
            "SELECT downstream FROM delegation_withheld WHERE delegation = ? AND downstream = ?",
            row -> row.text("downstream"),
            delegation.value(),
            downstream.value())
        .isPresent();
  }
}
