package dev.locum.policy;

import dev.locum.token.ActionSet;

/**
 * What a delegation permits at a moment.
 *
 * @param actions permitted now; may be empty while every compensation still waits for its forward
 *     step
 * @param compensationsOnly whether forward actions are over
 */
public record PermittedActions(ActionSet actions, boolean compensationsOnly) {}
