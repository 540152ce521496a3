package dev.locum.authservice.login;

import dev.locum.authservice.session.StoredSessions;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.StoreUnavailableException;
import dev.locum.authservice.store.Transaction;
import java.util.List;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes sessions, logins and device grants that can count no more. Safe to run at any time, by
 * any replica.
 */
public final class LoginHousekeeping implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(LoginHousekeeping.class);

  private final Store store;
  private final StoredSessions sessions;
  private final Logins logins;
  private final DeviceGrants devices;
  private final List<ToIntFunction<Transaction>> others;

  /**
   * Housekeeping.
   *
   * @param others remove what can count no more, and answer how many rows
   */
  public LoginHousekeeping(
      Store store,
      StoredSessions sessions,
      Logins logins,
      DeviceGrants devices,
      List<ToIntFunction<Transaction>> others) {
    this.store = store;
    this.sessions = sessions;
    this.logins = logins;
    this.devices = devices;
    this.others = List.copyOf(others);
  }

  @Override
  public void run() {
    try {
      int removed =
          store.write(tx ->
              sessions.removeExpired(tx)
                  + logins.removeExpired(tx)
                  + devices.removeExpired(tx)
                  + others.stream().mapToInt(other -> other.applyAsInt(tx)).sum());
      LOG.debug("removed {} expired rows of logins", removed);
    } catch (StoreUnavailableException e) {
      LOG.warn("expired rows of logins could not be removed now: {}", e.getMessage());
    }
  }
}
