package dev.locum.carsharing.saga;

/**
 * What a user asks for. Who the user is does not stand here: that says the delegation.
 *
 * @param vehicle the vehicle
 * @param driveSeconds how long the drive takes unless it is ended before, 0 to 86,400
 */
public record TripRequest(String vehicle, int driveSeconds) {}
