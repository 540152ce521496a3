package dev.locum.carsharing.event;

/**
 * A trip was driven and settled.
 *
 * @param trip the trip
 * @param user who drove
 * @param vehicle the vehicle
 * @param cents what it cost
 * @param seconds how long it took
 */
public record TripCompleted(String trip, String user, String vehicle, long cents, long seconds) {}
