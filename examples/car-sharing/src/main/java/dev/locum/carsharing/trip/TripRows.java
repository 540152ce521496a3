package dev.locum.carsharing.trip;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.locum.carsharing.api.journal.v1.Entry;
import dev.locum.carsharing.api.trip.v1.CancelTripRequest;
import dev.locum.carsharing.api.trip.v1.EndTripRequest;
import dev.locum.carsharing.api.trip.v1.RecordTripRequest;
import dev.locum.carsharing.api.trip.v1.Trip;
import dev.locum.carsharing.api.trip.v1.TripStatus;
import dev.locum.carsharing.journal.NotPossibleException;
import dev.locum.carsharing.journal.Rows;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The trips. CANCELLED is final: a record or an end that arrives after it, because it was repeated
 * or late, changes nothing.
 */
public final class TripRows implements Rows {

  private final Map<TripKey, Trip> trips = new HashMap<>();

  @Override
  public Message apply(Entry entry) {
    try {
      if (entry.getRequest().is(RecordTripRequest.class)) {
        return record(entry, entry.getRequest().unpack(RecordTripRequest.class));
      }
      if (entry.getRequest().is(EndTripRequest.class)) {
        return end(entry, entry.getRequest().unpack(EndTripRequest.class).getTrip());
      }
      return cancel(entry, entry.getRequest().unpack(CancelTripRequest.class).getTrip());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("entry: of another service", e);
    }
  }

  /**
   * One trip.
   *
   * @throws NotPossibleException if the tenant has none of that id
   */
  public Trip get(String tenant, String trip) {
    Trip found = trips.get(new TripKey(tenant, trip));
    if (found == null) {
      throw NotPossibleException.notFound("There is no such trip.");
    }
    return found;
  }

  /**
   * One trip of one user.
   *
   * @throws NotPossibleException if there is none of that id, or it is another user's: nobody
   *     learns which
   */
  public Trip get(String tenant, String user, String trip) {
    Trip found = get(tenant, trip);
    if (!found.getUser().equals(user)) {
      throw NotPossibleException.notFound("There is no such trip.");
    }
    return found;
  }

  private Trip record(Entry entry, RecordTripRequest request) {
    Trip known = own(entry, request.getTrip());
    return known != null
        ? known
        : put(
            entry,
            Trip.newBuilder()
                .setTrip(request.getTrip())
                .setUser(entry.getUser())
                .setVehicle(request.getVehicle())
                .setStatus(TripStatus.TRIP_STATUS_STARTED)
                .build());
  }

  private Trip end(Entry entry, String trip) {
    Trip known = own(entry, trip);
    if (known == null) {
      throw NotPossibleException.conflict("The trip was not recorded.");
    }
    return known.getStatus() == TripStatus.TRIP_STATUS_CANCELLED
        ? known
        : put(entry, known.toBuilder().setStatus(TripStatus.TRIP_STATUS_ENDED).build());
  }

  /** A trip that is not there yet is cancelled as well: its record may still be on its way. */
  private Trip cancel(Entry entry, String trip) {
    Trip known = own(entry, trip);
    Trip.Builder cancelled =
        known == null
            ? Trip.newBuilder().setTrip(trip).setUser(entry.getUser())
            : known.toBuilder();
    return put(entry, cancelled.setStatus(TripStatus.TRIP_STATUS_CANCELLED).build());
  }

  /** The user's own trip; nobody learns that another user of the tenant has one of that id. */
  private @Nullable Trip own(Entry entry, String trip) {
    Trip known = trips.get(new TripKey(entry.getTenant(), trip));
    if (known != null && !known.getUser().equals(entry.getUser())) {
      throw NotPossibleException.notFound("There is no such trip.");
    }
    return known;
  }

  private Trip put(Entry entry, Trip trip) {
    trips.put(new TripKey(entry.getTenant(), trip.getTrip()), trip);
    return trip;
  }

  private record TripKey(String tenant, String trip) {}
}
