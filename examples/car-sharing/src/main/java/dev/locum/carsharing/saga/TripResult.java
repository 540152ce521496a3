package dev.locum.carsharing.saga;

/**
 * A settled trip.
 *
 * @param trip the trip's id
 * @param status {@code SETTLED}
 * @param cents what it cost
 * @param seconds how long the drive took, started seconds
 */
public record TripResult(String trip, String status, long cents, long seconds) {}
