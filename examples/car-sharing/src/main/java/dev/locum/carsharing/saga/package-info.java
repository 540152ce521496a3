/**
 * The trip as a saga: its workflow, its steps and what undoes them. There is no authentication in
 * this package: the worker's plugin verifies before a step runs, and the clients authenticate by
 * themselves.
 *
 * <p><b>What decides here</b>: {@link dev.locum.carsharing.saga.TripSaga} decides the order and
 * what is undone. <b>When nothing is configured</b>: without the plugin a step finds no context and
 * fails. <b>What the caller is told</b>: the result, or the failure that ended the trip.
 */
@NullMarked
package dev.locum.carsharing.saga;

import org.jspecify.annotations.NullMarked;
