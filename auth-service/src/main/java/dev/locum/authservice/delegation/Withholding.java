package dev.locum.authservice.delegation;

import dev.locum.authservice.store.PassingTable;
import dev.locum.authservice.store.Question;
import dev.locum.authservice.store.Transaction;
import dev.locum.token.Audience;
import dev.locum.token.DelegationId;

/** Revocation for one downstream alone: the delegation goes on counting for the others (S3-50). */
final class Withholding {

  private static final Question.OfPassing<String> WITHHELD =
      Question.of(
          PassingTable.DELEGATION_WITHHELD,
          "SELECT downstream FROM delegation_withheld WHERE delegation = ? AND downstream = ?",
          row -> row.text("downstream"));

  private Withholding() {}

  static void withhold(Transaction tx, DelegationId delegation, Audience downstream) {
    tx.change(
        PassingTable.DELEGATION_WITHHELD,
        "INSERT INTO delegation_withheld (delegation, downstream) VALUES (?, ?)"
            + " ON CONFLICT (delegation, downstream) DO NOTHING",
        delegation.value(),
        downstream.value());
  }

  static boolean isWithheld(Transaction tx, DelegationId delegation, Audience downstream) {
    return tx.askOne(WITHHELD, delegation.value(), downstream.value()).isPresent();
  }
}
