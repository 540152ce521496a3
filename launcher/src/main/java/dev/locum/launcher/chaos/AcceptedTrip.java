package dev.locum.launcher.chaos;

/**
 * A trip that the trigger has accepted.
 *
 * @param user by whom it was asked for
 * @param tenant the user's tenant
 * @param vehicle a vehicle that no other trip asked for
 * @param workflowId its id
 */
record AcceptedTrip(String user, String tenant, String vehicle, String workflowId) {}
