package dev.locum.authservice.tenant;

import dev.locum.authservice.store.Transaction;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses to remove what something else refers to.
 *
 * @param tx the transaction that would remove it
 * @param what the entity, such as {@code tenant alice}; shown to administrators
 */
public record InUse(Transaction tx, String what) {

  /**
   * Goes on if the statement finds nothing.
   *
   * @param by what refers to the entity, such as {@code route}
   * @param sql selects a column {@code name}
   * @throws DenialException {@code STATE_CONFLICT} that names the first that was found
   */
  public InUse unless(String by, String sql, @Nullable Object... values) {
    return unless(by, tx.query(sql + " LIMIT 1", row -> row.text("name"), values));
  }

  /**
   * Goes on if there are none.
   *
   * @param by what refers to the entity
   * @param names which of them do
   * @throws DenialException {@code STATE_CONFLICT} that names the first
   */
  public InUse unless(String by, List<String> names) {
    if (!names.isEmpty()) {
      throw conflict("in use by " + by + " " + names.getFirst());
    }
    return this;
  }

  /** The refusal to change it. */
  public DenialException conflict(String why) {
    return new DenialException(DenialReason.STATE_CONFLICT, what + ": " + why);
  }
}
