/**
 * What happens after a trip was settled. None of it can reverse the trip.
 *
 * <p><b>What decides here</b>: each reactor for itself. <b>When nothing is configured</b>: nobody
 * reacts. <b>What the caller is told</b>: whether every reactor took the event.
 */
@NullMarked
package dev.locum.carsharing.event;

import org.jspecify.annotations.NullMarked;
