package dev.locum.carsharing.billing;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.locum.carsharing.api.billing.v1.AddChargeRequest;
import dev.locum.carsharing.api.billing.v1.AddChargeResponse;
import dev.locum.carsharing.api.billing.v1.OpenTabRequest;
import dev.locum.carsharing.api.billing.v1.RefundChargeRequest;
import dev.locum.carsharing.api.billing.v1.RefundChargeResponse;
import dev.locum.carsharing.api.billing.v1.SettleRequest;
import dev.locum.carsharing.api.billing.v1.Tab;
import dev.locum.carsharing.api.billing.v1.TabStatus;
import dev.locum.carsharing.api.billing.v1.VoidTabRequest;
import dev.locum.carsharing.api.billing.v1.VoidTabResponse;
import dev.locum.carsharing.api.journal.v1.Entry;
import dev.locum.carsharing.journal.NotPossibleException;
import dev.locum.carsharing.journal.Rows;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tabs and their charges. VOID is final, also for a tab that is voided before its opening
 * arrives; a charge is added once per key and given back once.
 */
public final class TabRows implements Rows {

  private final Map<TabKey, Account> tabs = new HashMap<>();

  @Override
  public Message apply(Entry entry) {
    Any request = entry.getRequest();
    try {
      if (request.is(OpenTabRequest.class)) {
        return open(entry, request.unpack(OpenTabRequest.class).getTrip());
      }
      if (request.is(AddChargeRequest.class)) {
        return charge(entry, request.unpack(AddChargeRequest.class));
      }
      if (request.is(SettleRequest.class)) {
        return settle(entry, request.unpack(SettleRequest.class).getTrip());
      }
      if (request.is(VoidTabRequest.class)) {
        return voidTab(entry, request.unpack(VoidTabRequest.class).getTrip());
      }
      return refund(entry, request.unpack(RefundChargeRequest.class));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("entry: of another service", e);
    }
  }

  /**
   * One tab.
   *
   * @throws NotPossibleException if the tenant has none of that id
   */
  public Tab get(String tenant, String trip) {
    Account account = tabs.get(new TabKey(tenant, trip));
    if (account == null) {
      throw NotPossibleException.notFound("There is no such tab.");
    }
    return account.tab();
  }

  private Tab open(Entry entry, String trip) {
    Account account = own(entry, trip);
    if (account == null) {
      account = put(entry, trip, TabStatus.TAB_STATUS_OPEN);
    }
    account.require(TabStatus.TAB_STATUS_OPEN);
    return account.tab();
  }

  private Message charge(Entry entry, AddChargeRequest request) {
    Account account = existing(entry, request.getTrip());
    account.require(TabStatus.TAB_STATUS_OPEN);
    return AddChargeResponse.newBuilder()
        .setCharge(account.charge(request.getKey(), request.getCents()))
        .build();
  }

  private Tab settle(Entry entry, String trip) {
    Account account = existing(entry, trip);
    if (account.status != TabStatus.TAB_STATUS_SETTLED) {
      account.require(TabStatus.TAB_STATUS_OPEN);
      account.status = TabStatus.TAB_STATUS_SETTLED;
    }
    return account.tab();
  }

  /** A tab that is not there yet is void as well: its opening may still be on its way. */
  private Message voidTab(Entry entry, String trip) {
    Account account = own(entry, trip);
    if (account == null) {
      put(entry, trip, TabStatus.TAB_STATUS_VOID);
      return VoidTabResponse.getDefaultInstance();
    }
    boolean open = account.status == TabStatus.TAB_STATUS_OPEN;
    if (open) {
      account.status = TabStatus.TAB_STATUS_VOID;
    }
    return VoidTabResponse.newBuilder().setVoided(open).build();
  }

  /** Also on a settled or void tab: what was taken is given back whatever became of the tab. */
  private Message refund(Entry entry, RefundChargeRequest request) {
    Account account = own(entry, request.getTrip());
    boolean refunded = account != null && account.refund(request.getCharge());
    return RefundChargeResponse.newBuilder().setRefunded(refunded).build();
  }

  private Account existing(Entry entry, String trip) {
    Account account = own(entry, trip);
    if (account == null) {
      throw NotPossibleException.conflict("The trip has no tab.");
    }
    return account;
  }

  /** The user's own tab; nobody learns that another user of the tenant has one of that id. */
  private @Nullable Account own(Entry entry, String trip) {
    Account account = tabs.get(new TabKey(entry.getTenant(), trip));
    if (account != null && !account.user.equals(entry.getUser())) {
      throw NotPossibleException.notFound("There is no such tab.");
    }
    return account;
  }

  private Account put(Entry entry, String trip, TabStatus status) {
    Account account = new Account(trip, entry.getUser(), status);
    tabs.put(new TabKey(entry.getTenant(), trip), account);
    return account;
  }

  private record TabKey(String tenant, String trip) {}

  private record Charge(long cents, boolean refunded) {}

  /** A tab and its charges. */
  private static final class Account {

    private final String trip;
    private final String user;
    private final Map<String, Charge> charges = new LinkedHashMap<>();
    private TabStatus status;

    Account(String trip, String user, TabStatus status) {
      this.trip = trip;
      this.user = user;
      this.status = status;
    }

    void require(TabStatus expected) {
      if (status != expected) {
        throw NotPossibleException.conflict("The tab is closed.");
      }
    }

    String charge(String key, long cents) {
      String id = "charge-" + key;
      charges.putIfAbsent(id, new Charge(cents, false));
      return id;
    }

    boolean refund(String id) {
      Charge charge = charges.get(id);
      if (charge == null || charge.refunded()) {
        return false;
      }
      charges.put(id, new Charge(charge.cents(), true));
      return true;
    }

    Tab tab() {
      return Tab.newBuilder()
          .setTrip(trip)
          .setUser(user)
          .setStatus(status)
          .setCents(
              charges.values().stream().filter(c -> !c.refunded()).mapToLong(Charge::cents).sum())
          .build();
    }
  }
}
