/**
 * Vehicles, by tenant.
 *
 * <p><b>What decides here</b>: {@link dev.locum.carsharing.fleet.FleetRows} decides whether a
 * vehicle can be reserved. <b>When nothing is configured</b>: there is no vehicle. <b>What the
 * caller is told</b>: not found, also for another tenant's vehicle.
 */
@NullMarked
package dev.locum.carsharing.fleet;

import org.jspecify.annotations.NullMarked;
