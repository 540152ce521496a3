/**
 * Trips, by tenant.
 *
 * <p><b>What decides here</b>: {@link dev.locum.carsharing.trip.TripRows} decides which state a
 * trip is in; CANCELLED is final. <b>When nothing is configured</b>: there is no trip. <b>What the
 * caller is told</b>: not found, also for another tenant's trip.
 */
@NullMarked
package dev.locum.carsharing.trip;

import org.jspecify.annotations.NullMarked;
